/** Circles on the WGS 84 ellipsoid in the browser, by GeographicLib: the slider's ring, at once. */
import geodesic from "geographiclib-geodesic";

const WGS84 = geodesic.Geodesic.WGS84;
const VERTICES = 120;
const LINE_STEP_M = 100_000;

/**
 * A circle as [lon, lat] positions, unwrapped so that it does not jump at 180°.
 * @param {[number, number]} origin lon, lat @param {number} km
 * @returns {[number, number][]}
 */
export const traceRing = (origin, km) => Array.from({ length: VERTICES + 1 }, (_, step) => project(origin, (360 * step) / VERTICES, km * 1000));

/**
 * The geodesic between two positions: its length and its directions, 0 to 360 degrees.
 * @param {[number, number]} from lon, lat @param {[number, number]} to
 */
export function measureWay([lon1, lat1], [lon2, lat2]) {
  const { s12, azi1, azi2 } = /** @type {Record<string, number>} */ (/** @type {unknown} */ (WGS84.Inverse(lat1, lon1, lat2, lon2)));
  return { metres: s12, azimuth: (azi1 + 360) % 360, back: (azi2 + 180) % 360 };
}

/**
 * The geodesic as [lon, lat] positions, unwrapped; 100 km from one to the next at most.
 * @param {[number, number]} from lon, lat @param {[number, number]} to
 * @returns {[number, number][]}
 */
export function traceLine(from, to) {
  const { metres, azimuth } = measureWay(from, to);
  const steps = Math.max(1, Math.ceil(metres / LINE_STEP_M));
  const line = Array.from({ length: steps }, (_, step) => project(from, azimuth, (metres * step) / steps));
  return [...line, project(from, azimuth, metres)];
}

/** @param {[number, number]} origin @param {number} azimuth @param {number} metres @returns {[number, number]} */
function project([lon, lat], azimuth, metres) {
  const spot = WGS84.Direct(lat, lon, azimuth, metres, geodesic.Geodesic.STANDARD | geodesic.Geodesic.LONG_UNROLL);
  return [/** @type {number} */ (spot.lon2), /** @type {number} */ (spot.lat2)];
}

/** The distance between two positions in metres. @param {[number, number]} from @param {[number, number]} to */
export function measure([lon1, lat1], [lon2, lat2]) {
  return /** @type {number} */ (WGS84.Inverse(lat1, lon1, lat2, lon2).s12);
}
