/** Islands: coarse coasts at first, the full ones when near; names under the pointer; keys between them. */
import { drawOutlines, drawInSteps } from "../map/shapes.js";
import { L } from "../map/leaflet.js";
import { load } from "./load.js";
import { ARROWS, findAhead } from "./roving.js";
import { emit, store } from "../core/store.js";
import { pick } from "../core/words.js";

/**
 * @typedef {import("../core/store.js").Feature} Feature
 * @typedef {import("leaflet").LayerGroup} Group
 * @typedef {InstanceType<typeof import("../map/outline.js").Outline>} Shape
 */

const DETAIL_ZOOM = 7.5;

/** @type {Shape[]} the named ones, which can be opened */
let shapes = [];
/** All of them, as they are drawn. @type {Feature[]} */
let drawn = [];
export const drawnIslands = () => drawn;
/** @type {import("leaflet").Tooltip | null} */
let tip = null;

/** @param {Group} group @param {Feature[]} features @param {import("./load.js").Spec} spec */
export async function drawIslands(group, features, spec) {
  await paint(group, features);
  if (!spec.detail_url) return;
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const approach = async () => {
    if (map.getZoom() < DETAIL_ZOOM) return;
    map.off("zoomend", approach);
    const full = await load({ ...spec, url: spec.detail_url }).catch(() => null);
    if (full) await paint(group, full);
  };
  map.on("zoomend", approach);
  await approach();
}

/** @param {Group} group @param {Feature[]} features */
async function paint(group, features) {
  group.clearLayers();
  shapes = [];
  drawn = features;
  await drawInSteps(features, (some) => paintSome(group, some));
  emit("coasts");
  const first = shapes[0]?.getElement();
  first?.setAttribute("tabindex", "0");
}

/** @param {Group} group @param {Feature[]} features */
function paintSome(group, features) {
  const name = (/** @type {Feature} */ one) => (one.properties.disputed ? "island disputed" : "island");
  const drawn = drawOutlines(group, features, "islands", name, true);
  drawn.on("click", (event) => emit("island", event.propagatedFrom.feature));
  // Leaflet's own tooltips would make each of the islands a stop of the Tab key.
  drawn.on("mousemove", (event) => showName(event.propagatedFrom.feature, event.latlng));
  drawn.on("mouseout", () => tip?.remove());
  drawn.eachLayer((shape) => dress(/** @type {Shape} */ (shape)));
}

/** Make a named island a button that the arrow keys reach. @param {Shape} shape */
function dress(shape) {
  const element = shape.getElement();
  const name = pick(shape.feature.properties, "name");
  if (!element || !name) return;
  shapes.push(shape);
  for (const [key, value] of Object.entries({ role: "button", tabindex: "-1", "aria-label": name, "data-ref": shape.feature.ref })) element.setAttribute(key, value);
  element.addEventListener("keydown", (event) => press(/** @type {KeyboardEvent} */ (event), shape));
}

/** @param {KeyboardEvent} event @param {Shape} shape */
function press(event, shape) {
  if (event.key === "Enter" || event.key === " ") emit("island", shape.feature);
  else if (ARROWS[event.key]) focus(findAhead(spot(shape), ARROWS[event.key], shapes.filter((one) => one !== shape), spot) ?? shape);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {Shape} shape */
function focus(shape) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  for (const one of shapes) one.getElement()?.setAttribute("tabindex", one === shape ? "0" : "-1");
  const middle = shape.getBounds().getCenter();
  if (!map.getBounds().contains(middle)) map.panTo(middle, { animate: false });
  /** @type {SVGElement} */ (shape.getElement()).focus({ preventScroll: true });
  showName(shape.feature, middle);
}

/** Focus goes back to an island. @param {string} ref */
export function focusIsland(ref) {
  const shape = shapes.find((one) => one.feature.ref === ref);
  if (shape) focus(shape);
}

/** @param {Shape} shape */
const spot = (shape) => /** @type {import("leaflet").Map} */ (store.map).latLngToLayerPoint(shape.getBounds().getCenter());

/** @param {Feature} feature @param {import("leaflet").LatLng} at */
function showName(feature, at) {
  const text = pick(feature.properties, "name");
  if (!text) return tip?.remove();
  tip ??= L.tooltip({ className: "island-tip", direction: "top", interactive: false });
  const label = document.createElement("span");
  label.textContent = text;
  tip.setLatLng(at).setContent(label);
  /** @type {import("leaflet").Map} */ (store.map).openTooltip(tip);
}
