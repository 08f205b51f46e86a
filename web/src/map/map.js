/** The Leaflet map: its frame, panes and buttons. Tiles are an operator’s, if any. */
import { calm, h, narrow, s } from "../core/dom.js";
import { L } from "./leaflet.js";
import { bringHome, findSpan } from "../core/longitudes.js";
import { layGround } from "./ground.js";
import { addScale } from "./scale.js";
import { breathe } from "../core/pace.js";
import { find, store } from "../core/store.js";
import { makePad } from "./switches.js";
import { t } from "../core/words.js";

/** Drawing order, from the ground up; markers and popups lie above. */
const PANES = { sea: 310, land: 320, islands: 330, limits: 340, lines: 420, ring: 421, distance: 422, labels: 590 };
/** What others look for, by the pane that it is in. @type {Record<string, string>} */
const NAMED = { land: "land", labels: "names" };
/** Over 180° and on to the next ocean, so that the one between is whole. */
const WORLD = /** @type {[[number, number], [number, number]]} */ ([[-75, -180], [84, 340]]);
const LOWEST_ZOOM = 2;
/** Where a wide ring is asked for in a low frame. */
const FARTHEST_OUT = -1;
const FRAME_PX = 8;
/** The column of buttons. */
const BUTTONS_PX = 54;
/** A sheet that is drawn higher hides what there is to see: the map is framed as if it were half up. */
const MOST_SHEET = 0.46;
/** A panel wider than this lies over the map, not beside it. */
const MOST_PANEL = 0.6;
/** What is round both ends of a line, or round a mark, in pixels. */
const ROOM_PX = 28;
const FULL_SCREEN = "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5";

/** What the map shows by itself, again at each new size, until somebody moves it. @type {(() => void) | null} */
let aim = null;
let aiming = false;
/** How often it was told to move. */
let moves = 0;
export const countMoves = () => moves;
/** What the map opened with, and whether that is the whole. */
let [first, isWhole] = /** @type {[(() => void) | null, boolean]} */ ([null, false]);

/**
 * @param {string} id @param {import("../core/store.js").Settings} settings
 * @returns {import("leaflet").Map}
 */
export function makeMap(id, settings) {
  const still = calm();
  const map = L.map(id, {
    // Over a sheet, what lies far south is lifted, beyond the edge of the world.
    zoomControl: false, attributionControl: false, zoomSnap: 0, zoomDelta: 1, minZoom: LOWEST_ZOOM,
    maxZoom: settings.maxZoom, maxBounds: narrow() ? undefined : WORLD, maxBoundsViscosity: 0.8, wheelPxPerZoomLevel: 90,
    fadeAnimation: !still, zoomAnimation: !still, markerZoomAnimation: !still, inertia: !still,
  });
  for (const [name, order] of Object.entries(PANES)) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(order);
    if (NAMED[name]) pane.dataset.part = NAMED[name];
    if (name === "labels" || name === "limits" || name === "sea") pane.style.pointerEvents = "none";
  }
  store.map = map;
  store.settings = settings;
  map.on("movestart", () => !aiming && (aim = null));
  map.setView(L.latLngBounds(settings.bounds).getCenter(), LOWEST_ZOOM, { animate: false });
  layGround(map, settings.bounds);
  showFirst();
  watchSize(map);
  watchFoot();
  breathe().then(() => addButtons(map, settings));
  return map;
}

/** Show what the address asks for, else the whole: again when the panel has its size, which is what `watchSize` hears first. */
function showFirst() {
  const { map, settings } = store;
  if (!map || !settings) return;
  const { view, bounds } = settings;
  isWhole = !view;
  if (view) first = () => map.setView([view[0], bringHome(view[1])], view[2], { animate: false });
  else first = () => map.fitBounds(bounds, { ...padding(), animate: false });
  take(first);
}

/** Whether nobody has moved the map: its address says what it shows. */
export const isUntouched = () => aim === first;

/** Whether the map still shows the whole, as every map of this address opens, whatever its size. */
export const isAsOpened = () => isWhole && isUntouched();

/** Whether nobody has touched the page yet: what it shows is what its address asks for. */
let fresh = true;
for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => (fresh = false), { capture: true, once: true });

/** Whether the address says what part of the world is shown, and nobody has asked for more since. */
export const isAimed = () => fresh && Boolean(store.settings?.view || store.settings?.fixed);

/**
 * Move the map, and again at each new size; a frame that has no size yet moves when it gets one.
 * @param {() => void} still @param {() => void} [move] the same, as it is done once
 */
function take(still, move = still) {
  aim = still;
  moves += 1;
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const { x, y } = map.getSize();
  if (!x || !y) return;
  map.options.minZoom = FARTHEST_OUT;
  map.once("moveend", limitZoom);
  aiming = true;
  move();
  aiming = false;
}

/** Nobody goes farther out than where the whole is small, but what was asked for is shown on a phone too. */
function limitZoom() {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  map.options.minZoom = Math.min(LOWEST_ZOOM, map.getZoom());
}

/** A frame in a hidden tab has no size until it is shown; one that unfolds has many. @param {import("leaflet").Map} map */
function watchSize(map) {
  new ResizeObserver(() => {
    // Paper shows what was on the screen: its size is none of the map's.
    if (matchMedia("print").matches || document.documentElement.classList.contains("paper")) return;
    map.invalidateSize({ animate: false });
    if (aim) take(aim);
  }).observe(map.getContainer());
}

/**
 * The part of the map that panel, chips and bottom line leave free.
 * @returns {{ paddingTopLeft: [number, number], paddingBottomRight: [number, number] }}
 */
export function padding() {
  const panel = document.getElementById("panel")?.getBoundingClientRect();
  const foot = document.querySelector(".foot")?.clientHeight ?? 40;
  if (document.body.dataset.mode) return frameCard(panel);
  if (narrow()) return { paddingTopLeft: [14, 46], paddingBottomRight: [BUTTONS_PX, Math.min(panel?.height ?? 0, (store.map?.getSize().y ?? 0) * MOST_SHEET) + foot + 14] };
  // The table covers most of the map: what is shown is shown as if it were closed.
  const beside = panel && panel.right < innerWidth * MOST_PANEL ? panel.right : 0;
  return { paddingTopLeft: [beside + 8, 52], paddingBottomRight: [56, foot + 14] };
}

/** In a frame a card lies over the map: to the left, or below where it is as wide. @param {DOMRect | undefined} panel @returns {ReturnType<typeof padding>} */
function frameCard(panel) {
  const map = /** @type {import("leaflet").Map} */ (store.map).getContainer().getBoundingClientRect();
  const over = panel && panel.width > 0 && panel.left < map.right && panel.right > map.left && panel.top < map.bottom && panel.bottom > map.top;
  // In a low one what leads on lies on the map, and the card below it.
  const steps = document.querySelector(".tells .steps")?.getBoundingClientRect();
  const [left, below] = !over ? [0, steps?.height && steps.bottom <= map.bottom + 1 ? map.bottom - steps.top : 0] : panel.width < map.width / 2 ? [panel.right - map.left, 0] : [0, map.bottom - panel.top];
  return { paddingTopLeft: [left + FRAME_PX, FRAME_PX], paddingBottomRight: [BUTTONS_PX, below + FRAME_PX] };
}

/** Move to bounds, or stay where motion is unwanted. @param {any} bounds @param {number} [maxZoom] */
export function flyTo(bounds, maxZoom = 9) {
  const options = () => ({ ...padding(), maxZoom });
  const still = () => store.map?.fitBounds(bounds, { ...options(), animate: false });
  take(still, calm() ? still : () => store.map?.flyToBounds(bounds, { ...options(), duration: 0.7 }));
}

/** The same part in pixels of the map. */
export function freeBox() {
  const { paddingTopLeft: [left, top], paddingBottomRight } = padding();
  const { x, y } = /** @type {import("leaflet").Map} */ (store.map).getSize();
  return { left, top, right: x - paddingBottomRight[0], bottom: y - paddingBottomRight[1] };
}

/** What stays where it is in zooming: the mark whose card is open, else the middle of that part. @param {import("leaflet").Map} map */
function zoomSpot(map) {
  const { left, top, right, bottom } = freeBox();
  const free = L.bounds([left, top], [Math.max(right, left), Math.max(bottom, top)]);
  const place = store.open ? find(store.open)?.geometry : null;
  const spot = place?.type === "Point" ? map.latLngToContainerPoint([place.coordinates[1], place.coordinates[0]]) : null;
  return spot && free.contains(spot) ? spot : free.getCenter();
}

/** The part of the world that is seen: what a raised sheet hides for now is seen without it. */
export function seenBounds() {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const { left, top, right, bottom } = freeBox();
  return L.latLngBounds(map.containerPointToLatLng([left, top]), map.containerPointToLatLng([Math.max(right, left + ROOM_PX), Math.max(bottom, top + ROOM_PX)]));
}

/** Go to bounds only where part of them is out of sight, and never nearer than now. @param {import("leaflet").LatLngBounds} bounds */
export function keepInView(bounds) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const { left, top, right, bottom } = freeBox();
  if (!bounds.isValid()) return;
  const [northWest, southEast] = [map.latLngToContainerPoint(bounds.getNorthWest()), map.latLngToContainerPoint(bounds.getSouthEast())];
  const inside = northWest.x >= left && northWest.y >= top && southEast.x <= right && southEast.y <= bottom;
  if (!inside) flyTo(bounds.pad(0.06), map.getZoom());
}

/** Put a place in the middle of what is free, where it is not to be seen. @param {[number, number]} spot lat, lon */
export function keepSpotInView(spot) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const { left, top, right, bottom } = freeBox();
  const { x, y } = map.latLngToContainerPoint(spot);
  if (x > left + ROOM_PX && x < right - ROOM_PX && y > top + ROOM_PX && y < bottom - ROOM_PX) return;
  const zoom = map.getZoom();
  const centre = () => {
    const box = freeBox();
    const off = L.point((box.left + box.right) / 2, (box.top + box.bottom) / 2).subtract(map.getSize().divideBy(2));
    return map.unproject(map.project(spot, zoom).subtract(off), zoom);
  };
  take(() => map.setView(centre(), zoom, { animate: false }), () => map.setView(centre(), zoom, { animate: !calm(), duration: 0.6 }));
}

/**
 * The bounds of what is drawn; a circle round a pole is as wide as the world, and says nothing.
 * @param {{ geometry: any }[]} shapes
 */
export function boundsOf(shapes) {
  const found = L.latLngBounds([]);
  for (const one of shapes) {
    const [west, east] = findSpan(one.geometry.coordinates);
    if (east - west < 300) found.extend(L.geoJSON(/** @type {any} */ ({ type: "Feature", properties: {}, geometry: one.geometry })).getBounds());
  }
  return found;
}

/** Scale, panel and inset stand on the bottom line, however many lines it has. */
function watchFoot() {
  const foot = document.querySelector(".foot");
  if (!foot) return;
  // On what stands there alone: given to all that surrounds it, every style would be looked up anew.
  const raise = () => document.querySelectorAll(".panel, .inset, .leaflet-bottom.leaflet-left").forEach((one) => /** @type {HTMLElement} */ (one).style.setProperty("--foot", `${foot.clientHeight}px`));
  new ResizeObserver(raise).observe(foot);
}

/** @param {import("leaflet").Map} map @param {import("../core/store.js").Settings} settings */
function addButtons(map, settings) {
  addScale(map);
  // Buttons and keys zoom on what is open or seen: the middle of the map can lie under the sheet.
  map.setZoom = (zoom, options) => map.setZoomAround(zoomSpot(map), Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), zoom)), options);
  const step = calm() ? { animate: false } : {};
  const bar = h("div", { class: "map-buttons", "data-obstacle": true },
    button("+", "tool.zoom_in", () => map.zoomIn(1, step)),
    button("−", "tool.zoom_out", () => map.zoomOut(1, step)),
    button("⤢", "tool.reset", () => flyTo(settings.bounds)),
    ...(document.body.dataset.mode === "embed" && document.fullscreenEnabled ? [button(drawSign(FULL_SCREEN), "tool.fullscreen", toggleFull)] : []),
    ...makePad(),
  );
  map.getContainer().parentElement?.append(bar);
}

const toggleFull = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());

/** A sign that no font has to have. @param {string} path */
const drawSign = (path) => /** @type {any} */ (s("svg", { viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true", focusable: "false", class: "line-icon" }, s("path", { d: path })));

/** @param {string | Node} sign @param {string} key @param {() => void} act */
function button(sign, key, act) {
  return h("button", { type: "button", "aria-label": t(key), title: t(key), onclick: act }, sign);
}
