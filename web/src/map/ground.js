/** The server's small drawing stands where the map will be until land, islands, marks and names are there. */
import { L } from "./leaflet.js";
import { untilDrawn } from "../core/pace.js";
import { emit, features, on } from "../core/store.js";

/** What a map is not shown without. */
const AWAITED = ["backdrop", "home", "land", "facilities", "labels"];
const MOVES = "move zoom viewreset resize";
const page = document.documentElement;

/** What is not laid out yet, by a class of whose: all, the marks, those after the first. @type {[Element, string][]} */
let steps = [];

/** @type {Map<string, string>} the layers that are to come, with their roles */
const awaited = new Map();
let tell = () => {};
/** Until the map is shown for the first time. @type {Promise<void>} */
export const shown = new Promise((go) => (tell = go));
/** Takes the drawing away. @type {() => void} */
let lift = () => {};

/** Lay the drawing under the map, and hide what comes in until all of it is there. @param {import("leaflet").Map} map @param {any} bounds */
export function layGround(map, bounds) {
  // By a class of the page the browser would look at all that is in it; the marks' step is their pane's own.
  const marks = /** @type {Element} */ (map.getPane("markerPane"));
  steps = [[page, "unlaid"], [page, "unmarked"], [marks, "first-marks"]];
  page.classList.add("drawing");
  for (const [element, name] of steps) element.classList.add(name);
  const picture = /** @type {SVGElement | null} */ (document.querySelector(".ground-picture"));
  if (!picture) return;
  const corners = L.latLngBounds(bounds);
  const place = () => {
    const from = map.latLngToContainerPoint(corners.getNorthWest());
    const size = map.latLngToContainerPoint(corners.getSouthEast()).subtract(from);
    for (const [name, value] of Object.entries({ left: from.x, top: from.y, width: size.x, height: size.y })) picture.style.setProperty(name, `${value}px`);
  };
  map.getContainer().prepend(picture);
  page.classList.add("grounded");
  map.on(MOVES, place);
  lift = () => {
    map.off(MOVES, place);
    picture.remove();
  };
}

/** Whether what comes in is hidden yet. */
export const isHidden = () => page.classList.contains("drawing");

/** Wait for a layer too, if the map is not shown without it. @param {{ id: string, role: string }} spec */
export const awaitLayer = ({ id, role }) => AWAITED.includes(role) && awaited.set(id, role);

on("settled", (layer) => {
  if (!awaited.has(layer)) return;
  // Land that does not come leaves what stands in its place.
  if (awaited.get(layer) === "backdrop" && !features(layer).length) lift = () => {};
  awaited.delete(layer);
  if (!awaited.size) setTimeout(show);
});

/** What was hidden is laid out in some frames and seen in the one after: all in one is felt on a phone. */
async function show() {
  for (const [element, name] of steps) {
    element.classList.remove(name);
    await untilDrawn();
  }
  lift();
  page.classList.remove("drawing", "grounded");
  tell();
  emit("layout");
}
