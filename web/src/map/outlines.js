/**
 * Areas and coasts, kept as numbers. Leaflet makes two objects of each position and projects all of
 * them again at each step of a zoom, and each shape is a layer with events of its own: both are felt
 * on a phone. Here positions are projected once, what a view shows of them is written in one go, and
 * all shapes of a layer are one to Leaflet; how they look is CSS alone.
 */
import { s } from "../core/dom.js";
import { untilDrawn } from "../core/pace.js";
import { L } from "./leaflet.js";
import { flatten, linesOf, look, measure, trace } from "./paths.js";

const LATER = "islands";

/**
 * @typedef {import("../core/store.js").Feature} Feature
 * @typedef {{ feature: Feature, element: SVGElement, lines: Float64Array[], reach: import("./paths.js").Window, seen?: import("./paths.js").Seen }} Shape
 * @typedef {{ pane: string, describe: (feature: Feature) => Record<string, string> }} Options `describe` gives the attributes of an element
 */

// What has the most shapes is drawn anew a frame after a zoom: until then it is shown scaled, as while it zoomed. All panes at once are felt.
const { getEvents } = /** @type {any} */ (L.SVG.prototype);
L.SVG.include(/** @type {any} */ ({
  getEvents() {
    return { ...getEvents.call(this), moveend: this._follow };
  },

  _follow() {
    const own = /** @type {any} */ (this);
    if (own.options.pane !== LATER || own._zoom === own._map.getZoom()) own._update();
    else untilDrawn().then(() => own._map && own._update());
  },
}));

/** @type {new (features: Feature[], options: Options) => import("leaflet").Path & { shapes: Shape[] }} */
export const Outlines = /** @type {any} */ (L.Path.extend({
  /** @param {Feature[]} features @param {Options} options */
  initialize(features, options) {
    const own = /** @type {any} */ (this);
    L.setOptions(own, options);
    own.shapes = features.map((feature) => {
      const lines = linesOf(feature.geometry).map(flatten);
      return { feature, element: s("path", options.describe(feature)), lines, reach: measure(lines) };
    });
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
    const own = /** @type {any} */ (this);
    const { _map: map, _renderer: renderer, shapes } = own;
    if (!map) return;
    const [scale, origin] = [map.getZoomScale(map.getZoom(), 0), map.getPixelOrigin()];
    const isOnlyMoved = own.scale === scale && own.origin?.equals(origin);
    Object.assign(own, { scale, origin });
    for (const shape of /** @type {Shape[]} */ (shapes)) {
      const before = shape.seen;
      shape.seen = look(shape.reach, scale, origin, renderer._bounds);
      // What is seen whole before and after a move, or not at all, is the same: nothing has to be made of it again.
      if (shape.seen === before && (before === "none" || (before === "whole" && isOnlyMoved))) continue;
      const path = shape.seen === "none" ? "" : shape.lines.map((line) => trace(line, scale, origin, renderer._bounds)).join("");
      shape.element.setAttribute("d", path || "M0 0");
    }
  },
}));
