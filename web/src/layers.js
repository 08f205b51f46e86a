/** One function a role: features → what Leaflet draws. Fills itself when the data arrive. */
import { announce } from "./dom.js";
import { L } from "./leaf.js";
import { drawIslands } from "./islands.js";
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

/** @type {Record<string, (group: Group, features: Feature[], spec: Spec) => unknown>} */
const DRAWERS = {
  sea: (group, features, spec) => drawShapes(group, features, "sea", `sea sea-${spec.id}`, false),
  land: (group, features) => drawInSteps(features.flatMap(split), (some) => drawShapes(group, some, "land", "land", false)),
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

/**
 * @param {Group} group @param {Feature[]} features @param {string} pane
 * @param {string | ((feature: Feature) => string)} className @param {boolean} interactive
 */
export function drawShapes(group, features, pane, className, interactive) {
  const collection = { type: "FeatureCollection", features: features.filter((one) => one.geometry) };
  const shapes = L.geoJSON(/** @type {any} */ (collection), {
    pane,
    interactive,
    // Leaflet takes out points within a pixel, which makes a circle a polygon.
    ...(pane === "lines" ? { smoothFactor: 0.2 } : {}),
    style: (feature) => ({
      className: typeof className === "string" ? className : className(/** @type {any} */ (feature)),
      weight: 1,
    }),
  });
  group.addLayer(shapes);
  return shapes;
}
