/** A scale bar that is true at the latitude of the cursor, else of the middle of the map. */
import { h } from "../core/dom.js";
import { metresPerPixel, roundLength } from "./lengths.js";
import { L } from "./leaflet.js";
import { group, readUnits, UNITS } from "../core/units.js";

const LONGEST_PX = 120;
/** @param {import("leaflet").Map} map */
export function addScale(map) {
  const bar = h("div", { class: "leaflet-control-scale-line" });
  const Scale = L.Control.extend({ onAdd: () => h("div", { class: "leaflet-control-scale", "aria-hidden": "true" }, bar) });
  const draw = (/** @type {number} */ lat) => {
    const metres = metresPerPixel(lat, map.getZoom());
    const units = readUnits();
    const [unit, name] = metres * LONGEST_PX >= UNITS[units][0] * 1000 ? [UNITS[units][0] * 1000, units] : [1, "m"];
    const length = roundLength((metres * LONGEST_PX) / unit);
    const [text, width] = [`${group(length)} ${name}`, `${Math.round((length * unit) / metres)}px`];
    if (bar.textContent !== text) bar.textContent = text;
    if (bar.style.width !== width) bar.style.width = width;
  };
  new Scale({ position: "bottomleft" }).addTo(map);
  // A map that is dragged goes with the cursor: it stays at its latitude.
  map.on("mousemove", (event) => document.body.classList.contains("leaflet-dragging") || draw(event.latlng.lat));
  map.on("mouseout moveend zoomend viewreset", () => draw(map.getCenter().lat));
  map.whenReady(() => draw(map.getCenter().lat));
}
