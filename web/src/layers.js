/** One function a role: features → what Leaflet draws. Fills itself when the data arrive. */
import { announce } from "./dom.js";
import { L } from "./leaf.js";
import { unpack } from "./deltas.js";
import { drawLabels } from "./labels.js";
import { drawMarks } from "./marks.js";
import { emit, setFeatures, store } from "./store.js";
import { pick, t } from "./words.js";

/**
 * @typedef {{ id: string, role: string, title: string, url?: string, detail_url?: string, data?: any, visible: boolean }} Spec
 * @typedef {import("./store.js").Feature} Feature
 * @typedef {import("leaflet").LayerGroup} Group
 */

const DETAIL_ZOOM = 7.5;

/** @type {Record<string, (group: Group, features: Feature[], spec: Spec) => void>} */
const DRAWERS = {
  sea: (group, features, spec) => drawShapes(group, features, "sea", `sea sea-${spec.id}`, false),
  land: (group, features) => drawShapes(group, features, "land", "land", false),
  islands: drawIslands,
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
    (features) => {
      DRAWERS[spec.role]?.(group, features, spec);
      setFeatures(spec.id, features);
    },
    () => announce(t("err.mapfail")),
  );
  return group;
}

/** @param {Spec} spec @returns {Promise<Feature[]>} */
async function load(spec) {
  if (spec.data) return spec.data.features;
  const response = await fetch(/** @type {string} */ (spec.url));
  if (!response.ok) throw new Error(`${spec.id}: ${response.status}`);
  const body = await response.json();
  return body.per_degree ? unpack(body) : body.features;
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
    style: (feature) => ({
      className: typeof className === "string" ? className : className(/** @type {any} */ (feature)),
      weight: 1,
    }),
  });
  group.addLayer(shapes);
  return shapes;
}

/** Coarse coasts at first; the full ones when somebody comes near. @param {Group} group @param {Feature[]} features @param {Spec} spec */
function drawIslands(group, features, spec) {
  paintIslands(group, features);
  const map = /** @type {import("leaflet").Map} */ (store.map);
  if (!spec.detail_url) return;
  const approach = async () => {
    if (map.getZoom() < DETAIL_ZOOM) return;
    map.off("zoomend", approach);
    const full = await load({ ...spec, url: spec.detail_url }).catch(() => null);
    if (!full) return;
    group.clearLayers();
    paintIslands(group, full);
  };
  map.on("zoomend", approach);
  approach();
}

/** @param {Group} group @param {Feature[]} features */
function paintIslands(group, features) {
  const name = (/** @type {Feature} */ one) => (one.properties.disputed ? "island disputed" : "island");
  const shapes = drawShapes(group, features, "islands", name, true);
  shapes.on("click", (event) => emit("island", event.propagatedFrom.feature));
  shapes.bindTooltip((shape) => {
    const label = document.createElement("span");
    label.textContent = pick(/** @type {any} */ (shape).feature.properties, "name") ?? "";
    return label;
  }, { sticky: true, className: "island-tip" });
  shapes.on("tooltipopen", (event) => {
    if (!event.tooltip.getElement()?.textContent) event.tooltip.remove();
  });
}
