/**
 * Areas and coasts, kept as numbers. Leaflet makes two objects of each position and projects all of
 * them again at each step of a zoom, which is felt on a phone.
 * Here they are projected once, and what a view shows of them is written in one go.
 */
import { boxOf } from "./boxes.js";
import { L } from "./leaflet.js";
import { flatten, linesOf, trace } from "./paths.js";

/** @type {new (feature: import("../core/store.js").Feature, options: object) => import("leaflet").Path & { feature: import("../core/store.js").Feature, getBounds(): import("leaflet").LatLngBounds }} */
export const Outline = /** @type {any} */ (L.Path.extend({
  options: { fill: true },

  /** @param {import("../core/store.js").Feature} feature @param {object} options */
  initialize(feature, options) {
    const own = /** @type {any} */ (this);
    own.feature = feature;
    L.setOptions(own, options);
    own.lines = linesOf(feature.geometry).map(flatten);
  },

  getBounds() {
    return L.latLngBounds(boxOf(linesOf(/** @type {any} */ (this).feature.geometry)));
  },

  _project() {},

  _update() {
    const own = /** @type {any} */ (this);
    const [map, renderer] = [own._map, own._renderer];
    if (!map) return;
    const [scale, origin] = [map.getZoomScale(map.getZoom(), 0), map.getPixelOrigin()];
    const seen = own.lines.map((/** @type {Float64Array} */ line) => trace(line, scale, origin, renderer._bounds)).join("");
    renderer._setPath(own, seen || "M0 0");
  },
}));
