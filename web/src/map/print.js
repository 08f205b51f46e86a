/** Paper: the map is laid out anew for the sheet, and the address of the view stands below it. */
import { byId, h } from "../core/dom.js";
import { L } from "./leaflet.js";
import { emit } from "../core/store.js";

/** A sheet that leaves less of the map than this says nothing of what is to be seen. */
const LEAST_SHARE = 0.3;
/** What an A4 sheet holds beside its margins, upright or lying, at 96 pixels an inch: one map for both. */
const SHEET = { width: 690, height: 560 };

/** First the map and whose it is, then what is said of it; last the part that it has in large, and what its signs mean. */
const FIRST = ["#map_1", ".foot"];
const LAST = [".inset", "#pane-layers"];

/** What the screen had. @type {{ theme: string | undefined, centre: import("leaflet").LatLng, zoom: number, places: (() => void)[] } | null} */
let before = null;

/** @param {import("leaflet").Map} map */
export function makePrint(map) {
  const address = h("p", { class: "print-only small" });
  byId("notes")?.append(address);
  const prepare = () => {
    address.textContent = location.href;
    lay(map);
  };
  addEventListener("beforeprint", prepare);
  addEventListener("afterprint", () => restore(map));
  // Print that is looked at before it is printed tells it by its medium alone.
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? prepare() : restore(map)));
}

/** Everything that lies over the map is put beside it, and the map is drawn as large as the sheet lets it be. @param {import("leaflet").Map} map */
function lay(map) {
  const root = document.documentElement;
  if (before) return;
  const bounds = shownBounds(map);
  const box = map.getContainer();
  // One that was never seen has nothing in it.
  document.querySelector(".inset")?.classList.toggle("unseen", !document.querySelector(".inset")?.clientWidth);
  before = { theme: root.dataset.theme, centre: map.getCenter(), zoom: map.getZoom(), places: [...FIRST, ...LAST].flatMap(remember) };
  byId("stage")?.prepend(...FIRST.flatMap(listElements));
  byId("panel")?.append(...LAST.flatMap(listElements));
  root.dataset.theme = "light";
  root.classList.add("paper");
  const { style } = box;
  style.width = `${SHEET.width}px`;
  style.height = `${SHEET.height}px`;
  map.invalidateSize({ animate: false, pan: false });
  map.fitBounds(bounds, { animate: false });
  emit("layout");
  // Paper does not wait for what follows a move: marks first, then names, which keep clear of them.
  emit("laid");
  emit("paper");
}

/** @param {string} selector @returns {Element[]} */
const listElements = (selector) => [...document.querySelectorAll(selector)];

/** How elements go back to where they are. @param {string} selector @returns {(() => void)[]} */
const remember = (selector) => listElements(selector).map((one) => {
  const { parentNode, previousSibling } = one;
  return () => parentNode?.insertBefore(one, previousSibling ? previousSibling.nextSibling : parentNode.firstChild);
});

/** What the reader sees of the map: what the panel covers is not part of it. @param {import("leaflet").Map} map */
function shownBounds(map) {
  const frame = map.getContainer().getBoundingClientRect();
  const panel = byId("panel")?.getBoundingClientRect();
  const { x, y } = map.getSize();
  const beside = panel && panel.width < frame.width * 0.7 && panel.right > frame.left;
  const [left, bottom] = !panel ? [0, y] : beside ? [Math.max(0, panel.right - frame.left), y] : [0, Math.max(1, panel.top - frame.top)];
  const foot = bottom > y * LEAST_SHARE ? bottom : y;
  return L.latLngBounds(map.containerPointToLatLng([left, 0]), map.containerPointToLatLng([x, foot]));
}

/** @param {import("leaflet").Map} map */
function restore(map) {
  if (!before) return;
  const { theme, centre, zoom, places } = before;
  before = null;
  document.documentElement.dataset.theme = theme ?? "auto";
  document.documentElement.classList.remove("paper");
  for (const putBack of places) putBack();
  const { style } = map.getContainer();
  style.removeProperty("width");
  style.removeProperty("height");
  map.invalidateSize({ animate: false, pan: false });
  map.setView(centre, zoom, { animate: false });
  emit("layout");
}
