/** The small second map, where facilities would be one blot in the large one. */
import { layerOf, roleOf } from "../core/theatre.js";
import { drawnLines } from "../map/overlay.js";
import { boxOf } from "../map/boxes.js";
import { byId, h } from "../core/dom.js";
import { L } from "../map/leaflet.js";
import { drawGround, drawShapes } from "../map/shapes.js";
import { flyTo } from "../map/map.js";
import { drawIcon, Marker, spotOf } from "./marks.js";
import { shownFacilities } from "./filters.js";
import { emit, features, isLarge, on, store } from "../core/store.js";
import { pick } from "../core/words.js";

const PANES = { sea: 310, islands: 330 };
/** A window that is less wide shows the islands as large as the small map does. */
const SMALLEST_DEG = 8;
const STILL = { zoomControl: false, attributionControl: false, dragging: false, keyboard: false, scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false, touchZoom: false, tapHold: false, zoomSnap: 0, fadeAnimation: false, zoomAnimation: false };

/**
 * @param {string} id @param {import("leaflet").Map} _map
 * @param {{ bounds: [[number, number], [number, number]] }} settings
 */
export function makeInset(id, _map, { bounds }) {
  const box = byId(id);
  if (!box || getComputedStyle(box).display === "none") return;
  const map = L.map(box, /** @type {any} */ (STILL));
  for (const [name, order] of Object.entries(PANES)) map.createPane(name).style.zIndex = String(order);
  map.fitBounds(bounds, { animate: false });
  map.on("click", () => flyTo(bounds, 12));
  const main = /** @type {import("leaflet").Map} */ (store.map);
  const settle = () => giveWay(box, bounds);
  main.on("moveend resize", settle);
  on("drawn", settle);
  on("data", (layer) => draw(map, layer));
  box.tabIndex = -1;
}

/** Off where the map shows the same as large, and where it would lie over a line or a ring. @param {HTMLElement} box @param {any} bounds */
function giveWay(box, bounds) {
  const main = /** @type {import("leaflet").Map} */ (store.map);
  const figure = /** @type {HTMLElement} */ (box.closest("figure"));
  const shown = main.getBounds();
  const needless = shown.getEast() - shown.getWest() < SMALLEST_DEG && shown.intersects(bounds);
  const was = figure.hidden;
  figure.hidden = false;
  figure.hidden = needless || isCrossed(figure);
  if (figure.hidden !== was) emit("layout");
}

/** Whether a computed line goes through a box over the map. @param {HTMLElement} figure */
function isCrossed(figure) {
  const main = /** @type {import("leaflet").Map} */ (store.map);
  const [frame, rect] = [main.getContainer().getBoundingClientRect(), figure.getBoundingClientRect()];
  const corner = (/** @type {number} */ x, /** @type {number} */ y) => main.containerPointToLayerPoint([x - frame.left, y - frame.top]);
  const box = L.bounds(corner(rect.left, rect.top), corner(rect.right, rect.bottom));
  return drawnLines().some((line) => line.slice(1).some((to, at) => {
    const [a, b] = [line[at], to].map((spot) => main.latLngToLayerPoint(spot));
    return Boolean(L.LineUtil.clipSegment(a, b, box, false));
  }));
}

/** @param {import("leaflet").Map} map @param {string} layer */
function draw(map, layer) {
  const group = L.layerGroup().addTo(map);
  if (roleOf(layer) === "areas") drawShapes(group, features(layer), "sea", "sea", false);
  if (roleOf(layer) === "land") {
    const near = features(layer).filter((one) => one.geometry && map.getBounds().intersects(boxOf(one.geometry.coordinates)));
    drawGround(group, near, "islands", "island");
  }
  if (roleOf(layer) !== "facilities") return;
  const marks = L.layerGroup().addTo(map);
  const fill = () => {
    marks.clearLayers();
    for (const one of shownFacilities().filter(({ ref }) => layerOf(ref) === layer)) drawMark(map, marks, one);
  };
  on("filter", fill);
  on("layers", fill);
  setTimeout(fill);
}

/** @param {import("leaflet").Map} map @param {import("leaflet").LayerGroup} group @param {import("../core/store.js").Feature} feature */
function drawMark(map, group, feature) {
  const [lon, lat] = spotOf(feature);
  if (!map.getBounds().contains([lat, lon])) return;
  const big = isLarge(feature);
  const element = h("div", { class: `mark ${big ? "large" : "small"}`, title: pick(feature.properties, "name") });
  element.append(drawIcon(feature, big ? 15 : 9));
  const icon = L.divIcon({ html: element, className: "mark-icon", iconSize: [18, 18] });
  const marker = new Marker([lat, lon], { icon, keyboard: false, zIndexOffset: big ? 0 : 1000, bubblingMouseEvents: false });
  marker.on("click", () => emit("choose", feature.ref)).addTo(group);
}

