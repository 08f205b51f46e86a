/** A field for a place: typed and found, or chosen on the map by mouse, finger or keyboard. */
import { roleOf, titleOf } from "../core/theatre.js";
import { makeCombobox, told } from "./combobox.js";
import { announce, byId, h, s } from "../core/dom.js";
import { find as findEntries, readIndex } from "./finder.js";
import { emit, find, store } from "../core/store.js";
import { pick, t } from "../core/words.js";

let count = 0;

/** A point of the map as a reference. @param {{ lat: number, lng: number }} spot */
export const pointRef = ({ lat, lng }) => `${lng.toFixed(3)},${lat.toFixed(3)}`;

const POINT = /^(-?[\d.]+),(-?[\d.]+)$/;

/** Have the ends of what is drawn named on the map, as far as they are points. @param {string[]} refs @param {[number, number][]} [ends] where what is drawn begins and ends, as the map shows it */
export function nameEnds(refs, ends = []) {
  emit("ends", refs.flatMap((ref, index) => {
    const own = locate(ref);
    // A place without a position has its name where the line meets its coast; an area has its own.
    const at = own || roleOf(ref) === "places" ? ends[index] ?? own : null;
    return at ? [{ ref, name: nameOf(ref), at }] : [];
  }));
}

/** The name of a reference in the page's language. @param {string} ref @returns {string} */
export function nameOf(ref) {
  const point = POINT.exec(ref);
  if (point && names.has(ref)) return t("pick.named", { name: names.get(ref) ?? "", lat: point[2], lon: point[1] });
  if (point) return t("pick.point", { lat: Number(point[2]).toFixed(3), lon: Number(point[1]).toFixed(3) });
  const title = titleOf(ref);
  if (title) return title;
  const known = names.get(ref) ?? pick(find(ref)?.properties ?? {}, "name");
  return known ?? ref;
}

const crosshair = () => /** @type {any} */ (s("svg", { viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true", focusable: "false", class: "line-icon" },
  s("path", { d: "M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM12 2v5M12 17v5M2 12h5M17 12h5" })));

/** @type {Map<string, string>} */
const names = new Map();

/** Learn the names of places that the map does not hold. @param {string[]} refs */
export async function learnNames(refs) {
  if (refs.every((ref) => nameOf(ref) !== ref)) return;
  for (const entry of await readIndex()) if (refs.includes(entry.ref)) keep(entry);
}

/** Remember what a reference is called, and where it is. @param {import("./finder.js").Entry} entry */
export function keep(entry) {
  names.set(entry.ref, entry.name);
  if (entry.point) spots.set(entry.ref, entry.point);
}

/** Where a reference is, if it is a point. @param {string} ref @returns {[number, number] | null} */
export function locate(ref) {
  const point = POINT.exec(ref);
  if (point) return [Number(point[1]), Number(point[2])];
  const geometry = find(ref)?.geometry;
  return geometry?.type === "Point" ? geometry.coordinates : (spots.get(ref) ?? null);
}

/** @type {Map<string, [number, number]>} */
const spots = new Map();

/**
 * @param {{ label: string, choose: (ref: string) => void, clear?: boolean }} options
 */
export function makePicker({ label, choose, clear = false }) {
  count += 1;
  const input = h("input", { type: "text", id: `place-${count}`, autocomplete: "off", spellcheck: "false", placeholder: t("tool.search_hint") });
  const button = h("button", { type: "button", class: "icon-button", "aria-label": `${label}: ${t("pick.map")}`, title: t("pick.map"), "aria-pressed": "false", onclick: () => startPicking(button, take) }, crosshair());
  const element = h("div", { class: "field" }, h("label", { for: input.id }, label), h("div", { class: "field-row" }, h("div", {}, input), button));
  /** @param {string} ref */
  function take(ref) {
    input.value = clear ? "" : nameOf(ref);
    choose(ref);
  }
  makeCombobox(input, {
    find: async (query) => told(await findEntries(query, { points: true })),
    choose: (entry) => {
      keep(entry);
      take(entry.ref);
    },
  });
  input.addEventListener("focus", () => input.select());
  /** What is shown is what is measured: text that was not chosen gives way to it. */
  let current = "";
  input.addEventListener("change", () => (input.value = current));
  const show = (/** @type {string} */ ref) => {
    // What a reader is typing is not taken away by what the tool has learnt meanwhile.
    const typing = document.activeElement === input && input.value !== current;
    current = ref ? nameOf(ref) : "";
    if (!typing) input.value = current;
  };
  return { element, input, show };
}

/** The next mark or point of the map is the answer; Escape ends. @param {HTMLElement} button @param {(ref: string) => void} take */
function startPicking(button, take) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const again = button.getAttribute("aria-pressed") === "true";
  store.picking?.(null);
  if (again) return;
  const box = byId("stage");
  const hint = h("p", { class: "pick-hint", role: "status" }, t("pick.hint"));
  const middle = h("div", { class: "pick-middle", "aria-hidden": "true" });
  const frame = map.getContainer();
  const takeMiddle = (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && event.target === frame && store.picking?.(pointRef(map.getCenter()));
  store.picking = (ref) => {
    store.picking = null;
    map.off("click", click);
    frame.removeEventListener("keydown", takeMiddle);
    middle.remove();
    box?.classList.remove("picking");
    hint.remove();
    button.setAttribute("aria-pressed", "false");
    if (ref) take(ref);
    button.focus();
  };
  const click = (/** @type {import("leaflet").LeafletMouseEvent} */ event) => store.picking?.(pointRef(event.latlng));
  map.on("click", click);
  frame.addEventListener("keydown", takeMiddle);
  box?.classList.add("picking");
  box?.append(hint, middle);
  button.setAttribute("aria-pressed", "true");
  announce(`${t("pick.hint")} ${t("pick.keyboard")}`);
  // By keyboard the map has to have the focus; a pointer finds its way by itself.
  if (button.matches(":focus-visible")) frame.focus({ preventScroll: true });
  emit("picking");
}
