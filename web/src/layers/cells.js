/**
 * A layer of more than a map can draw one by one: from afar how many lie in each square of a grid, from near each of them.
 * The squares stay where they are while the map is moved: their sides are multiples of their size.
 */
import { findSpan, fold, shift } from "../core/longitudes.js";
import { ARROWS, findAhead } from "./roving.js";

/** @typedef {import("./load.js").Spec} Spec */
/** @typedef {{ size: number, west: number, south: number, east: number, north: number, across: number }} Grid degrees */
/** @typedef {{ marker: import("leaflet").Marker, bounds: import("leaflet").LatLngBounds, count: number }} Square */

/** Degrees of the side of a square at zoom 0: 64 pixels along the equator, at every zoom. */
const SIDE = 90;
const MOST_ACROSS = 64;
/** As many are drawn one by one. */
const FEW = 400;
/** What is long or wide lies in the window too when it is counted elsewhere. */
const MOST_ITEMS = 1000;
const TURN = 360;
const [POLE, EDGE] = [90, 180];
/** Pixels across: of a square with one, and of the fullest. */
const [LEAST, MOST] = [24, 52];
/** A little more than the window: what is dragged in is there. */
const MARGIN = 0.1;

/** @param {import("./approach.js").Kit} kit */
export function count(kit) {
  for (const { spec, group } of kit.later) if (spec.role === "cells") follow(kit, spec, group);
}

/** @param {import("./approach.js").Kit} kit @param {Spec} spec @param {import("leaflet").LayerGroup} group */
function follow(kit, spec, group) {
  const map = /** @type {import("leaflet").Map} */ (kit.store.map);
  let [asked, last] = ["", new AbortController()];
  const look = async () => {
    if (!map.hasLayer(group)) return;
    const grid = layGrid(map.getBounds().pad(MARGIN), map.getZoom());
    const query = `bbox=${[grid.west, grid.south, grid.east, grid.north]}`;
    if (query === asked) return;
    asked = query;
    last.abort();
    const { signal } = (last = new AbortController());
    try {
      const counted = await kit.ask(`${spec.url}?${query}&cells=${grid.across}`, signal);
      const each = counted.numberMatched > FEW ? null : await kit.ask(`${spec.url?.replace(/cells$/, "items")}?${query}&limit=${MOST_ITEMS}`, signal);
      if (signal.aborted) return;
      if (each && each.features.length === each.numberMatched) drawEach(kit, spec, group, each.features);
      else drawSquares(kit, spec, group, counted.features);
    } catch {
      // It is asked for again at the next step; what is drawn stays true where it stands.
      if (!signal.aborted) asked = "";
    }
  };
  map.on("moveend resize", look);
  kit.onAny(["layers"], look);
  look();
}

/** The squares of a window: their size by its zoom, their sides at multiples of it. @param {import("leaflet").LatLngBounds} window @param {number} zoom @returns {Grid} */
export function layGrid(window, zoom) {
  let size = SIDE / 2 ** Math.max(0, Math.round(zoom));
  let sides = snap(window, size);
  while (Math.max(sides.east - sides.west, sides.north - sides.south) / size > MOST_ACROSS) sides = snap(window, (size *= 2));
  const { west, south, east, north } = sides;
  const across = Math.round(Math.max(east - west, north - south) / size);
  if (east - west >= TURN) return { size, south, north, west: -EDGE, east: EDGE, across: Math.max(TURN, north - south) / size };
  return { size, south, north, across, west: fold(west), east: fold(east) === -EDGE ? EDGE : fold(east) };
}

/** @param {import("leaflet").LatLngBounds} window @param {number} size */
const snap = (window, size) => ({
  west: Math.floor(window.getWest() / size) * size,
  east: Math.ceil(window.getEast() / size) * size,
  south: Math.max(-POLE, Math.floor(window.getSouth() / size) * size),
  north: Math.min(POLE, Math.ceil(window.getNorth() / size) * size),
});

/** @param {import("./approach.js").Kit} kit @param {Spec} spec @param {import("leaflet").LayerGroup} group @param {any[]} features */
function drawEach({ drawPlain, keepFeatures, store }, spec, group, features) {
  const lon = /** @type {import("leaflet").Map} */ (store.map).getCenter().lng;
  const near = features.map((one) => ({ ...one, ref: `${spec.id}/${one.id}`, geometry: bring(one.geometry, lon) }));
  keepFeatures(spec.id, near);
  const focused = holdsFocus(group);
  group.clearLayers();
  drawPlain(group, near, spec);
  const first = focused && store.map?.getContainer().querySelector(`[data-ref^="${spec.id}/"]`);
  if (first) /** @type {SVGElement} */ (first).focus({ preventScroll: true });
}

/** Whether a square of it has the focus, which shall not be lost with it. @param {import("leaflet").LayerGroup} group */
const holdsFocus = (group) => group.getLayers().some((one) => /** @type {any} */ (one).getElement?.() === document.activeElement);

/** @param {import("./approach.js").Kit} kit @param {Spec} spec @param {import("leaflet").LayerGroup} group @param {any[]} cells */
function drawSquares(kit, spec, group, cells) {
  const { L, h } = kit;
  const map = /** @type {import("leaflet").Map} */ (kit.store.map);
  const most = Math.max(...cells.map((one) => one.properties.count));
  const focused = holdsFocus(group);
  group.clearLayers();
  /** @type {Square[]} */
  const squares = cells.map(({ geometry, properties }) => {
    const bounds = L.geoJSON(bring(geometry, map.getCenter().lng)).getBounds();
    const size = Math.round(LEAST + (MOST - LEAST) * Math.sqrt(properties.count / most));
    const html = h("span", { class: "cell-count" }, properties.count.toLocaleString(kit.lang(), { notation: "compact" }));
    const icon = L.divIcon({ html, className: "cell-icon", iconSize: [size, size] });
    return { bounds, count: properties.count, marker: L.marker(bounds.getCenter(), { icon, keyboard: false, zIndexOffset: 1000 }) };
  });
  const approach = (/** @type {Square} */ { bounds }) => map.fitBounds(bounds, { animate: !kit.calm() });
  const place = (/** @type {Square} */ { bounds }) => map.latLngToLayerPoint(bounds.getCenter());
  const focus = (/** @type {Square} */ square) => {
    for (const one of squares) one.marker.getElement()?.setAttribute("tabindex", one === square ? "0" : "-1");
    square.marker.getElement()?.focus({ preventScroll: true });
  };
  // Each time it comes: switched off and on it is an element of its own.
  const dress = (/** @type {Square} */ square) => {
    const element = /** @type {HTMLElement} */ (square.marker.getElement());
    const attributes = { role: "button", tabindex: square === squares[0] ? "0" : "-1", "aria-label": kit.t("cells.mark", { n: square.count.toLocaleString("en"), title: spec.title }) };
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") approach(square);
      else if (ARROWS[event.key]) focus(findAhead(place(square), ARROWS[event.key], squares.filter((one) => one !== square), place) ?? square);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  };
  for (const square of squares) {
    square.marker.on("add", () => dress(square)).on("click", () => approach(square));
    group.addLayer(square.marker);
  }
  if (focused && squares[0]) focus(squares[0]);
}

/** A geometry where the window shows it: on the map the Pacific goes on beyond 180°. @param {any} geometry @param {number} lon of the middle of the window @returns {any} */
function bring(geometry, lon) {
  if (geometry.geometries) return { ...geometry, geometries: geometry.geometries.map((/** @type {any} */ one) => bring(one, lon)) };
  if (geometry.type.startsWith("Multi")) return { ...geometry, coordinates: geometry.coordinates.map((/** @type {any} */ part) => turn(part, lon)) };
  return { ...geometry, coordinates: turn(geometry.coordinates, lon) };
}

/** @param {any} part @param {number} lon */
function turn(part, lon) {
  const [west, east] = findSpan(part);
  return shift(part, TURN * Math.round((lon - (west + east) / 2) / TURN));
}
