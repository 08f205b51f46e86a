/** What coverage draws: rings, as sure as they are, and what they hold of a sea. */
import { addDrawing, clearDrawing } from "../../map/overlay.js";
import { unfold } from "../../core/longitudes.js";
import vocabulary from "../../core/vocabulary.js";
import { boundsOf } from "../../map/map.js";
import { locate, nameEnds } from "../picker.js";
import { traceRing } from "../../core/geodesics.js";
import { features } from "../../core/store.js";
import { sayRadius } from "../../core/units.js";
import { t } from "../../core/words.js";

const UNSURE = ["announced", "planned"];

/** @param {any} answer */
export function drawAnswer(answer) {
  const shapes = (/** @type {string} */ role) => answer.features.filter((/** @type {any} */ one) => one.properties.role === role);
  clearDrawing();
  addDrawing(shapes("covered"), "covered");
  const far = answer.coverage.radius_high_km;
  if (far > answer.coverage.radius_km) drawCircles(answer.coverage.origins, far, "ring far", sayRadius(far));
  const rings = shapes("ring");
  if (rings.length > vocabulary.limits.rings_drawn) addDrawing(shapes("union"), "ring union", sayRing(answer.coverage));
  else addDrawing(rings, `ring ${edgeOf(answer.coverage)}`, sayRing(answer.coverage));
  if (rings.length <= vocabulary.limits.origins_named) nameEnds(answer.coverage.origins);
}

/** What a first look has to hold: the places, the sea, and the rings where they fit. @param {any} answer */
export function boundsOfAnswer({ coverage, features: drawn }) {
  const rings = drawn.filter((/** @type {any} */ one) => one.properties.role === "ring");
  const places = coverage.origins.map(locate).filter(Boolean).map((/** @type {[number, number]} */ spot) => ({ geometry: { type: "LineString", coordinates: [spot, spot] } }));
  const shapes = [...rings, ...features(coverage.target), ...places].filter((one) => one.geometry);
  return boundsOf(shapes.flatMap(unfold));
}

/** How sure a ring is: what if dotted, announced or planned dashed, based solid. @param {any} coverage */
function edgeOf({ whatif, basing }) {
  if (whatif) return "whatif";
  return basing?.some((/** @type {any} */ row) => UNSURE.includes(row.status)) ? "announced" : "";
}

/** What stands on the edge of a ring: its radius, and how sure it is. @param {any} coverage */
function sayRing({ radius_km: km, basing }) {
  const unsure = basing?.find((/** @type {any} */ row) => UNSURE.includes(row.status));
  return [sayRadius(km), unsure && t(`basing.${unsure.status}`)].filter(Boolean).join(t("list.join"));
}

/** A distance that is being chosen, before there is a figure for it. @param {string[]} origins @param {number} km */
export function drawChosen(origins, km) {
  clearDrawing();
  drawCircles(origins, km, "ring");
}

/** @param {string[]} origins @param {number} km @param {string} className @param {string} [figure] */
function drawCircles(origins, km, className, figure) {
  const spots = origins.map(locate).filter((one) => one !== null);
  addDrawing(spots.map((spot) => ({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: traceRing(/** @type {any} */ (spot), km) } })), className, figure);
}
