/** A town on the map while its card is open: its name, and a dashed circle as wide as its point is unsure. */
import { h } from "../core/dom.js";
import { on, store } from "../core/store.js";
import { L } from "../map/leaflet.js";
import { flyTo } from "../map/map.js";

/** How far round a town is looked at, in degrees. */
const NEAR = 0.2;
const FINEST = 10;

/** @type {{ group: import("leaflet").LayerGroup, ref: string } | null} */
let shown = null;

/** @param {string} name @param {[number, number]} point lon, lat @param {number} km @param {string} ref */
export function showSpot(name, [lon, lat], km, ref) {
  clearSpot();
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const label = h("span", { class: "label label-city label-chosen town-name", "aria-hidden": "true" }, name);
  const round = km ? [L.circle([lat, lon], { radius: km * 1000, pane: "lines", className: "town-round", interactive: false, weight: 1.5 })] : [];
  const mark = L.marker([lat, lon], { icon: L.divIcon({ className: "town-spot", html: label, iconSize: [0, 0] }), interactive: false, keyboard: false });
  shown = { group: L.layerGroup([...round, mark]).addTo(map), ref };
  flyTo([[lat - NEAR, lon - NEAR], [lat + NEAR, lon + NEAR]], FINEST);
}

export function clearSpot() {
  shown?.group.remove();
  shown = null;
}

on("closed", clearSpot);
on("opened", (ref) => ref !== shown?.ref && clearSpot());
