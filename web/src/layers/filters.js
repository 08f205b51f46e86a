/** Which facilities are shown: the legend's branches and three lists, in the address as `where`. */
import { facilities, layerOf, layersOf, roleOf } from "../core/theatre.js";
import { readDetails } from "./details.js";
import { byId, h } from "../core/dom.js";
import { emit, isDrawn, on, store, valuesOf } from "../core/store.js";
import { lang, t } from "../core/words.js";
import { readUrl, writeUrl } from "../core/url.js";

/** @typedef {import("../core/store.js").Feature} Feature */

/** @type {Map<string, string[]>} property → the values that pass */
let conditions = new Map();
/** Between values of one condition, as an address writes them. */
const SEVERAL = "|";
/** What the server says of the whole. */
let unfiltered = "";

export function makeFilters() {
  const form = /** @type {HTMLFormElement | null} */ (byId("filters"));
  byId("branches")?.addEventListener("change", change);
  form?.addEventListener("change", change);
  form?.addEventListener("submit", (event) => event.preventDefault());
  form?.addEventListener("reset", () => setConditions(new Map(), { push: true }));
  on("url", () => setConditions(parseWhere(readUrl().get("where") ?? "")));
  on("data", (layer) => roleOf(layer) === "facilities" && completeFor());
  on("layers", tell);
  setConditions(parseWhere(readUrl().get("where") ?? ""), { write: false });
}

/** `branch:USAF|USN,kinds:airfield` → conditions; what cannot be read is left out. @param {string} text */
export function parseWhere(text) {
  const found = new Map();
  for (const part of text.split(",")) {
    const [name, values] = part.split(":");
    if (name && values) found.set(name.trim(), values.split(SEVERAL).map((one) => one.trim()).filter(Boolean));
  }
  return found;
}

/** @param {Map<string, string[]>} wanted */
export const formatWhere = (wanted) => [...wanted].map(([name, values]) => `${name}:${values.join(SEVERAL)}`).join(",");

/** What the layer has no property for is ignored, as everywhere on pages. @param {Feature} feature @param {Map<string, string[]>} [wanted] */
export function passes(feature, wanted = conditions) {
  for (const [name, values] of wanted) {
    if (!(name in feature.properties)) continue;
    // What is not known is asked for by the word null.
    const known = valuesOf(feature, name);
    const held = known.length ? known : ["null"];
    if (!held.some((one) => values.includes(one))) return false;
  }
  return true;
}

export const isFiltered = () => [...conditions.keys()].some((name) => name in (facilities()[0]?.properties ?? {}));
export const shownFacilities = () => facilities().filter((one) => !store.off.has(layerOf(one.ref)) && isDrawn(one) && passes(one));

/** Show the facilities of a place: what search offers. @param {string} property @param {string} value */
export function narrowTo(property, value) {
  setConditions(new Map([[property, [value]]]), { push: true });
}

/** A filter by something that came with no mark wants the whole layer. */
function completeFor() {
  const known = facilities()[0]?.properties ?? {};
  tell();
  if ([...conditions.keys()].every((name) => name in known)) return;
  readDetails().then(() => setConditions(conditions), () => {});
}

function change() {
  const wanted = new Map();
  const boxes = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("#branches input")]);
  const on = boxes.filter((one) => one.checked);
  if (on.length < boxes.length) wanted.set("branch", on.map((one) => one.value || "null"));
  for (const select of /** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll("#filters select"))) {
    if (select.value) wanted.set(select.name, select.value.split(SEVERAL));
  }
  // A condition that has no control here, such as a town's, stays.
  for (const [name, values] of conditions) if (!(name in { branch: 1, kinds: 1, prefectures: 1, grade: 1 })) wanted.set(name, values);
  setConditions(wanted, { push: true });
}

/** @param {Map<string, string[]>} wanted @param {{ push?: boolean, write?: boolean }} [options] */
function setConditions(wanted, { push = false, write = push } = {}) {
  conditions = wanted;
  const branches = wanted.get("branch");
  for (const one of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#branches input"))) one.checked = !branches || branches.includes(one.value || "null");
  for (const select of /** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll("#filters select"))) showValues(select, wanted.get(select.name) ?? []);
  byId("filters-clear")?.toggleAttribute("hidden", !wanted.size);
  if (write) writeUrl({ where: wanted.size ? formatWhere(wanted) : null }, { push });
  emit("filter");
  tell();
}

/** Show what passes; several values, which only an address can ask for, as one choice. @param {HTMLSelectElement} select @param {string[]} values */
function showValues(select, values) {
  const value = values.join(SEVERAL);
  select.querySelector("[data-unlisted]")?.remove();
  const names = values.map((one) => [...select.options].find((option) => option.value === one)?.text ?? one);
  if (values.length > 1) select.append(h("option", { value, "data-unlisted": true }, new Intl.ListFormat(lang(), { type: "disjunction" }).format(names)));
  select.value = value;
}

/** Each branch with the marks that pass all else, so that a closed one says what it would add. */
function countBranches() {
  const others = new Map([...conditions].filter(([name]) => name !== "branch"));
  const held = facilities().filter((one) => isDrawn(one) && passes(one, others));
  for (const one of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#branches input"))) {
    const label = one.closest("li")?.querySelector(".count-label");
    const n = held.filter(({ properties }) => (properties.branch ?? "") === one.value).length;
    if (label) label.textContent = t(n === 1 ? "legend.marks_one" : "legend.marks", { n });
  }
}

function tell() {
  const all = facilities().filter(isDrawn).length;
  const line = byId("shown-count");
  if (!all || !line) return;
  const shown = shownFacilities().length;
  unfiltered ||= line.textContent ?? "";
  line.textContent = isFiltered() ? t("filter.on", { shown, total: all }) : unfiltered;
  countBranches();
  if (!shown && layersOf("facilities").some((one) => !store.off.has(one))) line.textContent = t("state.empty");
  store.shown = shown;
}
