/** Marks of the facilities: shape is branch, size is kind, edge is certainty. */
import { announce, byId, h, s } from "../core/dom.js";
import { overlap } from "../map/boxes.js";
import { ARROWS, findAhead } from "./roving.js";
import { L } from "../map/leaflet.js";
import { parseWhere, passes } from "./filters.js";
import { isHidden } from "../map/ground.js";
import { keepSpotInView } from "../map/map.js";
import { drawInSteps } from "../map/shapes.js";
import { makeQueue, once, untilDrawn } from "../core/pace.js";
import { LARGE, emit, features, find, isDrawn, isLarge, on, store, valuesOf } from "../core/store.js";
import { branchOf, SYMBOLS } from "../core/symbols.js";
import vocabulary from "../core/vocabulary.js";
import { has, lang, pick, t } from "../core/words.js";

/**
 * @typedef {import("../core/store.js").Feature} Feature
 * @typedef {{ feature: Feature, group: import("leaflet").LayerGroup, marker: import("leaflet").Marker, element: HTMLElement, big: boolean, under: Mark | null, out: boolean, holds: Mark[], corner: Corner, at: import("leaflet").Point | null, shown: string }} Mark `shown` is what its element says
 * @typedef {"ne" | "nw" | "se" | "sw"} Corner where the number stands
 */

const ABOVE_ALL = 9000;
const TARGET = 26;
/** Drawn at once: a mark is an element of its own. */
const MARKS = 10;
const CLOSE = vocabulary.closeness_px.page;
/** The number's box beside its mark, the best corner first. @type {Record<Corner, [number, number]>} */
const CORNERS = { ne: [3, -18], nw: [-23, -18], se: [3, 2], sw: [-23, 2] };
const COUNT = { width: 20, height: 16 };

/** So many marks begin to fly in a frame, the first with the map. */
const FLYING = 20;
/** So many come to rest in a frame, and look otherwise: each is laid out anew. */
const [settle, change] = [makeQueue(12), makeQueue(12)];
/** The zoom that is under way: the time of its first frame, and what has not begun to fly. @type {{ zoom: object, since: number, left: number, waiting: ((late: string) => void)[] }} */
let flight = { zoom: {}, since: 0, left: 0, waiting: [] };

const now = () => Number(document.timeline.currentTime);

/** The next of them, as far as the first by now. */
function flyOn() {
  for (const start of flight.waiting.splice(0, FLYING)) start(`${flight.since - now()}ms`);
  if (flight.waiting.length) requestAnimationFrame(flyOn);
}

/**
 * Leaflet puts a mark in its place by a transform, and each transform is one thing more that the
 * browser puts together at each step of a pan: ours stand by left and top, but in flight, and come to
 * rest a few a frame, which is not seen. One that another stands for is not displayed, and put in its
 * place when it is.
 */
export const Marker = /** @type {typeof L.Marker} */ (/** @type {unknown} */ (L.Marker.extend({
  _initIcon() {
    const own = /** @type {any} */ (this);
    /** @type {any} */ (L.Marker.prototype)._initIcon.call(own);
    // By it all of them would be styled in the frame in which a zoom begins, and in that in which it ends.
    own._icon.classList.remove("leaflet-zoom-animated");
  },

  /** Some fly at once, the others in the frames after; what is out of sight before and after is only put in its place. @param {{ zoom: number, center: import("leaflet").LatLng }} zoom */
  _animateZoom(zoom) {
    const own = /** @type {any} */ (this);
    if (own.options.isUnder) return;
    const to = own._map._latLngToNewLayerPoint(own._latlng, zoom.zoom, zoom.center).round();
    Object.assign(own, { isFlying: true, isFar: ![own._icon._leaflet_pos, to].some(isInSight) });
    if (own.isFar) return;
    if (flight.zoom !== zoom) flight = { zoom, since: now(), left: FLYING, waiting: [] };
    const start = (late = "") => {
      if (flight.zoom !== zoom || !own._map?._animatingZoom) return;
      own._icon.classList.add("flies");
      own._icon.style.transitionDelay = late;
      own._setPos(to);
    };
    if (flight.left-- > 0) start();
    else if (flight.waiting.push(start) === 1) requestAnimationFrame(flyOn);
  },

  /** @param {import("leaflet").Point} at */
  _setPos(at) {
    const own = /** @type {any} */ (this);
    own._icon._leaflet_pos = at;
    if (own.options.isUnder) return;
    const zooms = own._map._animatingZoom;
    // One that comes again is an element without a place.
    if (!own._icon.style.left || !(zooms || own.isFlying)) return own._settle();
    own.isFlying = true;
    if (!own.isFar) own._icon.style.transform = `translate(${at.x - own.rest.x}px, ${at.y - own.rest.y}px)`;
    if (!zooms) settle([() => Boolean(own._map) && own.isFlying && !own._map._animatingZoom && own._settle()]);
  },

  /** Stand by left and top. @returns {boolean} */
  _settle() {
    const own = /** @type {any} */ (this);
    const at = own._icon._leaflet_pos;
    Object.assign(own, { rest: at, isFlying: false, isFar: false, _zIndex: at.y + own.options.zIndexOffset });
    own._icon.classList.remove("flies");
    Object.assign(own._icon.style, { transform: "", left: `${at.x}px`, top: `${at.y}px` });
    own._resetZIndex();
    return true;
  },
})));

/** Whether it can be seen from the window. @param {import("leaflet").Point} at a layer point */
function isInSight(at) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const size = map.getSize();
  const { x, y } = map.layerPointToContainerPoint(at);
  return x > -TARGET && y > -TARGET && x < size.x + TARGET && y < size.y + TARGET;
}

/** @type {Mark[]} */
let marks = [];
/** The facility whose card is open. @type {string | null} */
let chosen = null;
/** The tab that is open. */
let tab = "story";

/** The word for it. @param {Feature} feature */
export function branchWord(feature) {
  const code = branchOf(feature);
  return code === "plain" ? (feature.properties.branch ?? "") : t(`legend.branch.${code}`);
}
export const kindWord = (/** @type {string} */ kind) => {
  const key = `kind.${kind.replace(/ /g, "_")}`;
  return has(key) ? t(key) : kind;
};
/** A town or prefecture, which the layers name in English. @param {string} name */
export const placeWord = (name) => (has(`town.${name}`) ? t(`town.${name}`) : name);

/** @param {import("leaflet").LayerGroup} group @param {Feature[]} all */
export async function drawMarks(group, all) {
  const drawn = all.filter(isDrawn);
  await drawInSteps(drawn, (some) => marks.push(...some.map((feature) => makeMark(feature, group))), MARKS);
  const first = marks[0];
  if (first) first.element.tabIndex = 0;
  if (!listening) listen();
  listening = true;
  setTimeout(filterMarks);
}

/** Whether the marks follow the map: once, however many layers they are of. */
let listening = false;

function listen() {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  // Not with all that moves at the end of a zoom: in one it is felt.
  map.on("viewreset zoomend resize", once(() => arrange(), untilDrawn));
  // Paper does not wait for a frame.
  on("laid", () => arrange({ atOnce: true }));
  on("data", (layer) => layer === "labels" && arrange());
  on("filter", filterMarks);
}

/** Whether the opening sentence is about it. @param {Feature} feature */
function isWithin(feature) {
  const within = store.settings?.theatre.lead;
  return Boolean(within) && passes(feature, parseWhere(within ?? ""));
}

/** Each kind of icon, drawn once: a copy costs a fraction. @type {Map<string, SVGElement>} */
const icons = new Map();

/** @param {Feature} feature @param {number} size @returns {SVGElement} */
export function drawIcon(feature, size) {
  const { grade } = feature.properties;
  const name = `icon branch-${branchOf(feature)} grade-${String(grade ?? "B").toLowerCase()}${isWithin(feature) ? " within" : ""}`;
  const key = `${name} ${size}`;
  const icon = icons.get(key) ?? s("svg", { class: name, viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    s("path", { class: "casing", d: SYMBOLS[branchOf(feature)].icon }),
    s("path", { class: "shape", d: SYMBOLS[branchOf(feature)].icon }));
  icons.set(key, icon);
  return /** @type {SVGElement} */ (icon.cloneNode(true));
}

/** @param {Feature} feature @param {import("leaflet").LayerGroup} group @returns {Mark} */
function makeMark(feature, group) {
  const big = isLarge(feature);
  const element = h("div", { class: `mark ${big ? "large" : "small"}`, "data-ref": feature.ref });
  element.append(drawIcon(feature, big ? 20 : feature.properties.approximate ? 13 : 11));
  const [lon, lat] = spotOf(feature);
  const icon = L.divIcon({ html: element, className: "mark-icon", iconSize: [TARGET, TARGET] });
  const marker = new Marker([lat, lon], { icon, keyboard: false, riseOnHover: true, zIndexOffset: big ? 2000 : 0 });
  const mark = /** @type {Mark} */ ({ feature, group, marker, element, big, under: null, out: false, holds: [], corner: "ne", at: null, shown: "" });
  marker.on("add", () => dress(mark));
  marker.on("click", () => choose(mark));
  group.addLayer(marker);
  return mark;
}

/** Make the icon a button with a name. @param {Mark} mark */
function dress(mark) {
  const box = mark.marker.getElement();
  if (!box) return;
  mark.element = box;
  mark.shown = "";
  box.tabIndex = -1;
  box.setAttribute("role", "button");
  box.setAttribute("aria-label", nameMark(mark.feature));
  box.addEventListener("keydown", (event) => press(event, mark));
}

/** @param {Feature} feature */
export function nameMark(feature) {
  const { properties } = feature;
  const parts = [pick(properties, "name"), branchWord(feature), ...valuesOf(feature, "kinds").map(kindWord), ...valuesOf(feature, "prefectures").map(placeWord)];
  if (properties.approximate) parts.push(t("legend.approx").split(/[:：]/)[1]?.trim());
  return parts.filter(Boolean).join(lang() === "ja" ? "、" : ", ");
}

/** @param {KeyboardEvent} event @param {Mark} mark */
function press(event, mark) {
  if (event.key === "Enter" || event.key === " ") choose(mark);
  else if (ARROWS[event.key]) focusMark(findAhead(position(mark), ARROWS[event.key], shownMarks().filter((one) => one !== mark), position) ?? mark);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

const shownMarks = () => marks.filter((one) => !one.under && !one.out);

/** @param {Mark} mark */
function focusMark(mark) {
  for (const one of marks) one.element.tabIndex = one === mark ? 0 : -1;
  const map = /** @type {import("leaflet").Map} */ (store.map);
  if (!map.getBounds().contains(mark.marker.getLatLng())) map.panTo(mark.marker.getLatLng(), { animate: false });
  mark.element.focus({ preventScroll: true });
}

/** Focus goes back to the mark of a feature, or to the one that stands for it. @param {string} ref */
export function focusRef(ref) {
  const mark = marks.find((one) => one.feature.ref === ref);
  if (mark) focusMark(mark.under ?? mark);
}

function filterMarks() {
  for (const mark of marks) {
    const { group } = mark;
    mark.out = !passes(mark.feature);
    if (mark.out === group.hasLayer(mark.marker)) group[mark.out ? "removeLayer" : "addLayer"](mark.marker);
  }
  markEnds();
  arrange();
}

/** @param {Mark} mark */
const refOf = ({ feature }) => feature.ref;

/** @param {Mark} mark */
function choose(mark) {
  if (store.picking) return store.picking(mark.feature.ref);
  if (mark.holds.length) emit("stack", [mark, ...mark.holds].map((one) => one.feature.ref));
  else emit("choose", mark.feature.ref);
}

/** @param {Mark} mark */
const position = (mark) => (mark.at ??= /** @type {import("leaflet").Map} */ (store.map).latLngToLayerPoint(mark.marker.getLatLng()));

/** Let one mark stand for those it would cover, with their number on it; the chosen one stands alone. @param {{ atOnce?: boolean }} [options] */
function arrange({ atOnce = isHidden() } = {}) {
  for (const one of marks) one.at = null;
  const rank = rankMarks();
  const order = marks.filter((one) => !one.out).sort((a, b) => rank(a) - rank(b));
  /** @type {Mark[]} */
  const leaders = [];
  for (const mark of order) {
    const at = position(mark);
    mark.holds = [];
    mark.under = isChosen(mark) ? null : leaders.find((one) => !isChosen(one) && position(one).distanceTo(at) < closeness(one, mark)) ?? null;
    if (mark.under) mark.under.holds.push(mark);
    else leaders.push(mark);
  }
  placeCounts(leaders);
  showMarks(order, atOnce);
  keepTabStop(order);
  emit("arranged");
}

/** The chosen one at once, the others a few a frame; before the map is seen all at once. @param {Mark[]} order @param {boolean} atOnce */
function showMarks(order, atOnce) {
  const [first, later] = atOnce ? [order, []] : [order.filter(isChosen), order];
  for (const mark of first) showMark(mark);
  change(later.map((mark) => () => showMark(mark)));
}

/** @param {Mark} mark */
const isChosen = (mark) => chosen === refOf(mark);

/** Ring the mark of an open card, and bring it beside the panel. @param {string | null} ref */
function chooseMark(ref) {
  if (ref === chosen) return;
  chosen = ref;
  colourMarks();
  for (const mark of marks) {
    const order = isChosen(mark) ? ABOVE_ALL : mark.big ? 2000 : 0;
    if (mark.marker.options.zIndexOffset !== order) mark.marker.setZIndexOffset(order);
  }
  if (marks.length) arrange();
}

/** Put each number where it hides neither a mark nor another number. @param {Mark[]} leaders */
function placeCounts(leaders) {
  /** @type {import("../map/boxes.js").Box[]} */
  const taken = leaders.map(bodyBox);
  for (const mark of leaders) {
    if (!mark.holds.length) continue;
    const own = mark.feature.ref;
    const free = (/** @type {Corner} */ corner) => !taken.some((one) => one.ref !== own && overlap(one, countBox(mark, corner), 0));
    mark.corner = /** @type {Corner[]} */ (Object.keys(CORNERS)).find(free) ?? "ne";
    taken.push(countBox(mark, mark.corner));
  }
}

/** @param {Mark} mark @returns {import("../map/boxes.js").Box} */
function bodyBox(mark) {
  const { x, y } = position(mark);
  const r = isChosen(mark) ? 16 : mark.big ? 9 : 5;
  return { ref: mark.feature.ref, x: x - r, y: y - r, width: 2 * r, height: 2 * r };
}

/** @param {Mark} mark @param {Corner} [corner] @returns {import("../map/boxes.js").Box} */
function countBox(mark, corner = mark.corner) {
  const { x, y } = position(mark);
  const [dx, dy] = CORNERS[corner];
  return { x: x + dx, y: y + dy, ...COUNT };
}

/** One mark can be reached by Tab: one that is shown. @param {Mark[]} order */
function keepTabStop(order) {
  const shown = order.filter((one) => !one.under);
  if (!shown.some((one) => one.element.tabIndex === 0) && shown[0]) shown[0].element.tabIndex = 0;
  for (const one of order) if (one.under) one.element.tabIndex = -1;
}

/** @param {Mark} a @param {Mark} b */
const closeness = (a, b) => (a.big && b.big ? CLOSE.big : a.big || b.big ? CLOSE.mixed : CLOSE.small);

/** Labelled places first, then airfields, headquarters, ports, then the larger area. */
function rankMarks() {
  const labels = new Map(features("labels").map((one) => [one.properties.feature, one.properties.priority]));
  return (/** @type {Mark} */ mark) => {
    const { area_km2 } = mark.feature.properties;
    const kind = LARGE.findIndex((one) => valuesOf(mark.feature, "kinds").includes(one));
    const label = labels.get(mark.feature.ref) ?? 9;
    return label * 1e4 + (kind < 0 ? 9 : kind) * 1e3 - Math.min(999, Number(area_km2) || 0);
  };
}

/** One accent: what the sentence that is read is about; branches have colours where the legend is. */
function colourMarks() {
  const { classList } = document.documentElement;
  const leads = tab === "story" && !store.claim && !store.open && byId("first")?.hasAttribute("data-lead");
  classList.toggle("leads", Boolean(leads));
  classList.toggle("by-branch", tab === "layers");
}

/** Whether it has to look otherwise, and does now. @param {Mark} mark */
function showMark(mark) {
  const box = mark.element;
  const count = mark.holds.length ? String(mark.holds.length + 1) : "";
  const shown = [isChosen(mark), mark.under !== null, count, count && mark.corner].join();
  // Most marks are as they were: to write it again is to style them again.
  if (mark.shown === shown) return false;
  mark.shown = shown;
  box.classList.toggle("chosen", isChosen(mark));
  if (isChosen(mark)) box.setAttribute("aria-current", "true");
  else box.removeAttribute("aria-current");
  const isUnder = mark.under !== null;
  const isBack = /** @type {any} */ (mark.marker.options).isUnder && !isUnder;
  Object.assign(mark.marker.options, { isUnder });
  if (isBack) /** @type {any} */ (mark.marker).update();
  box.classList.toggle("under", isUnder);
  box.setAttribute("aria-hidden", String(isUnder));
  box.querySelector(".count")?.remove();
  if (count) box.firstElementChild?.append(h("span", { class: `count count-${mark.corner}`, "aria-hidden": "true" }, count));
  const name = nameMark(mark.feature);
  box.setAttribute("aria-label", count ? `${t("tool.overlap", { n: count })} ${name}` : name);
  return true;
}

/**
 * What labels keep clear of, in layer pixels: the marks, and the numbers on them.
 * @returns {import("../map/boxes.js").Box[]}
 */
export function markBoxes() {
  return shownMarks().flatMap((one) => (one.holds.length ? [bodyBox(one), countBox(one)] : [bodyBox(one)]));
}

/**
 * Light marks: `named` solid, `linked` dashed; the others fade a little.
 * @param {Map<string, "explicit" | "implied">} lit
 */
export function lightMarks(lit) {
  for (const mark of marks) {
    const link = lit.get(mark.feature.ref);
    mark.element.classList.toggle("lit", Boolean(link));
    mark.element.classList.toggle("implied", link === "implied");
    const held = mark.holds.find((one) => lit.get(one.feature.ref));
    mark.element.classList.toggle("lit-under", Boolean(held) && !link);
  }
}

/** The ends of what is drawn. @type {{ ref: string, at: [number, number] }[]} */
let ends = [];
/** @type {import("leaflet").Marker[]} */
let dots = [];

/** A dot for each end of a line, or origin of rings, that has no mark of its own. */
function markEnds() {
  for (const one of dots) one.remove();
  const icon = L.divIcon({ className: "end-dot", iconSize: [9, 9] });
  dots = ends.filter(({ ref }) => !marks.some((one) => refOf(one) === ref && !one.out))
    .map(({ at: [lon, lat] }) => new Marker([lat, lon], { icon, interactive: false, keyboard: false, zIndexOffset: ABOVE_ALL }).addTo(/** @type {import("leaflet").Map} */ (store.map)));
}

/** @param {string} ref */
export function describeRef(ref) {
  const feature = find(ref);
  return feature ? (pick(feature.properties, "name") ?? ref) : ref;
}

on("tab", (name) => {
  tab = name;
  colourMarks();
});
on("claim", colourMarks);
on("ends", (places) => {
  ends = places;
  markEnds();
});
on("opened", (ref) => {
  announce(store.openName ?? describeRef(ref));
  chooseMark(ref);
});
on("closed", () => chooseMark(null));

/** Bring the place of an open card beside the panel. @param {string} ref */
export function keepRefInView(ref) {
  const geometry = find(ref)?.geometry ?? (store.openAt && { type: "Point", coordinates: store.openAt });
  if (geometry) keepSpotInView(middleOf(geometry));
}

/** Where the mark of a facility stands: what is no point is marked in its middle. @param {Feature} feature @returns {[number, number]} lon, lat */
export function spotOf({ geometry }) {
  if (geometry.type === "Point") return geometry.coordinates;
  const [lat, lon] = middleOf(geometry);
  return [lon, lat];
}

/** Where a card's place is. @param {any} geometry @returns {[number, number]} lat, lon */
function middleOf(geometry) {
  const { lat, lng } = L.geoJSON(geometry).getBounds().getCenter();
  return [lat, lng];
}
