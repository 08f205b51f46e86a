/**
 * Areas and coasts, kept as numbers. Leaflet makes two objects of each position and projects all of
 * them again at each step of a zoom, and each shape is a layer with events of its own: both are felt
 * on a phone. Here positions are projected once, what a view shows of them is written in one go, and
 * all shapes of a layer are one to Leaflet; how they look is CSS alone.
 */
import { s } from "../core/dom.js";
import { makeQueue, untilDrawn } from "../core/pace.js";
import { L } from "./leaflet.js";
import { flatten, linesOf, look, measure, trace } from "./paths.js";

const HEAVY = "land";
/** How many frames after the rest a pane follows: what has the most positions, then the most shapes, which are least missed. @type {Record<string, number>} */
const BEHIND = { [HEAVY]: 1, islands: 2, limits: 2 };
/** So many shapes follow in a frame, of all layers together. */
const follow = makeQueue(40);
/** What is seen of a shape that else is only reached for. */
const MARKED = ".chosen, :focus";

/**
 * @typedef {import("../core/store.js").Feature} Feature
 * @typedef {{ feature: Feature, element: SVGElement, lines: Float64Array[], reach: import("./paths.js").Window, seen?: import("./paths.js").Seen }} Shape
 * @typedef {{ pane: string, describe: (feature: Feature) => Record<string, string>, unseen?: boolean }} Options
 *   `describe` gives the attributes of an element; what is `unseen`, and only reached for, is written a few at a time
 */

// Some are drawn anew a frame or two after the others: until then they are shown as while the map moved. All panes at once are felt.
const { getEvents } = /** @type {any} */ (L.SVG.prototype);
L.SVG.include(/** @type {any} */ ({
  getEvents() {
    const events = getEvents.call(this);
    return { ...events, moveend: this._follow, ...(events.zoomanim && { zoomanim: this._fly }) };
  },

  /** @param {object} event */
  _fly(event) {
    const own = /** @type {any} */ (this);
    own.hasFlown = true;
    own._onAnimZoom(event);
  },

  async _follow() {
    const own = /** @type {any} */ (this);
    const { pane } = own.options;
    // After a leap to another zoom the land is there at once: what was seen before is of elsewhere.
    const isLeap = pane === HEAVY && !own.hasFlown && own._zoom !== own._map.getZoom();
    own.hasFlown = false;
    for (let frames = isLeap ? 0 : BEHIND[pane] ?? 0; frames > 0; frames--) await untilDrawn();
    if (own._map) own._update();
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
    own.turn = null;
    for (const { element } of own.shapes) element.remove();
  },

  _project() {},

  _update() {
    const own = /** @type {any} */ (this);
    const { _map: map, _renderer: renderer, shapes } = own;
    if (!map) return;
    const [scale, origin] = [map.getZoomScale(map.getZoom(), 0), map.getPixelOrigin()];
    const isNew = own.turn === undefined;
    const isOnlyMoved = own.scale === scale && own.origin?.equals(origin);
    Object.assign(own, { scale, origin });
    const turn = (own.turn = {});
    /** @param {Shape} shape @param {import("./paths.js").Seen} seen */
    const write = (shape, seen) => {
      shape.seen = seen;
      const path = seen === "none" ? "" : shape.lines.map((line) => trace(line, scale, origin, renderer._bounds)).join("");
      shape.element.setAttribute("d", path || "M0 0");
      return true;
    };
    /** @type {(() => boolean)[]} */
    const waiting = [];
    for (const shape of /** @type {Shape[]} */ (shapes)) {
      const seen = look(shape.reach, scale, origin, renderer._bounds);
      // What is seen whole before and after a move, or not at all, is the same: nothing has to be made of it again.
      if (seen === shape.seen && (seen === "none" || (seen === "whole" && isOnlyMoved))) continue;
      // What comes for the first time comes a few at a time by itself.
      if (isNew || !own.options.unseen || shape.element.matches(MARKED)) write(shape, seen);
      else {
        // Until it is written it is of no window. In a zoom it waits for its end, where all are written.
        shape.seen = undefined;
        waiting.push(() => own.turn === turn && !own._map._animatingZoom && write(shape, seen));
      }
    }
    follow(waiting);
  },
}));
