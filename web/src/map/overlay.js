/** What the tools draw: one group on the map, cleared when another tool takes over. */
import { L } from "./leaflet.js";
import { drawShapes } from "./shapes.js";
import { emit, store } from "../core/store.js";

/** @type {import("leaflet").LayerGroup | null} */
let group = null;

export function clearDrawing() {
  group?.clearLayers();
  emit("drawn");
}

/** The lines that are drawn, and the edges of what is. @returns {import("leaflet").LatLng[][]} */
export function drawnLines() {
  /** @type {import("leaflet").LatLng[][]} */
  const lines = [];
  const take = (/** @type {any} */ spots) => (Array.isArray(spots[0]) ? spots.forEach(take) : lines.push(spots));
  group?.eachLayer((shapes) => /** @type {import("leaflet").GeoJSON} */ (shapes).eachLayer((one) => take(/** @type {any} */ (one).getLatLngs())));
  return lines;
}

/** @param {any[]} shapes GeoJSON features @param {string} className */
export function addDrawing(shapes, className) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  group ??= L.layerGroup().addTo(map);
  drawShapes(group, shapes, "lines", className, false);
  emit("drawn");
}
