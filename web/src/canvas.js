/** What the tools draw: one group on the map, cleared when another tool takes over. */
import { L } from "./leaf.js";
import { drawShapes } from "./layers.js";
import { store } from "./store.js";

/** @type {import("leaflet").LayerGroup | null} */
let group = null;

export function clearDrawing() {
  group?.clearLayers();
}

/** @param {any[]} shapes GeoJSON features @param {string} className */
export function addDrawing(shapes, className) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  group ??= L.layerGroup().addTo(map);
  drawShapes(group, shapes, "lines", className, false);
}
