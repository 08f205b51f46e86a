/** Circles on the WGS 84 ellipsoid in the browser, by GeographicLib: the slider's ring, at once. */
import geodesic from "geographiclib-geodesic";

const WGS84 = geodesic.Geodesic.WGS84;
const VERTICES = 120;

/**
 * A circle as [lon, lat] positions, unwrapped so that it does not jump at 180°.
 * @param {[number, number]} origin lon, lat @param {number} km
 * @returns {[number, number][]}
 */
export function traceRing([lon, lat], km) {
  /** @type {[number, number][]} */
  const ring = [];
  for (let step = 0; step <= VERTICES; step += 1) {
    const spot = WGS84.Direct(lat, lon, (360 * step) / VERTICES, km * 1000, geodesic.Geodesic.STANDARD | geodesic.Geodesic.LONG_UNROLL);
    ring.push([/** @type {number} */ (spot.lon2), /** @type {number} */ (spot.lat2)]);
  }
  return ring;
}

/** The distance between two positions in metres. @param {[number, number]} from @param {[number, number]} to */
export function measure([lon1, lat1], [lon2, lat2]) {
  return /** @type {number} */ (WGS84.Inverse(lat1, lon1, lat2, lon2).s12);
}
