/** What the tools draw: one group on the map, cleared when another tool takes over. */
import { L } from "./leaflet.js";
import { drawShapes } from "./shapes.js";
import { emit, store } from "../core/store.js";

/** @type {import("leaflet").LayerGroup | null} */
let group = null;

/** Each has a pane of its own, called so while something is in it. @type {Record<string, string>} */
const PARTS = { measure: "distance", ring: "ring" };

/** What stands on lines and rings: `layers/labels.js` finds room for it. @type {{ part: string, text: string, spots: import("leaflet").LatLng[] }[]} */
export const figures = [];
/** The lines and rings that names leave free; the coast of what is covered is none. @type {import("leaflet").LatLng[][]} */
export const edges = [];
const ALONG_LINE = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];
const ALONG_RING = [0, 0.06, 0.94, 0.12, 0.88, 0.5, 0.44, 0.56, 0.25, 0.75];

export function clearDrawing() {
  group?.clearLayers();
  figures.length = edges.length = 0;
  for (const part of Object.values(PARTS)) store.map?.getPane(part)?.removeAttribute("data-part");
  emit("drawn");
  emit("ends", []);
}

/** The lines that are drawn, and the edges of what is. @returns {import("leaflet").LatLng[][]} */
export function drawnLines() {
  /** @type {import("leaflet").LatLng[][]} */
  const lines = [];
  group?.eachLayer((shapes) => lines.push(...linesOf(/** @type {import("leaflet").GeoJSON} */ (shapes))));
  return lines;
}

/** @param {import("leaflet").GeoJSON} shapes @returns {import("leaflet").LatLng[][]} */
function linesOf(shapes) {
  const take = (/** @type {any} */ spots) => (Array.isArray(spots[0]) ? spots.flatMap(take) : [spots]);
  return shapes.getLayers().flatMap((one) => take(/** @type {any} */ (one).getLatLngs()));
}

/** @param {any[]} shapes GeoJSON features @param {string} className @param {string} [figure] what stands on it */
export function addDrawing(shapes, className, figure) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  group ??= L.layerGroup().addTo(map);
  const part = shapes.length ? PARTS[className.split(" ")[0]] : undefined;
  if (part) map.getPane(part)?.setAttribute("data-part", part);
  const drawn = drawShapes(group, shapes, part ?? "lines", className, false);
  if (part) edges.push(...linesOf(drawn));
  if (part && figure) figures.push({ part, text: figure, spots: listSpots(drawn, part) });
  emit("drawn");
}

/** Where a figure may stand: along a line from its middle, along a ring from its top. @param {import("leaflet").GeoJSON} drawn @param {string} part */
function listSpots(drawn, part) {
  /** @type {import("leaflet").LatLng[]} */
  const spots = /** @type {any} */ (drawn.getLayers()[0]).getLatLngs().flat(2);
  const top = spots.reduce((best, one, at) => (one.lat > spots[best].lat ? at : best), 0);
  return (part === "ring" ? ALONG_RING.map((share) => top + share * spots.length) : ALONG_LINE.map((share) => share * spots.length)).map((at) => spots[Math.floor(at) % spots.length]);
}
