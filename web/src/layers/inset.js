/** The small second map, where facilities would be one blot in the large one: a picture, and the way there. */
import { roleOf } from "../core/theatre.js";
import { drawnLines } from "../map/overlay.js";
import { byId, s } from "../core/dom.js";
import { L } from "../map/leaflet.js";
import { flyTo } from "../map/map.js";
import { fit, flatten, linesOf, place, trace } from "../map/paths.js";
import { drawIcon, spotOf } from "./marks.js";
import { shownFacilities } from "./filters.js";
import { once } from "../core/pace.js";
import { emit, features, isLarge, on, onAny, store } from "../core/store.js";
import { pick } from "../core/words.js";

/** @typedef {ReturnType<typeof fit>} Fitted */

/** The room of it, in pixels: what `map.css` says. */
const WIDTH = 220;
const HEIGHT = 236;
const FRAME = { min: { x: 0, y: 0 }, max: { x: WIDTH, y: HEIGHT } };
/** A window that is less wide shows the islands as large as the small map does. */
const SMALLEST_DEG = 8;
/** From the middle of a mark to where a click is no longer one on it, in pixels. */
const REACH = 9;
const LARGE_ICON = 15;
const SMALL_ICON = 9;

/**
 * @param {string} id @param {import("leaflet").Map} _map
 * @param {{ bounds: [[number, number], [number, number]] }} settings
 */
export function makeInset(id, _map, { bounds }) {
  const box = byId(id);
  if (!box || getComputedStyle(box).display === "none") return;
  const main = /** @type {import("leaflet").Map} */ (store.map);
  const parts = { areas: s("g", {}), land: s("g", {}), facilities: s("g", {}) };
  box.append(s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: "100%", height: "100%" }, ...Object.values(parts)));
  box.addEventListener("click", () => flyTo(bounds, 12));
  const settle = () => giveWay(box, bounds);
  const soon = once(settle);
  main.on("moveend resize", soon);
  on("drawn", soon);
  on("laid", settle);
  const fitted = fit(bounds, WIDTH, HEIGHT);
  const fill = () => drawMarks(parts.facilities, fitted);
  onAny(["filter", "layers"], fill);
  on("data", (layer) => {
    const part = parts[/** @type {keyof typeof parts} */ (roleOf(layer))];
    if (part === parts.facilities) setTimeout(fill);
    else if (part) drawGround(part, layer, fitted);
  });
}

/** Off where the map shows the same as large, and where it would lie over a line or a ring. @param {HTMLElement} box @param {any} bounds */
function giveWay(box, bounds) {
  const main = /** @type {import("leaflet").Map} */ (store.map);
  const figure = /** @type {HTMLElement} */ (box.closest("figure"));
  const shown = main.getBounds();
  const needless = shown.getEast() - shown.getWest() < SMALLEST_DEG && shown.intersects(bounds);
  const was = figure.hidden;
  if (!needless && drawnLines().length) figure.hidden = false;
  figure.hidden = needless || isCrossed(figure);
  if (figure.hidden !== was) emit("layout");
}

/** Whether a computed line goes through a box over the map. @param {HTMLElement} figure */
function isCrossed(figure) {
  const lines = drawnLines();
  // Where the box is is a layout of the page.
  if (!lines.length) return false;
  const main = /** @type {import("leaflet").Map} */ (store.map);
  const [frame, rect] = [main.getContainer().getBoundingClientRect(), figure.getBoundingClientRect()];
  const corner = (/** @type {number} */ x, /** @type {number} */ y) => main.containerPointToLayerPoint([x - frame.left, y - frame.top]);
  const box = L.bounds(corner(rect.left, rect.top), corner(rect.right, rect.bottom));
  return lines.some((line) => line.slice(1).some((to, at) => {
    const [a, b] = [line[at], to].map((spot) => main.latLngToLayerPoint(spot));
    return Boolean(L.LineUtil.clipSegment(a, b, box, false));
  }));
}

/** @param {SVGElement} part @param {string} layer @param {Fitted} fitted */
function drawGround(part, layer, fitted) {
  const lines = features(layer).flatMap(({ geometry }) => (geometry ? linesOf(geometry) : []));
  const d = lines.map((line) => trace(flatten(line), fitted.scale, fitted.origin, FRAME)).join("");
  part.append(s("path", { class: roleOf(layer) === "land" ? "island-ground" : "sea", d }));
}

/** The marks of all layers, again whenever others are shown. @param {SVGElement} part @param {Fitted} fitted */
function drawMarks(part, fitted) {
  const near = shownFacilities().filter((one) => isSeen(place(spotOf(one), fitted)));
  // The small ones lie on the large, those in front on those behind.
  const order = near.sort((a, b) => Number(isLarge(b)) - Number(isLarge(a)) || spotOf(b)[1] - spotOf(a)[1]);
  part.replaceChildren(...order.map((one) => drawMark(one, fitted)));
}

/** @param {{ x: number, y: number }} spot */
const isSeen = ({ x, y }) => x >= 0 && x <= WIDTH && y >= 0 && y <= HEIGHT;

/** @param {import("../core/store.js").Feature} feature @param {Fitted} fitted */
function drawMark(feature, fitted) {
  const { x, y } = place(spotOf(feature), fitted);
  const size = isLarge(feature) ? LARGE_ICON : SMALL_ICON;
  const icon = drawIcon(feature, size);
  icon.setAttribute("x", String(-size / 2));
  icon.setAttribute("y", String(-size / 2));
  const title = s("title", {});
  title.textContent = pick(feature.properties, "name") ?? "";
  const mark = s("g", { class: `mark-icon ${isLarge(feature) ? "large" : "small"}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }, title, s("circle", { class: "reach", r: REACH }), icon);
  mark.addEventListener("click", (event) => {
    event.stopPropagation();
    emit("choose", feature.ref);
  });
  return mark;
}
