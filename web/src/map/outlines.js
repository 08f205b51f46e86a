/**
 * Areas and coasts, kept as numbers. Leaflet makes two objects of each position and projects all of
 * them again at each step of a zoom, and each shape is a layer with events of its own: both are felt
 * on a phone. Here positions are projected once, what a view shows of them is written in one go, and
 * all shapes of a layer are one to Leaflet; how they look is CSS alone.
 */
import { s } from "../core/dom.js";
import { L } from "./leaflet.js";
import { flatten, linesOf, trace } from "./paths.js";

/**
 * @typedef {import("../core/store.js").Feature} Feature
 * @typedef {{ feature: Feature, element: SVGElement, lines: Float64Array[] }} Shape
 * @typedef {{ pane: string, describe: (feature: Feature) => Record<string, string> }} Options `describe` gives the attributes of an element
 */

/** @type {new (features: Feature[], options: Options) => import("leaflet").Path & { shapes: Shape[] }} */
export const Outlines = /** @type {any} */ (L.Path.extend({
  /** @param {Feature[]} features @param {Options} options */
  initialize(features, options) {
    const own = /** @type {any} */ (this);
    L.setOptions(own, options);
    own.shapes = features.map((feature) => ({ feature, element: s("path", options.describe(feature)), lines: linesOf(feature.geometry).map(flatten) }));
  },

  onAdd() {
    const own = /** @type {any} */ (this);
    own._renderer._layers[L.stamp(own)] = own;
    own._update();
    own._renderer._rootGroup.append(...own.shapes.map((/** @type {Shape} */ one) => one.element));
  },

  onRemove() {
    const own = /** @type {any} */ (this);
    delete own._renderer._layers[L.stamp(own)];
    for (const { element } of own.shapes) element.remove();
  },

  _project() {},

  _update() {
    const { _map: map, _renderer: renderer, shapes } = /** @type {any} */ (this);
    if (!map) return;
    const [scale, origin] = [map.getZoomScale(map.getZoom(), 0), map.getPixelOrigin()];
    for (const { element, lines } of /** @type {Shape[]} */ (shapes)) {
      const path = lines.map((line) => trace(line, scale, origin, renderer._bounds)).join("") || "M0 0";
      // What lies outside the window is the same after a move: nothing has to be made of it again.
      if (element.getAttribute("d") !== path) element.setAttribute("d", path);
    }
  },
}));
