/** Names on the map: few and right. Placed by priority, clear of each other and of marks. */
import { layerOf, roleOf } from "../core/theatre.js";
import { overlap, within } from "../map/boxes.js";
import { h, narrow } from "../core/dom.js";
import { edges, figures } from "../map/overlay.js";
import { isHidden } from "../map/ground.js";
import { markBoxes } from "./marks.js";
import { passes } from "./filters.js";
import { breathe, makeQueue } from "../core/pace.js";
import { find, on, onAny, store } from "../core/store.js";
import { lang, pick } from "../core/words.js";

/**
 * @typedef {import("../map/boxes.js").Box} Box
 * @typedef {{ feature: import("../core/store.js").Feature, element: HTMLElement, size: { width: number, height: number } }} Label
 */

const MOST_ON_PHONE = 16;
const GAP = 3;
/** A facility's name keeps away from the marks of others, or it would seem to be theirs. */
const OTHERS_GAP = 7;
const MARK_GAP = 12;
const LINE_GAP = 6;
/** A name right beside a figure would be read as one with it. */
const FIGURE_ROOM = 18;
const CHOSEN_GAP = 22;
/** How far a name goes that has to be there, with a line to its place, and where that ends. */
const LED_GAPS = [26, 40, 56];
const MARK_RADIUS = 8;
/** How far the name of an island goes to clear its marks: never so far that it is at sea. */
const ISLAND_GAPS = [14, 20, 26];

/** Pixels: what lies farther out has no name in the window. */
const BEYOND = 160;
/** Before it is measured. */
const UNKNOWN = { width: 0, height: 0 };
/** Pixels from spot to spot of a line that names leave free, and how far it reaches to either side. */
const [EDGE_STEP, EDGE_HALF] = [8, 2];
/** Kinds whose name stands on its place. */
const CENTRED = ["sea", "area", "town", "isle", "islet"];

/** @type {Label[]} */
let labels = [];
/** @type {Label[]} */
let figureLabels = [];
/** The name of the mark whose card is open. @type {Label | null} */
let chosen = null;
/** The places of the story's stop: named whatever the zoom, with labels of their own where the map has none. @type {Map<string, Label | null>} */
let told = new Map();
/** The ends of what is drawn: a line without their names says nothing. @type {typeof told} */
let ends = new Map();

/** @param {unknown} _group @param {import("../core/store.js").Feature[]} features */
export function drawLabels(_group, features) {
  const pane = /** @type {HTMLElement} */ (store.map?.getPane("labels"));
  const ordered = [...features].sort((a, b) => a.properties.priority - b.properties.priority);
  labels.push(...ordered.map((feature) => makeLabel(feature, pane)));
  // Ends of a line in a frame are named before the map's own names come.
  for (const named of [told, ends]) for (const [ref, own] of named) if (own && hasLabel(ref)) {
    own.element.remove();
    named.set(ref, null);
  }
  listen();
  placeSoon();
}

let waiting = 0;

/**
 * Once after the page has been drawn, whatever has moved since: it is measured then without a
 * layout of its own, and no step is as long as both. Not before they are shown.
 */
function placeSoon() {
  if (isHidden()) return;
  waiting ||= requestAnimationFrame(() => setTimeout(async () => {
    waiting = 0;
    const due = findDue();
    await breathe();
    // What has been asked for since, or a map that zooms by now, is placed when it is there.
    if (!waiting && !isZooming()) show(place(due));
  }));
}

/** So many names are written a frame, which lays each out anew. */
const writeSome = makeQueue(24);
/** Which of the writings is the last. */
let turn = {};

/** Write names in their places, and show them when all are. @param {(() => void)[]} writes @param {{ atOnce?: boolean }} [options] */
function show(writes, { atOnce = false } = {}) {
  const own = (turn = {});
  const acts = [...writes, () => store.map?.getPane("labels")?.classList.remove("moving")];
  if (atOnce) for (const act of acts) act();
  else writeSome(acts.map((act) => () => {
    if (own === turn) act();
    return own === turn;
  }));
}

const isZooming = () => Boolean(/** @type {any} */ (store.map)?._animatingZoom);

/** Lists what names leave free besides, seen from near only. @type {() => Box[]} */
let listLines = () => [];
/** @type {Box[]} */
let lines = [];

/** @param {() => Box[]} list */
export function keepFree(list) {
  listLines = list;
}

/** What stands on lines and rings goes before all names. */
function drawFigures() {
  if (!figures.length && !figureLabels.length) return;
  listen();
  for (const { element } of figureLabels) element.remove();
  figureLabels = figures.map(({ part, text, spots }) => {
    const element = h("span", { class: "label label-figure", "aria-hidden": "true" }, text);
    store.map?.getPane(part)?.append(element);
    const [{ lng, lat }] = spots;
    const feature = /** @type {any} */ ({ spots, geometry: { coordinates: [lng, lat] }, properties: { kind: "figure", min_zoom: 0, max_zoom: null } });
    return { feature, element, size: UNKNOWN };
  });
  placeSoon();
}

/** Whether names follow the map. */
let listening = false;

function listen() {
  if (listening) return;
  listening = true;
  const map = /** @type {import("leaflet").Map} */ (store.map);
  map.on("zoomstart", () => map.getPane("labels")?.classList.add("moving"));
  map.on("zoomend moveend resize", placeSoon);
  onAny(["arranged", "layers", "layout"], placeSoon);
  // Paper does not wait for the next frame.
  on("paper", () => show(place(findDue()), { atOnce: true }));
  on("opened", (ref) => nameChosen(find(ref), ref));
  on("closed", () => nameChosen(undefined, ""));
}

/** Names that come when a reader is near. @param {import("../core/store.js").Feature[]} features */
export function addNames(features) {
  const pane = /** @type {HTMLElement} */ (store.map?.getPane("labels"));
  labels.push(...features.map((feature) => makeLabel(feature, pane)));
  listen();
  placeSoon();
}

// A theatre without labels has names in its story, and figures on its lines, all the same.
on("told", (places) => (told = nameThem(places, told)));
on("ends", (places) => (ends = nameThem(places, ends)));
on("drawn", drawFigures);

/** A name, which is measured when it is first wanted. @param {import("../core/store.js").Feature} feature @param {HTMLElement} pane @returns {Label} */
function makeLabel(feature, pane) {
  const element = h("span", { class: `label label-${feature.properties.kind}`, lang: lang(), "aria-hidden": "true", hidden: true }, pick(feature.properties, "name") ?? "");
  pane.append(element);
  return { feature, element, size: UNKNOWN };
}

/** Measure those that are not yet: all are there before the first is measured, which is one layout. @param {Label[]} some */
function measure(some) {
  const fresh = some.filter((one) => one.size === UNKNOWN);
  // Not seen until they have a place.
  for (const { element } of fresh) Object.assign(element, { hidden: false }).style.visibility = "hidden";
  for (const one of fresh) one.size = { width: one.element.offsetWidth, height: one.element.offsetHeight };
}

/** The open card's mark has its name beside it, whatever else is near. @param {import("../core/store.js").Feature | undefined} feature @param {string} ref */
function nameChosen(feature, ref) {
  chosen?.element.remove();
  chosen = null;
  if (roleOf(ref) === "facilities" && feature?.geometry) {
    const properties = { ...feature.properties, kind: "base", min_zoom: 0, max_zoom: null, feature: ref };
    const pane = /** @type {HTMLElement} */ (store.map?.getPane("labels"));
    chosen = makeLabel({ ...feature, properties }, pane);
    chosen.element.classList.add("label-chosen");
  }
  placeSoon();
}

/** Whether the map has a name for a place by itself. @param {string} ref */
const hasLabel = (ref) => labels.some(({ feature }) => feature.properties.feature === ref);

/** Name places, in the stead of others. @param {{ ref: string, name: string, at: [number, number] }[]} places @param {typeof told} before */
function nameThem(places, before) {
  if (!places.length && !before.size) return before;
  listen();
  for (const one of before.values()) one?.element.remove();
  placeSoon();
  return new Map(places.map((one) => [one.ref, hasLabel(one.ref) ? null : makeOwn(one)]));
}

/** @param {{ ref: string, name: string, at: [number, number] }} place */
function makeOwn({ ref, name, at }) {
  const kind = roleOf(ref) === "facilities" ? "base" : ref.includes("/") ? "place" : "length";
  const own = /** @type {any} */ ({ geometry: { type: "Point", coordinates: at }, properties: { name_en: name, name_ja: name, kind, feature: ref, min_zoom: 0, max_zoom: null } });
  const made = makeLabel(own, /** @type {HTMLElement} */ (store.map?.getPane("labels")));
  made.element.classList.add("label-told");
  return made;
}

/** The labels, those first that have to be there. */
function inOrder() {
  const own = [...told.values(), ...ends.values()].flatMap((one) => one ?? []);
  const first = labels.filter(isTold);
  return [...figureLabels, ...(chosen ? [chosen] : []), ...first, ...own, ...labels.filter((one) => !isTold(one))];
}

/** @param {{ feature: import("../core/store.js").Feature }} label */
const isTold = ({ feature: { properties } }) => told.has(properties.feature) || ends.has(properties.feature);

/** Whether it has to be there, if need be over marks. @param {Label} label */
const isNeeded = (label) => label === chosen || figureLabels.includes(label) || isTold(label);

/** What there is to name in this window, measured: the first half of the work, and a step of its own. */
function findDue() {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const order = inOrder();
  const due = new Set(order.filter((one) => isDue(one, map.getZoom()) && isInSight(one)));
  measure([...due]);
  return { order, due };
}

/** Find each name its place, and list what there is to write. @param {ReturnType<typeof findDue>} found */
function place({ order, due }) {
  /** @type {Box[]} */
  const over = obstacles();
  const near = listLines();
  lines = [...near, ...boxEdges()];
  const taken = [...over, ...markBoxes(), ...lines];
  /** What the names that have to be there leave free, if need be over lines and rings, then over marks. */
  const [off, must] = [[...over, ...markBoxes(), ...near], [...over]];
  let shown = 0;
  /** @type {(() => void)[]} */
  const writes = [];
  /** A town whose base stands there by the same name is not said twice. */
  const bases = new Set();
  for (const label of order) {
    const full = (narrow() && shown >= MOST_ON_PHONE) || (!isNeeded(label) && bases.has(label.element.textContent));
    const box = full || !due.has(label) ? null : findRoom(label, taken) ?? (isNeeded(label) ? findRoom(label, taken, led) ?? findRoom(label, off, led) ?? findRoom(label, must) : null);
    if (box || !label.element.hidden) writes.push(() => write(label, box));
    if (!box) continue;
    taken.push(label.feature.properties.kind === "figure" ? { ...box, x: box.x - FIGURE_ROOM, width: box.width + 2 * FIGURE_ROOM } : box);
    off.push(box);
    must.push(box);
    shown += 1;
    if (label.feature.properties.kind === "base") bases.add(label.element.textContent);
  }
  return writes;
}

/** What lines and rings cover in the window, spot by spot. @returns {Box[]} */
function boxEdges() {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const view = visibleBox();
  /** @type {Box[]} */
  const boxes = [];
  for (const line of edges) {
    const points = line.map((one) => map.latLngToLayerPoint(one));
    for (const [index, to] of points.entries()) {
      const from = points[Math.max(0, index - 1)];
      const steps = Math.min(Math.ceil(from.distanceTo(to) / EDGE_STEP), (view.width + view.height) / EDGE_STEP);
      for (let step = 1; step <= steps; step++) {
        const [x, y] = [from.x + ((to.x - from.x) * step) / steps, from.y + ((to.y - from.y) * step) / steps];
        if (within({ x, y, width: 0, height: 0 }, view)) boxes.push({ x: x - EDGE_HALF, y: y - EDGE_HALF, width: 2 * EDGE_HALF, height: 2 * EDGE_HALF });
      }
    }
  }
  return boxes;
}

/** @param {Label} label @param {Box & { led?: boolean } | null} box */
function write(label, box) {
  const { element, feature } = label;
  element.classList.toggle("label-told", isTold(label));
  if (element.hidden === Boolean(box)) element.hidden = !box;
  if (!box) return;
  Object.assign(element.style, { left: `${Math.round(box.x)}px`, top: `${Math.round(box.y)}px`, visibility: "" });
  if (feature.properties.kind === "city") pointAt(label, box);
  leadTo(label, box);
}

/** The dot of a town stands where the town is, whatever side its name is on. @param {Label} label @param {Box} box */
function pointAt({ feature, element }, box) {
  const { x, y } = spotOf(feature);
  element.style.setProperty("--dot-x", `${Math.round(x - box.x)}px`);
  element.style.setProperty("--dot-y", `${Math.round(y - box.y)}px`);
}

/** A name that stands farther out has a line to its place. @param {Label} label @param {Box & { led?: boolean }} box */
function leadTo({ feature, element }, box) {
  element.classList.toggle("led", Boolean(box.led));
  if (!box.led) return;
  const at = spotOf(feature);
  const [x, y] = [Math.min(Math.max(at.x, box.x), box.x + box.width), Math.min(Math.max(at.y, box.y), box.y + box.height)];
  const lead = { x: x - box.x, y: y - box.y, length: Math.hypot(at.x - x, at.y - y) - MARK_RADIUS };
  for (const [name, value] of Object.entries(lead)) element.style.setProperty(`--lead-${name}`, `${Math.round(value)}px`);
  element.style.setProperty("--lead-turn", `${Math.atan2(at.y - y, at.x - x).toFixed(2)}rad`);
}

/** Where a label's place is, in layer pixels. @param {import("../core/store.js").Feature} feature */
function spotOf({ geometry: { coordinates: [lon, lat] } }) {
  return /** @type {import("leaflet").Map} */ (store.map).latLngToLayerPoint([lat, lon]);
}

/** Whether a name is that of a facility without a mark: switched off, or filtered out. @param {string} ref */
function isOut(ref) {
  if (roleOf(ref) !== "facilities") return false;
  const base = find(ref);
  return store.off.has(layerOf(ref)) || Boolean(base && !passes(base));
}

/** Whether its place is in the window, or near it; a figure looks for a place along its line. @param {Label} label */
function isInSight({ feature }) {
  if (feature.properties.kind === "figure") return true;
  const view = visibleBox();
  return within({ ...spotOf(feature), width: 0, height: 0 }, { x: view.x - BEYOND, y: view.y - BEYOND, width: view.width + 2 * BEYOND, height: view.height + 2 * BEYOND });
}

/** @param {Label} label @param {number} zoom */
function isDue({ feature, element }, zoom) {
  if (chosen && chosen.element !== element && chosen.feature.properties.feature === feature.properties.feature) return false;
  if (isOut(feature.properties.feature ?? "")) return false;
  return isNear(feature, zoom) || (isTold({ feature }) && nearest(feature, zoom) === feature);
}

/** @param {import("../core/store.js").Feature} feature @param {number} zoom */
const isNear = ({ properties: { min_zoom, max_zoom } }, zoom) => zoom >= min_zoom && zoom <= (max_zoom ?? Infinity);

/** Of the labels of one place, the one for this zoom, else the first. @param {import("../core/store.js").Feature} feature @param {number} zoom */
function nearest(feature, zoom) {
  const own = labels.map((one) => one.feature).filter((one) => one.properties.feature === feature.properties.feature);
  return own.find((one) => isNear(one, zoom)) ?? own[0] ?? feature;
}

/** @param {Label} label @param {Box[]} taken @param {(at: { x: number, y: number }, label: Label) => Box[]} [list] where it may stand @returns {Box | null} */
function findRoom(label, taken, list = candidates) {
  const view = visibleBox();
  for (const box of list(spotOf(label.feature), label)) {
    if (within(box, view) && !taken.some((one) => !owns(label, one) && overlap(box, one, one.ref && label.feature.properties.kind === "base" ? OTHERS_GAP : GAP))) return box;
  }
  return null;
}

/** A label may touch the mark it names. @param {Label} label @param {Box} box */
const owns = ({ feature }, box) => box.ref !== undefined && box.ref === feature.properties.feature;

/** Where a label may stand, the best first. @param {{x: number, y: number}} at @param {Label} label @returns {Box[]} */
function candidates({ x, y }, { feature, size: { width, height } }) {
  const centred = { x: x - width / 2, y: y - height / 2, width, height };
  const { kind, feature: ref } = feature.properties;
  if (kind === "figure") return besideLine(/** @type {any} */ (feature).spots, width, height);
  if (CENTRED.includes(kind)) {
    return [0, -14, 14, -28, 28].map((dy) => ({ ...centred, y: centred.y + dy }));
  }
  const ringed = chosen?.feature.properties.feature === ref || told.has(ref);
  const gap = ringed ? CHOSEN_GAP : kind !== "base" ? 6 : MARK_GAP;
  return [
    { ...centred, x: x + gap }, { ...centred, x: x - gap - width }, { ...centred, y: y - gap - height },
    { ...centred, y: y + gap }, { ...centred, x: x + gap, y: y + 2 }, { ...centred, x: x + gap, y: y - height - 2 },
    { ...centred, x: x - gap - width, y: y - height - 2 }, { ...centred, x: x - gap - width, y: y + 2 },
    // Beside a line a name goes farther out.
    ...(lines.length ? [{ ...centred, x: x + gap, y: y + gap }, { ...centred, x: x - gap - width, y: y - gap - height }, { ...centred, x: x + gap, y: y - gap - height }, { ...centred, x: x - gap - width, y: y + gap }] : []),
    ...(kind !== "place" ? [] : ISLAND_GAPS.flatMap((off) => [{ ...centred, x: x - off - width }, { ...centred, x: x + off }, { ...centred, y: y - off - height }, { ...centred, y: y + off }])),
  ];
}

/** Where a name with a line to its place may stand, the nearest first. @param {{ x: number, y: number }} at @param {Label} label @returns {(Box & { led: boolean })[]} */
function led({ x, y }, { size: { width, height } }) {
  return LED_GAPS.flatMap((gap) => [
    { x: x + gap, y: y - height / 2 }, { x: x - gap - width, y: y - height / 2 }, { x: x - width / 2, y: y - gap - height }, { x: x - width / 2, y: y + gap },
    { x: x + gap * 0.7, y: y - gap * 0.7 - height }, { x: x + gap * 0.7, y: y + gap * 0.7 }, { x: x - gap * 0.7 - width, y: y - gap * 0.7 - height }, { x: x - gap * 0.7 - width, y: y + gap * 0.7 },
  ].map((spot) => ({ ...spot, width, height, led: true })));
}

/** A figure over its line, under it, or to either side. @param {import("leaflet").LatLng[]} spots @param {number} width @param {number} height @returns {Box[]} */
function besideLine(spots, width, height) {
  const points = spots.map((one) => /** @type {import("leaflet").Map} */ (store.map).latLngToLayerPoint(one));
  const at = (/** @type {number} */ dx, /** @type {number} */ dy) => points.map(({ x, y }) => ({ x: x - width / 2 + dx, y: y - height / 2 + dy, width, height }));
  const [across, along] = [width / 2 + LINE_GAP, height / 2 + LINE_GAP];
  const beside = [[0, -along], [0, along], [across, 0], [-across, 0], [across, along], [across, -along], [-across, along], [-across, -along]];
  return beside.flatMap(([dx, dy]) => at(dx, dy));
}

/** The map's window in layer pixels. @returns {Box} */
function visibleBox() {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const { x, y } = map.containerPointToLayerPoint([0, 0]);
  const size = map.getSize();
  return { x: x + 4, y: y + 4, width: size.x - 8, height: size.y - 8 };
}

/** What lies over the map: panel, inset, buttons. @returns {Box[]} */
function obstacles() {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const frame = map.getContainer().getBoundingClientRect();
  const found = document.querySelectorAll("[data-obstacle], .chip, .chips-label, #map_1 .leaflet-control-scale");
  return [...found].map((one) => one.getBoundingClientRect()).filter((one) => one.width > 0).map((rect) => {
    const { x, y } = map.containerPointToLayerPoint([rect.left - frame.left, rect.top - frame.top]);
    return { x, y, width: rect.width, height: rect.height };
  });
}
