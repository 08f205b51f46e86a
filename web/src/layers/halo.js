/** The place of an open card that has no mark: a ring round it, and an island's own coast. */
import { h, s } from "../core/dom.js";
import { find, on, store } from "../core/store.js";
import { roleOf } from "../core/theatre.js";
import { L } from "../map/leaflet.js";
import { spotOf } from "./marks.js";

/** @type {import("leaflet").Marker | null} */
let ring = null;
/** What the ring is for. */
let chosen = "";

/** @param {[number, number]} at lon, lat @param {string} [link] */
export function makeRing([lon, lat], link = "") {
  const element = h("div", { class: `lit-point ${link}` });
  element.append(s("svg", { viewBox: "0 0 40 40", width: 40, height: 40, "aria-hidden": "true" }, s("circle", { cx: 20, cy: 20, r: 15 })));
  return L.marker([lat, lon], { icon: L.divIcon({ html: element, className: "lit-icon", iconSize: [40, 40] }), interactive: false, keyboard: false });
}

function clear() {
  ring?.remove();
  ring = null;
  chosen = "";
  document.querySelector(".island.chosen")?.classList.remove("chosen");
}

on("closed", clear);
on("opened", (ref) => {
  clear();
  const island = roleOf(ref) === "land" ? find(ref) : undefined;
  const at = island ? spotOf(island) : store.openAt;
  if (!at) return;
  ring = makeRing(at).addTo(/** @type {any} */ (store.map));
  chosen = ref;
  lightCoast();
});
// What answers comes after the map, and anew with the full coasts.
on("isles", lightCoast);

function lightCoast() {
  if (chosen) document.querySelector(`.island[data-ref="${CSS.escape(chosen)}"]`)?.classList.add("chosen");
}
