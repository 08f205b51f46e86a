/** Computed lines are drawn where they are: Leaflet's whole pixels make a circle wobble. */
import { L } from "./leaflet.js";
import { store } from "../core/store.js";

/** @param {import("leaflet").GeoJSON} shapes */
export function exactly(shapes) {
  shapes.eachLayer((shape) => {
    /** @type {any} */ (shape)._projectLatlngs = project;
  });
}

/**
 * In place of Leaflet's own, which rounds: positions → pixels of the layer, to a hundredth.
 * @param {any[]} latlngs @param {any[]} result @param {import("leaflet").Bounds} bounds
 */
function project(latlngs, result, bounds) {
  if (!(latlngs[0] instanceof L.LatLng)) return latlngs.forEach((one) => project(one, result, bounds));
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const origin = map.getPixelOrigin();
  const points = latlngs.map((one) => hundredths(map.project(one).subtract(origin)));
  for (const one of points) bounds.extend(one);
  result.push(points);
}

/** @param {import("leaflet").Point} point */
const hundredths = ({ x, y }) => L.point(Math.round(x * 100) / 100, Math.round(y * 100) / 100);
