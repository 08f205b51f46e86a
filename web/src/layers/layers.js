/** One function a role: features → what Leaflet draws. Fills itself when the data arrive. */
import { drawPlain } from "./plain.js";
import { announce } from "../core/dom.js";
import { awaitLayer } from "../map/ground.js";
import { L } from "../map/leaflet.js";
import { drawIslands, drawnIslands } from "./islands.js";
import { findSpan, shift } from "../core/longitudes.js";
import { breathe } from "../core/pace.js";
import { drawLabels } from "./labels.js";
import { setClaims } from "./claims.js";
import { setDetails } from "./details.js";
import { drawOutlines, drawInSteps, makeGround } from "../map/shapes.js";
import { drawMarks } from "./marks.js";
import { load } from "./load.js";
import { begun, emit, keepFeatures, settle, store } from "../core/store.js";
import { t } from "../core/words.js";

/**
 * @typedef {import("./load.js").Spec} Spec
 * @typedef {import("../core/store.js").Feature} Feature
 * @typedef {import("leaflet").LayerGroup} Group
 */

const TURN = 360;
/** The easternmost longitude of the map. */
const FARTHEST = 340;

/** @type {Record<string, (group: Group, features: Feature[], spec: Spec) => unknown>} */
const DRAWERS = {
  areas: (group, features, spec) => drawOutlines(group, features, "sea", `sea sea-${spec.id}`),
  backdrop: drawLand,
  land: drawIslands,
  home: (group, features) => drawInSteps(features.flatMap(split), (some) => makeGround(group, some, "islands", "island-ground")),
  limits: (group, features) => drawOutlines(group, features, "limits", "limit"),
  facilities: drawMarks,
  other: drawPlain,
  labels: drawLabels,
  annotations: () => {},
  places: () => {},
};

/** What is looked at from near only, and fetched then; and what is asked for window by window. */
const NEAR = ["squares", "runways", "names", "cells"];
/** @type {{ spec: Spec, group: Group }[]} */
export const later = [];
/** The coasts that are drawn, which say how far they can be off. @type {Feature[]} */
const ground = [];
export const coasts = () => [...ground, ...drawnIslands()];

/** @param {Spec} spec @returns {Group} */
export function makeLayer(spec) {
  const group = L.layerGroup();
  store.groups.set(spec.id, group);
  if (NEAR.includes(spec.role)) {
    later.push({ spec, group });
    return group;
  }
  awaitLayer(spec);
  // Each is asked for in a task of its own.
  Promise.all([breathe().then(() => load(spec)), begun]).then(
    async ([features]) => {
      keepFeatures(spec.id, features);
      await breathe();
      if (spec.role === "facilities") setDetails(spec);
      if (spec.role === "annotations") setClaims(spec);
      if (spec.role === "backdrop" || spec.role === "home") ground.push(...features);
      await DRAWERS[spec.role]?.(group, features, spec);
      await breathe();
      emit("data", spec.id);
    },
  ).catch(() => announce(t("err.mapfail"))).finally(() => settle(spec.id));
  return group;
}

/** The parts of a shape as shapes of their own. @param {Feature} feature @returns {Feature[]} */
function split(feature) {
  if (feature.geometry?.type !== "MultiPolygon") return [feature];
  return feature.geometry.coordinates.map((/** @type {any} */ coordinates) => ({ ...feature, geometry: { type: "Polygon", coordinates } }));
}

/** The land, and beyond 180° once more what a reader finds there. @param {Group} group @param {Feature[]} features */
async function drawLand(group, features) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const parts = features.flatMap(split);
  const draw = (/** @type {Feature[]} */ some) => makeGround(group, some, "land", "land");
  // What the land is drawn into first: a page's first drawing is felt by itself.
  map.getRenderer(/** @type {any} */ ({ options: { pane: "land" } }));
  await breathe();
  await drawInSteps(parts, draw);
  const goOn = async () => {
    if (map.getBounds().getEast() < TURN / 2) return;
    map.off("moveend", goOn);
    const beyond = parts.filter((one) => findSpan(one.geometry.coordinates)[0] < FARTHEST - TURN);
    await drawInSteps(beyond.map((one) => ({ ...one, geometry: { ...one.geometry, coordinates: shift(one.geometry.coordinates, TURN) } })), draw);
  };
  map.on("moveend", goOn);
  await goOn();
}
