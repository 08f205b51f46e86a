/** One function a role: features → what Leaflet draws. Fills itself when the data arrive. */
import { announce } from "./dom.js";
import { exactly } from "./exactly.js";
import { L } from "./leaf.js";
import { drawIslands } from "./islands.js";
import { findSpan, openCuts, shift, unfold } from "./longitudes.js";
import { drawLabels } from "./labels.js";
import { setDetails } from "./details.js";
import { drawMarks } from "./marks.js";
import { load } from "./reading.js";
import { setFeatures, settle, store } from "./store.js";
import { t } from "./words.js";

/**
 * @typedef {import("./reading.js").Spec} Spec
 * @typedef {import("./store.js").Feature} Feature
 * @typedef {import("leaflet").LayerGroup} Group
 */

const STEP = 40;
const TURN = 360;
/** The easternmost longitude of the map. */
const FARTHEST = 340;

/** @type {Record<string, (group: Group, features: Feature[], spec: Spec) => unknown>} */
const DRAWERS = {
  sea: (group, features, spec) => drawShapes(group, features, "sea", `sea sea-${spec.id}`, false),
  land: drawLand,
  islands: drawIslands,
  japan: (group, features) => drawInSteps(features.flatMap(split), (some) => drawShapes(group, some, "islands", "island", false)),
  limits: (group, features) => drawShapes(group, features, "limits", "limit", false),
  bases: drawMarks,
  labels: drawLabels,
  annotations: () => {},
  places: () => {},
};

/** @param {Spec} spec @returns {Group} */
export function makeLayer(spec) {
  const group = L.layerGroup();
  store.groups.set(spec.id, group);
  load(spec).then(
    async (features) => {
      await breathe();
      if (spec.role === "bases") setDetails(spec);
      await DRAWERS[spec.role]?.(group, features, spec);
      await breathe();
      setFeatures(spec.id, features);
    },
  ).catch(() => announce(t("err.mapfail"))).finally(() => settle(spec.id));
  return group;
}

/** Let the page answer before the next piece of work. */
const breathe = () => new Promise((go) => setTimeout(go));

/** Draw so many features at a time that no step is felt. @param {Feature[]} features @param {(some: Feature[]) => void} draw */
export async function drawInSteps(features, draw) {
  for (let at = 0; at < features.length; at += STEP) {
    draw(features.slice(at, at + STEP));
    await breathe();
  }
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
  const draw = (/** @type {Feature[]} */ some) => drawShapes(group, some, "land", "land", false);
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

/** How a piece of a shape is called: ground without an edge, and an edge without ground, where it was cut. @param {string} name @param {string} [piece] */
function nameOf(name, piece) {
  if (!piece) return name;
  return piece === "edge" ? `${name} edge` : `ground ground-${name.split(" ")[0]}`;
}

/**
 * @param {Group} group @param {Feature[]} features @param {string} pane
 * @param {string | ((feature: Feature) => string)} className @param {boolean} interactive
 */
export function drawShapes(group, features, pane, className, interactive) {
  const computed = pane === "lines";
  const whole = features.filter((one) => one.geometry);
  const collection = { type: "FeatureCollection", features: computed ? whole.flatMap(unfold) : pane === "land" ? whole.flatMap(openCuts) : whole };
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
