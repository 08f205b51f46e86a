/** The Leaflet map: its frame, panes and buttons. No tiles, no other host. */
import { calm, h, narrow } from "./dom.js";
import { L } from "./leaf.js";
import { addScale } from "./scale.js";
import { store } from "./store.js";
import { makePad } from "./switches.js";
import { t } from "./words.js";

/** Drawing order, from the ground up; markers and popups lie above. */
const PANES = { sea: 310, land: 320, islands: 330, limits: 340, lines: 420, labels: 590 };
const WORLD = /** @type {[[number, number], [number, number]]} */ ([[-75, -180], [84, 180]]);
const LOWEST_ZOOM = 2;

/**
 * @param {string} id @param {import("./store.js").Settings} settings
 * @returns {import("leaflet").Map}
 */
export function makeMap(id, settings) {
  const still = calm();
  const map = L.map(id, {
    zoomControl: false, attributionControl: false, zoomSnap: 0, zoomDelta: 1, minZoom: LOWEST_ZOOM,
    maxZoom: settings.maxZoom, maxBounds: WORLD, maxBoundsViscosity: 0.8, wheelPxPerZoomLevel: 90,
    fadeAnimation: !still, zoomAnimation: !still, markerZoomAnimation: !still, inertia: !still,
  });
  for (const [name, order] of Object.entries(PANES)) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(order);
    if (name === "labels" || name === "limits" || name === "sea") pane.style.pointerEvents = "none";
  }
  store.map = map;
  store.settings = settings;
  showFirstView();
  addButtons(map, settings);
  return map;
}

/** Show what the address asks for, else the whole: again when the panel has its size. */
export function showFirstView() {
  const { map, settings } = store;
  if (!map || !settings) return;
  if (settings.view) map.setView([settings.view[0], settings.view[1]], settings.view[2], { animate: false });
  else map.fitBounds(settings.bounds, { ...padding(), animate: false });
}

/**
 * The part of the map that panel, chips and bottom line leave free.
 * @returns {{ paddingTopLeft: [number, number], paddingBottomRight: [number, number] }}
 */
export function padding() {
  const panel = document.getElementById("panel")?.getBoundingClientRect();
  const foot = document.querySelector(".foot")?.clientHeight ?? 40;
  if (document.body.dataset.mode) return { paddingTopLeft: [8, 8], paddingBottomRight: [8, 8] };
  if (narrow()) return { paddingTopLeft: [4, 46], paddingBottomRight: [4, (panel?.height ?? 0) + 24] };
  return { paddingTopLeft: [(panel?.width ?? 0) + 24, 52], paddingBottomRight: [56, foot + 8] };
}

/** Move to bounds, or stay where motion is unwanted. @param {any} bounds @param {number} [maxZoom] */
export function flyTo(bounds, maxZoom = 9) {
  const options = { ...padding(), maxZoom };
  if (calm()) store.map?.fitBounds(bounds, { ...options, animate: false });
  else store.map?.flyToBounds(bounds, { ...options, duration: 0.8 });
}

/** The same part in pixels of the map. */
export function freeBox() {
  const { paddingTopLeft: [left, top], paddingBottomRight } = padding();
  const { x, y } = /** @type {import("leaflet").Map} */ (store.map).getSize();
  return { left, top, right: x - paddingBottomRight[0], bottom: y - paddingBottomRight[1] };
}

/** Go to bounds only where part of them is out of sight, and never nearer than now. @param {import("leaflet").LatLngBounds} bounds */
export function keepInView(bounds) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const { left, top, right, bottom } = freeBox();
  const free = L.latLngBounds(map.containerPointToLatLng([left, bottom]), map.containerPointToLatLng([right, top]));
  if (bounds.isValid() && !free.contains(bounds)) flyTo(bounds, map.getZoom());
}

/** Scale, panel and inset stand on the bottom line, however many lines it has. */
function watchFoot() {
  const foot = document.querySelector(".foot");
  const stage = document.getElementById("stage");
  if (!foot || !stage) return;
  new ResizeObserver(() => stage.style.setProperty("--foot", `${foot.clientHeight}px`)).observe(foot);
}

/** @param {import("leaflet").Map} map @param {import("./store.js").Settings} settings */
function addButtons(map, settings) {
  addScale(map);
  watchFoot();
  const step = calm() ? { animate: false } : {};
  const bar = h("div", { class: "map-buttons" },
    button("+", "tool.zoom_in", () => map.zoomIn(1, step)),
    button("−", "tool.zoom_out", () => map.zoomOut(1, step)),
    button("⤢", "tool.reset", () => flyTo(settings.bounds)),
    ...(document.body.dataset.mode === "embed" && document.fullscreenEnabled ? [button("⛶", "tool.fullscreen", toggleFull)] : []),
    ...makePad(),
  );
  map.getContainer().parentElement?.append(bar);
}

const toggleFull = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());

/** @param {string} sign @param {string} key @param {() => void} act */
function button(sign, key, act) {
  return h("button", { type: "button", "aria-label": t(key), title: t(key), onclick: act }, sign);
}
