/** A scale bar that is true at the latitude of the cursor, else of the middle of the map. */
import { h } from "./dom.js";
import { metresPerPixel, roundLength } from "./figures.js";
import { L } from "./leaf.js";

const LONGEST_PX = 120;
/** @param {import("leaflet").Map} map */
export function addScale(map) {
  const bar = h("div", { class: "leaflet-control-scale-line" });
  const Scale = L.Control.extend({ onAdd: () => h("div", { class: "leaflet-control-scale", "aria-hidden": "true" }, bar) });
  const draw = (/** @type {number} */ lat) => {
    const metres = metresPerPixel(lat, map.getZoom());
    const length = roundLength(metres * LONGEST_PX);
    bar.textContent = length >= 1000 ? `${(length / 1000).toLocaleString("en")} km` : `${length} m`;
    bar.style.width = `${Math.round(length / metres)}px`;
  };
  new Scale({ position: "bottomleft" }).addTo(map);
  map.on("mousemove", (event) => draw(event.latlng.lat));
  map.on("mouseout moveend zoomend viewreset", () => draw(map.getCenter().lat));
  map.whenReady(() => draw(map.getCenter().lat));
}
