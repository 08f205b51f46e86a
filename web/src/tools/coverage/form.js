/** The controls of coverage: origins, sea, a distance by slider or a system by its basing. */
import { layersOf, titleOf } from "../../core/theatre.js";
import { h } from "../../core/dom.js";
import { own } from "../../core/offline.js";
import { makePicker, nameOf } from "../picker.js";
import { sayRadius } from "../../core/units.js";
import { has, lang, pick, t } from "../../core/words.js";

/**
 * @typedef {{ origins: string[], target: string, radius: number, system: string | null }} State
 * @typedef {{
 *   add: (ref: string) => void, remove: (ref: string) => void, take: (changes: Partial<State>) => void,
 *   slide: (radius: number) => void, choose: (mode: string) => void, pair: (value: string) => void,
 * }} Actions
 */

const LIMITS = { least: 50, most: 3000 };
const MODES = ["distance", "system"];
export const MOST_ORIGINS = 6;

/** @param {Actions} actions */
export function makeForm(actions) {
  const where = makeWhere(actions);
  const reach = makeReach(actions);
  return {
    where: where.element,
    reach: reach.element,
    pairs: reach.pairs,
    /** @param {State} state */
    show(state) {
      where.show(state);
      reach.show(state);
    },
    fill: reach.fill,
  };
}

/** From where, and to which sea. @param {Actions} actions */
function makeWhere({ add, remove, take }) {
  const chosen = h("ul", { class: "plain origin-list" });
  const adder = makePicker({ label: t("coverage.add"), clear: true, choose: add });
  const target = h("select", { onchange: () => take({ target: target.value }) }, ...layersOf("areas").map((one) => h("option", { value: one }, titleOf(one))));
  const element = h("div", { class: "form" },
    h("div", { class: "field" }, h("span", { class: "label-line" }, t("coverage.origin")), chosen), adder.element,
    h("label", {}, t("coverage.target"), target));
  const cross = (/** @type {string} */ ref) => h("button", { type: "button", class: "icon-button", "aria-label": t("coverage.remove", { name: nameOf(ref) }), onclick: () => remove(ref) }, "×");
  /** @param {State} state */
  const show = (state) => {
    chosen.replaceChildren(...state.origins.map((ref) => h("li", {}, nameOf(ref), state.origins.length > 1 && cross(ref))));
    adder.element.hidden = state.origins.length >= MOST_ORIGINS;
    target.querySelector("[data-unlisted]")?.remove();
    // Any area can be asked for by the address; the list offers the seas.
    if (!layersOf("areas").includes(state.target)) target.append(h("option", { value: state.target, "data-unlisted": true }, nameOf(state.target)));
    target.value = state.target;
  };
  return { element, show };
}

/** How far: a distance, or what is publicly stated of a system at a place. @param {Actions} actions */
function makeReach({ slide, choose, pair }) {
  const modes = MODES.map((mode) => h("input", { type: "radio", name: "mode", value: mode, id: `mode-${mode}`, onchange: () => choose(mode) }));
  const slider = makeSlider(slide);
  const pairs = h("select", { "aria-label": t("coverage.mode_system"), onchange: () => pair(pairs.value) });
  const refused = h("ul", { class: "plain small" });
  const pairRow = h("div", { class: "field" }, pairs, h("details", {}, h("summary", {}, t("coverage.refused")), refused));
  const element = h("div", { class: "form" },
    h("div", { class: "segmented", role: "radiogroup", "aria-label": t("coverage.radius") }, ...modes.flatMap((one) => [one, h("label", { for: one.id }, t(`coverage.mode_${one.value}`))])),
    slider.element, pairRow);
  /** @param {State} state */
  const show = ({ system, origins, radius }) => {
    for (const one of modes) one.checked = (one.value === "system") === Boolean(system);
    slider.element.hidden = Boolean(system);
    pairRow.hidden = !system;
    if (system) choosePair(pairs, known, system, origins[0]);
    slider.show(radius);
  };
  /** @type {any[]} */
  let known = [];
  /** @param {any[]} systems */
  const fill = (systems) => {
    known = systems;
    pairs.replaceChildren(...listBasings(systems).map((one) => h("option", { value: `${one.system}@${one.place}` }, t("coverage.pair", { system: one.name, place: nameOf(one.place), status: t(`basing.${one.status}`) }))));
    refused.replaceChildren(...systems.filter((one) => !one.ring && one.refusal).map((one) => h("li", {}, explain(one))));
  };
  return { element, show, fill, pairs };
}

/** Show the pair that is asked for, one that no source names too. @param {HTMLSelectElement} pairs @param {any[]} systems @param {string} system @param {string} place */
function choosePair(pairs, systems, system, place) {
  const value = `${system}@${place}`;
  pairs.querySelector("[data-unnamed]")?.remove();
  if (![...pairs.options].some((one) => one.value === value)) {
    const name = pick(systems.find((one) => one.id === system) ?? {}, "name") ?? system;
    pairs.append(h("option", { value, "data-unnamed": true }, t("coverage.pair", { system: name, place: nameOf(place), status: t("basing.none") })));
  }
  pairs.value = value;
}

/** @param {(radius: number) => void} slide */
function makeSlider(slide) {
  const slider = h("input", { type: "range", min: LIMITS.least, max: LIMITS.most, step: own.step, id: "coverage-radius", "aria-label": t("coverage.radius") });
  const shown = h("output", { for: slider.id });
  const tell = (/** @type {number} */ radius) => (shown.textContent = sayRadius(radius));
  slider.addEventListener("input", () => {
    tell(Number(slider.value));
    slide(Number(slider.value));
  });
  const show = (/** @type {number} */ radius) => {
    slider.value = String(radius);
    tell(radius);
  };
  return { element: h("div", { class: "field" }, h("p", { class: "row-line" }, h("span", {}, t("coverage.radius")), shown), slider), show };
}

/** Which system is publicly said to be where, with the system's name. @param {any[]} systems @returns {any[]} */
export const listBasings = (systems) => systems.filter((one) => one.ring).flatMap((one) => one.basing.filter((/** @type {any} */ row) => row.supported).map((/** @type {any} */ row) => ({ ...row, name: pick(one, "name") })));

/** @param {any} system */
function explain(system) {
  const name = pick(system, "name") ?? system.id;
  const words = has(system.refusal) ? t(system.refusal, { system: name, km: system.range_km ?? "–" }) : system.refusal;
  const reason = words.replace(/^[^:：]{3,12}[:：]\s*/, "");
  if (reason.includes(name)) return reason[0].toUpperCase() + reason.slice(1);
  return lang() === "ja" ? `${name}：${reason}` : `${name}: ${reason}`;
}
