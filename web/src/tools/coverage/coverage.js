/** Coverage: from which distance a circle touches a sea and holds all of it; then how much of it. */
import { facilities, layersOf, roleOf, theatre } from "../../core/theatre.js";
import vocabulary from "../../core/vocabulary.js";
import { ask, makeRunner } from "../../core/request.js";
import { showAnswer, showDetail, showThreshold } from "./answer.js";
import { makeChange } from "../change.js";
import { listBasings, makeForm, MOST_ORIGINS } from "./form.js";
import { boundsOfAnswer, drawAnswer, drawChosen } from "./rings.js";
import { byId, h } from "../../core/dom.js";
import { isAimed, keepInView } from "../../map/map.js";
import { clearDrawing } from "../../map/overlay.js";
import { own } from "../../core/offline.js";
import { learnNames } from "../picker.js";
import { on, store } from "../../core/store.js";
import { readUnits } from "../../core/units.js";
import { readUrl, writeUrl } from "../../core/url.js";
import { t } from "../../core/words.js";

/** @typedef {import("./form.js").State} State */

/** What the tool starts with: as the theatre says, else the first facility and the first area. */
const begin = () => ({
  origins: [theatre().starts.origins ?? facilities()[0]?.ref ?? ""], target: theatre().starts.target ?? layersOf("areas")[0] ?? "",
  radius: theatre().starts.radius ?? 500,
});
const PAUSE_MS = 220;
const LIMITS = vocabulary.limits;
const REFERENCE = /^[a-z0-9_]+(?:\/[a-z0-9._-]+)?$/;
const REFERENCES = /(-?[\d.]+,-?[\d.]+|[a-z_]+(?:\/[a-z0-9._-]+)?)/g;

/** @type {State} */
const state = { origins: [], target: "", radius: 0, system: null };
/** The origins before a system was chosen here: they come back when it is left. @type {string[] | null} */
let before = null;
/** Whether the reader or the address chose something: only then may the map move. */
let moved = false;
let shown = "";
/** @type {any[] | null} the table of systems, read when first wanted */
let systems = null;

export function openCoverage() {
  const threshold = h("div", { class: "threshold-box", "aria-live": "polite" });
  const answer = h("div", { class: "answer-box", "aria-live": "polite" });
  const detail = h("div", {});
  const researchers = h("details", { class: "researchers", hidden: Boolean(own.ask) }, h("summary", {}, t("coverage.researchers")), detail);
  const run = makeRunner(answer);
  let timer = 0;

  const form = makeForm({
    // A copy without a server knows one origin at a time.
    add: (ref) => set({ origins: [...new Set([...(own.ask ? [] : state.origins), ref])].slice(0, MOST_ORIGINS), system: null }),
    remove: (ref) => set({ origins: state.origins.filter((one) => one !== ref), system: null }),
    take: set,
    slide,
    choose: chooseMode,
    pair: takePair,
  });
  byId("coverage")?.replaceChildren(answer, threshold, makeChange(form.where, form.reach), researchers);
  researchers.addEventListener("toggle", () => researchers.open && request());
  on("tab", (name) => name === "coverage" && restore(true));
  on("url", () => !byId("pane-coverage")?.hidden && restore());

  /** @param {Partial<State>} changes */
  function set(changes) {
    Object.assign(state, changes);
    moved = true;
    write({ push: true });
    show();
  }

  /** The ring follows the slider at once; its figure comes when the slider rests. @param {number} radius */
  function slide(radius) {
    state.radius = radius;
    drawChosen(state.origins, radius);
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      write({ push: false });
      request();
    }, PAUSE_MS);
  }

  /** @param {string} mode */
  async function chooseMode(mode) {
    if (mode === "distance") return set({ system: null, origins: before ?? state.origins });
    before = state.origins;
    await run(fillPairs);
    if (systems) takePair(form.pairs.value);
    else form.show(state);
  }

  /** @param {string} value SYSTEM@PLACE */
  function takePair(value) {
    const [system, place] = value.split("@");
    set({ system, origins: [place] });
  }

  async function fillPairs() {
    if (systems) return;
    const found = /** @type {any[]} */ ((await ask("/systems", {})).systems);
    await learnNames(listBasings(found).map((one) => one.place)).catch(() => {});
    systems = found;
    form.fill(found);
  }

  /** @param {boolean} [written] whether what is drawn goes into the address, as a link shares it */
  function restore(written = false) {
    read();
    if (written) write({ push: false });
    show();
  }

  async function show() {
    if (state.system) await run(fillPairs);
    // What went wrong is told where the answer would be.
    if (state.system && !systems) return form.show(state);
    if (!systems?.some((/** @type {any} */ one) => one.id === state.system)) state.system = null;
    await learnNames([...state.origins, state.target]).catch(() => {});
    form.show(state);
    if (!state.system && isOpen()) drawChosen(state.origins, state.radius);
    request();
  }

  function request() {
    const question = makeQuestion(researchers.open);
    return run(async (signal) => {
      const found = await ask("/coverage", question, signal).catch((error) => {
        if (signal.aborted) throw error;
        threshold.replaceChildren();
        // A ring without what it assumes beside it says too much.
        if (isOpen()) clearDrawing();
        throw error;
      });
      if (isOpen()) {
        drawAnswer(found);
        if (moved) keepInView(boundsOfAnswer(found));
      }
      moved = false;
      showThreshold(threshold, found.coverage, (radius) => set({ radius, system: null }));
      showAnswer(answer, found, question);
      if (researchers.open) showDetail(detail, found.coverage);
    });
  }
}

/** What the server is asked. @param {boolean} full */
function makeQuestion(full) {
  const { origins, target, radius, system } = state;
  const whole = origins.some((ref) => !ref.includes("/") && !ref.includes(","));
  return { where: whole ? readUrl().get("where") : null, origins: origins.join(","), target, radius_km: system ? null : radius, system, detail: full ? "full" : null, units: readUnits() === "km" ? null : readUnits() };
}

/** An answer can come when its tab was left: then it draws nothing. */
const isOpen = () => store.figure === "coverage";

/** @param {{ push: boolean }} options */
function write(options) {
  const { origins, target, radius, system } = state;
  writeUrl({ origins: origins.join(","), target, radius_km: system ? null : radius, system }, options);
}

/** Take the state from the address; what it does not hold starts as ever. */
function read() {
  const given = readUrl();
  const radius = Number(given.get("radius_km"));
  const target = given.get("target") ?? "";
  const start = begin();
  const open = store.open && roleOf(store.open) === "facilities" ? [store.open] : start.origins;
  state.origins = given.get("origins")?.match(REFERENCES) ?? open;
  state.target = REFERENCE.test(target) ? target : start.target;
  state.radius = radius >= LIMITS.least_radius_km && radius <= LIMITS.most_radius_km ? radius : start.radius;
  state.system = given.get("system");
  const chosen = JSON.stringify(state);
  moved = chosen !== shown && !isAimed();
  shown = chosen;
}
