/** Arrows at the edge of the map: towards places of a point that lie outside the view. */
import { h } from "../core/dom.js";
import { flyTo, freeBox } from "./map.js";
import { store } from "../core/store.js";

/** @typedef {{ name: string, at: [number, number], link: string }} Far lon, lat */

const MARGIN = 26;
const NEAR = 4;

/** @type {HTMLElement | null} */
let box = null;
/** @type {Far[]} */
let shown = [];

/** @param {Far[]} places */
export function showArrows(places) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  if (!box) {
    box = h("div", { class: "edge-arrows" });
    map.getContainer().parentElement?.append(box);
    map.on("move zoom resize", draw);
  }
  shown = places;
  draw();
}

function draw() {
  // What is free is measured, which is a layout at each step of a move.
  if (!shown.length && !box?.firstChild) return;
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const { left, top, right, bottom } = freeBox();
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const arrows = shown.flatMap(({ name, at: [lon, lat], link }) => {
    const { x, y } = map.latLngToContainerPoint([lat, lon]);
    if (x > left && x < right && y > top && y < bottom) return [];
    const [dx, dy] = [x - middle.x, y - middle.y];
    const part = Math.min((right - left - 2 * MARGIN) / 2 / Math.abs(dx), (bottom - top - 2 * MARGIN) / 2 / Math.abs(dy));
    const arrow = h("button", { type: "button", class: `edge-arrow ${link}`, onclick: () => flyTo([[lat - NEAR, lon - NEAR], [lat + NEAR, lon + NEAR]], 6) },
      h("span", { "aria-hidden": "true", class: "edge-sign" }, "➤"), name);
    arrow.style.left = `${middle.x + dx * part}px`;
    arrow.style.top = `${middle.y + dy * part}px`;
    arrow.style.setProperty("--turn", `${Math.atan2(dy, dx)}rad`);
    return [arrow];
  });
  box?.replaceChildren(...arrows);
}
