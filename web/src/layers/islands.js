/** Islands: coarse coasts at first, the full ones when near; names under the pointer; keys between them. */
import { makeGround, drawOutlines, drawInSteps } from "../map/shapes.js";
import { L } from "../map/leaflet.js";
import { boxOf } from "../map/boxes.js";
import { shown } from "../map/ground.js";
import { linesOf } from "../map/paths.js";
import { byFrames, once } from "../core/pace.js";
import { load } from "./load.js";
import { ARROWS, findAhead } from "./roving.js";
import { emit, store } from "../core/store.js";
import { pick } from "../core/words.js";

/**
 * @typedef {import("../core/store.js").Feature} Feature
 * @typedef {import("leaflet").LayerGroup} Group
 * @typedef {import("../map/outlines.js").Shape} Shape
 */

const DETAIL_ZOOM = 7.5;
/** So many are made at once: a frame costs by itself, and so do its shapes. */
const BUTTONS = 75;

/** What each layer has on the map: all that is drawn, and the named ones, which can be opened. @type {Map<Group, { drawn: Feature[], named: Shape[] }>} */
const painted = new Map();
export const drawnIslands = () => [...painted.values()].flatMap(({ drawn }) => drawn);
const shapes = () => [...painted.values()].flatMap(({ named }) => named);
/** @type {WeakMap<Element, Shape>} */
const byElement = new WeakMap();
/** @type {import("leaflet").Tooltip | null} */
let tip = null;

/** @param {Group} group @param {Feature[]} features @param {import("./load.js").Spec} spec */
export async function drawIslands(group, features, spec) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  listen(map);
  await paint(group, features);
  if (!spec.detail_url) return;
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
  const own = { drawn: features, named: [] };
  painted.set(group, own);
  const plain = features.filter((one) => !one.properties.disputed);
  const odd = features.filter((one) => one.properties.disputed);
  await drawInSteps(plain, (some) => makeGround(group, some, "islands", "island-ground"));
  await drawInSteps(odd, (some) => keep(own, drawOutlines(group, some, "islands", describe)));
  emit("coasts");
  makeButtons(group, own, plain.filter(nameOf));
}

/**
 * The ground is one shape for all; what answers is one each, which comes when the map is there and follows a few at a time: all in one frame is felt.
 * @param {Group} group @param {{ named: Shape[] }} own @param {Feature[]} features
 */
async function makeButtons(group, own, features) {
  await shown;
  await byFrames(features, BUTTONS, (some) => {
    if (painted.get(group) === own) keep(own, drawOutlines(group, some, "islands", describe, true));
  });
  if (!shapes().some(({ element }) => element.getAttribute("tabindex") === "0")) shapes()[0]?.element.setAttribute("tabindex", "0");
  emit("isles");
}

/** @param {{ named: Shape[] }} own @param {Shape[]} drawn */
function keep({ named }, drawn) {
  for (const shape of drawn.filter(({ feature }) => nameOf(feature))) {
    named.push(shape);
    byElement.set(shape.element, shape);
  }
}

/** @param {Feature} feature */
const nameOf = (feature) => pick(feature.properties, "name");

/** Whether the islands answer: once, however many layers they are of. */
let listening = false;

/**
 * One listener for all of them: one each is felt when hundreds are drawn.
 * Leaflet's own tooltips would make each of the islands a stop of the Tab key.
 * @param {import("leaflet").Map} map
 */
function listen(map) {
  if (listening) return;
  listening = true;
  map.on("click", (event) => {
    const shape = shapeOf(event.originalEvent.target);
    if (shape) emit("island", shape.feature);
  });
  map.on("mousemove", (event) => {
    pointed = event;
    nameSoon();
  });
  map.on("mouseout zoomstart", () => {
    pointed = null;
    hideName();
  });
  map.getPane("islands")?.addEventListener("keydown", (event) => {
    const shape = shapeOf(event.target);
    if (shape) press(event, shape);
  });
}

/** Where the pointer is. @type {import("leaflet").LeafletMouseEvent | null} */
let pointed = null;

/** A name is laid out, which is not for the task of a pointer that moves. */
const nameSoon = once(() => {
  const shape = pointed && shapeOf(pointed.originalEvent.target);
  if (pointed && shape) showName(shape.feature, pointed.latlng);
  else hideName();
});

/** @param {EventTarget | null} target */
const shapeOf = (target) => byElement.get(/** @type {Element} */ (target));
const hideName = () => void tip?.remove();

/** A named island is a button that the arrow keys reach. @param {Feature} feature @returns {Record<string, string>} */
function describe(feature) {
  const look = { class: feature.properties.disputed ? "island disputed" : "island" };
  const name = nameOf(feature);
  return name ? { ...look, role: "button", tabindex: "-1", "aria-label": name, "data-ref": feature.ref } : look;
}

/** @param {KeyboardEvent} event @param {Shape} shape */
function press(event, shape) {
  if (event.key === "Enter" || event.key === " ") emit("island", shape.feature);
  else if (ARROWS[event.key]) focus(findAhead(spot(shape), ARROWS[event.key], shapes().filter((one) => one !== shape), spot) ?? shape);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {Shape} shape */
function focus(shape) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  for (const one of shapes()) one.element.setAttribute("tabindex", one === shape ? "0" : "-1");
  const middle = middleOf(shape);
  if (!map.getBounds().contains(middle)) map.panTo(middle, { animate: false });
  shape.element.focus({ preventScroll: true });
  showName(shape.feature, middle);
}

/** Focus goes back to an island. @param {string} ref */
export function focusIsland(ref) {
  const shape = shapes().find((one) => one.feature.ref === ref);
  if (shape) focus(shape);
}

/** @param {Shape} shape */
const spot = (shape) => /** @type {import("leaflet").Map} */ (store.map).latLngToLayerPoint(middleOf(shape));

/** @param {Shape} shape */
const middleOf = ({ feature }) => L.latLngBounds(boxOf(linesOf(feature.geometry))).getCenter();

/** @param {Feature} feature @param {import("leaflet").LatLng} at */
function showName(feature, at) {
  const text = nameOf(feature);
  if (!text) return hideName();
  tip ??= L.tooltip({ className: "island-tip", direction: "top", interactive: false });
  const label = document.createElement("span");
  label.textContent = text;
  tip.setLatLng(at).setContent(label);
  /** @type {import("leaflet").Map} */ (store.map).openTooltip(tip);
}
