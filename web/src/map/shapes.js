/** Shapes on the map: in steps that nobody feels, cut and unfolded where 180° asks for it. */
import { exactly } from "./precise.js";
import { L } from "./leaflet.js";
import { Outlines } from "./outlines.js";
import { linesOf, orient, polygonsOf, portion } from "./paths.js";
import { openCuts, unfold } from "../core/longitudes.js";
import { inSlices } from "../core/pace.js";

/**
 * @typedef {import("../core/store.js").Feature} Feature
 * @typedef {import("leaflet").LayerGroup} Group
 */

/** Positions that are drawn at once, if there is not one shape that has more. */
const STEP = 400;
const COMPUTED = ["lines", "ring", "distance"];

/** @typedef {() => void} Put puts on the map what was made */

/**
 * Draw so many features at a time that no step is felt; where making and putting are two, each is a step.
 * @param {Feature[]} features @param {(some: Feature[]) => unknown} draw gives a `Put` or nothing @param {number} [enough] positions of a step; a point is one
 */
export const drawInSteps = (features, draw, enough = STEP) => inSlices(listSteps(features, draw, enough), (step) => step());

/** @param {Feature[]} features @param {(some: Feature[]) => unknown} draw @param {number} enough */
function* listSteps(features, draw, enough) {
  for (const some of portion(features, enough)) {
    /** @type {unknown} */
    let put;
    yield () => (put = draw(some));
    if (typeof put === "function") yield /** @type {Put} */ (put);
  }
}

/** How a piece of a shape is called: ground without an edge, and an edge without ground, where it was cut. @param {string} name @param {string} [piece] */
function nameOf(name, piece) {
  if (!piece) return name;
  return piece === "edge" ? `${name} edge` : `ground ground-${name.split(" ")[0]}`;
}

/**
 * Areas and lines of the layers, kept light; a point has no outline.
 * @param {Group} group @param {Feature[]} features @param {string} pane
 * @param {string | ((feature: Feature) => Record<string, string>)} describe a class, or the attributes of an element
 * @param {boolean} [unseen] whether they are only reached for
 */
export function drawOutlines(group, features, pane, describe, unseen) {
  const outlines = makeOutlines(features, pane, describe, unseen);
  if (outlines) group.addLayer(outlines);
  return outlines?.shapes ?? [];
}

/** @param {Feature[]} features @param {string} pane @param {string | ((feature: Feature) => Record<string, string>)} describe @param {boolean} [unseen] */
function makeOutlines(features, pane, describe, unseen) {
  const whole = features.filter((one) => one.geometry && linesOf(one.geometry).length);
  const pieces = pane === "land" ? whole.flatMap(openCuts) : whole;
  const attributes = (/** @type {Feature} */ one) => (typeof describe === "string" ? { class: nameOf(describe, /** @type {any} */ (one).piece) } : describe(one));
  return pieces.length ? new Outlines(pieces, { pane, describe: attributes, unseen }) : null;
}

/**
 * Ground that nobody opens: many shapes as one, which is drawn in a fraction of the time.
 * @param {Group} group @param {Feature[]} features @param {string} pane @param {string} className @returns {Put}
 */
export function makeGround(group, features, pane, className) {
  const whole = features.filter((one) => one.geometry);
  const areas = whole.flatMap(({ geometry }) => polygonsOf(geometry));
  // One shape on another is ground too, not a hole.
  const geometry = { type: "MultiPolygon", coordinates: areas.map(orient) };
  const ground = areas.length ? [/** @type {any} */ ({ type: "Feature", properties: {}, geometry })] : [];
  const made = [ground, whole.filter((one) => !polygonsOf(one.geometry).length)].map((some) => makeOutlines(some, pane, className));
  return () => made.forEach((one) => one && group.addLayer(one));
}

/**
 * Shapes that were computed, and what a story lights.
 * @param {Group} group @param {Feature[]} features @param {string} pane
 * @param {string | ((feature: Feature) => string)} className @param {boolean} interactive
 */
export function drawShapes(group, features, pane, className, interactive) {
  const computed = COMPUTED.includes(pane);
  const whole = features.filter((one) => one.geometry);
  const collection = { type: "FeatureCollection", features: computed ? whole.flatMap(unfold) : whole };
  const shapes = L.geoJSON(/** @type {any} */ (collection), {
    pane,
    interactive,
    // Leaflet takes out points within a pixel, which makes a circle a polygon.
    ...(computed ? { smoothFactor: 0.2 } : {}),
    style: (feature) => ({
      className: nameOf(typeof className === "string" ? className : className(/** @type {any} */ (feature)), /** @type {any} */ (feature).piece),
      weight: 1,
    }),
  });
  if (computed) exactly(shapes);
  group.addLayer(shapes);
  return shapes;
}
