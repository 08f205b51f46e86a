/** Coverage: from which distance a circle touches a sea and holds all of it; then how much of it. */
import { ask, copyButton, makeRunner, sentenceWithSource } from "./ask.js";
import { addDrawing, clearDrawing } from "./canvas.js";
import { byId, h } from "./dom.js";
import { keepInView } from "./map.js";
import { learnNames, makePicker, nameOf, locate } from "./picker.js";
import { own } from "./own.js";
import { traceRing } from "./rings.js";
import { on, store } from "./store.js";
import { readUrl, writeUrl } from "./url.js";
import { has, lang, pick, t } from "./words.js";

const START = { origins: ["us_bases/kadena-ab"], target: "taiwan_strait", radius: 800 };
const SEAS = ["taiwan_strait", "east_china_sea"];
const LIMITS = { least: 50, most: 3000 };
const PAUSE_MS = 220;
const isLayer = (/** @type {string} */ ref) => /^[a-z_]+$/.test(ref);
const MOST_ORIGINS = 6;
const UNSURE = ["announced", "planned"];

/** @type {{ origins: string[], target: string, radius: number, system: string | null }} */
const state = { ...START, system: null };

/** @type {any[] | null} the table of systems, read when first wanted */
let systems = null;

export function openCoverage() {
  const box = /** @type {HTMLElement} */ (byId("coverage"));
  const threshold = h("div", { class: "threshold-box", "aria-live": "polite" });
  const answer = h("div", { class: "answer-box", "aria-live": "polite" });
  const detail = h("div", {});
  const run = makeRunner(answer);
  const chosen = h("ul", { class: "plain origin-list" });
  const adder = makePicker({ label: t("coverage.add"), clear: true, choose: (ref) => set({ origins: [...new Set([...(own.ask ? [] : state.origins), ref])].slice(0, MOST_ORIGINS), system: null }) });
  const target = h("select", { onchange: () => set({ target: target.value }) }, ...SEAS.map((one) => h("option", { value: one }, t(`layer.${one}`))));
  const modes = ["distance", "system"].map((mode) => h("input", { type: "radio", name: "mode", value: mode, id: `mode-${mode}`, onchange: () => chooseMode(mode) }));
  const slider = h("input", { type: "range", min: LIMITS.least, max: LIMITS.most, step: own.step, id: "coverage-radius", "aria-label": t("coverage.radius") });
  const shown = h("output", { for: slider.id });
  const pairs = h("select", { "aria-label": t("coverage.mode_system"), onchange: () => takePair(pairs.value) });
  const refused = h("ul", { class: "plain small" });
  const sliderRow = h("div", { class: "field" }, h("p", { class: "row-line" }, h("span", {}, t("coverage.radius")), shown), slider);
  const pairRow = h("div", { class: "field" }, pairs, h("details", {}, h("summary", {}, t("coverage.refused")), refused));
  const researchers = h("details", { class: "researchers", hidden: Boolean(own.ask) }, h("summary", {}, t("coverage.researchers")), detail);
  let timer = 0;
  let moved = !readUrl().has("view");
  /** The origins before a system was chosen: they come back when it is left. */
  let before = state.origins;

  box.replaceChildren(
    h("div", { class: "form" },
      h("div", { class: "field" }, h("span", { class: "label-line" }, t("coverage.origin")), chosen), adder.element,
      h("label", {}, t("coverage.target"), target)),
    threshold,
    h("div", { class: "form" },
      h("div", { class: "segmented", role: "radiogroup", "aria-label": t("coverage.radius") }, ...modes.flatMap((one) => [one, h("label", { for: one.id }, t(`coverage.mode_${one.value}`))])),
      sliderRow, pairRow),
    answer, researchers);

  slider.addEventListener("input", () => {
    state.radius = Number(slider.value);
    shown.textContent = `${state.radius.toLocaleString("en")} km`;
    drawRings();
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      write(false);
      request();
    }, PAUSE_MS);
  });
  researchers.addEventListener("toggle", () => researchers.open && request());

  /** @param {Partial<typeof state>} changes */
  function set(changes) {
    Object.assign(state, changes);
    moved = true;
    write(true);
    show();
  }

  /** @param {boolean} push */
  function write(push) {
    writeUrl({ origins: state.origins.join(","), target: state.target, radius_km: state.system ? null : state.radius, system: state.system }, { push });
  }

  /** @param {string} mode */
  async function chooseMode(mode) {
    if (mode === "distance") return set({ system: null, origins: before });
    before = state.origins;
    await fillPairs();
    takePair(pairs.value);
  }

  /** @param {string} value SYSTEM@PLACE */
  function takePair(value) {
    const [system, place] = value.split("@");
    set({ system, origins: [place] });
  }

  async function fillPairs() {
    if (systems) return;
    systems = (await ask("/systems", {})).systems;
    const rows = /** @type {any[]} */ (systems);
    const basings = rows.filter((one) => one.ring).flatMap((one) => one.basing.map((/** @type {any} */ row) => ({ ...row, name: pick(one, "name") })));
    await learnNames(basings.map((one) => one.place)).catch(() => {});
    pairs.replaceChildren(...basings.map((one) => h("option", { value: `${one.system}@${one.place}` }, t("coverage.pair", { system: one.name, place: nameOf(one.place), status: t(`basing.${one.status}`) }))));
    refused.replaceChildren(...rows.filter((one) => !one.ring && one.refusal).map((one) => h("li", {}, explain(one))));
  }

  async function show() {
    if (state.system) await fillPairs();
    if (!systems?.some((/** @type {any} */ one) => one.id === state.system)) state.system = null;
    await learnNames(state.origins).catch(() => {});
    chosen.replaceChildren(...state.origins.map((ref) => h("li", {}, nameOf(ref), state.origins.length > 1 && h("button", { type: "button", class: "icon-button", "aria-label": t("coverage.remove", { name: nameOf(ref) }), onclick: () => set({ origins: state.origins.filter((one) => one !== ref), system: null }) }, "×"))));
    target.value = state.target;
    for (const one of modes) one.checked = (one.value === "system") === Boolean(state.system);
    sliderRow.hidden = Boolean(state.system);
    pairRow.hidden = !state.system;
    if (state.system) pairs.value = `${state.system}@${state.origins[0]}`;
    slider.value = String(state.radius);
    shown.textContent = `${state.radius.toLocaleString("en")} km`;
    if (!state.system) drawRings();
    request();
  }

  function request() {
    const question = { where: state.origins.some(isLayer) ? readUrl().get("where") : null, origins: state.origins.join(","), target: state.target, radius_km: state.system ? null : state.radius, system: state.system, detail: researchers.open ? "full" : null };
    return run(async (signal) => {
      const found = await ask("/coverage", question, signal).catch((error) => {
        if (!signal.aborted) threshold.replaceChildren();
        throw error;
      });
      const drawn = drawAnswer(found);
      if (moved) keepInView(drawn.getBounds());
      moved = false;
      showThreshold(threshold, found.coverage, (radius) => set({ radius, system: null }));
      showAnswer(answer, found, question);
      if (researchers.open) showDetail(detail, found.coverage);
    });
  }

  /** The ring follows the slider; its figure comes from the server. */
  function drawRings() {
    clearDrawing();
    drawCircles(state.origins, state.radius, "ring");
  }

  function read() {
    const given = readUrl();
    const radius = Number(given.get("radius_km"));
    state.origins = given.get("origins")?.match(/(-?[\d.]+,-?[\d.]+|[a-z_]+(?:\/[a-z0-9._-]+)?)/g)?.slice(0, MOST_ORIGINS) ?? (store.open?.startsWith("us_bases/") ? [store.open] : START.origins);
    state.target = SEAS.includes(given.get("target") ?? "") ? /** @type {string} */ (given.get("target")) : START.target;
    state.radius = radius > 0 && radius <= 19900 ? radius : START.radius;
    state.system = given.get("system");
  }

  on("tab", (name) => {
    if (name !== "coverage") return;
    read();
    show();
  });
  on("url", () => {
    if (byId("pane-coverage")?.hidden) return;
    read();
    show();
  });
}

/** @param {any} answer */
function drawAnswer(answer) {
  const shapes = (/** @type {string} */ role) => answer.features.filter((/** @type {any} */ one) => one.properties.role === role);
  clearDrawing();
  addDrawing(shapes("covered"), "covered");
  const far = answer.coverage.radius_high_km;
  if (far > answer.coverage.radius_km) drawCircles(answer.coverage.origins, far, "ring far");
  const rings = shapes("ring");
  if (rings.length > MOST_ORIGINS) return addDrawing(shapes("union"), "ring union");
  return addDrawing(rings, `ring ${edgeOf(answer.coverage)}`);
}

/** How sure a ring is: what if dotted, announced or planned dashed, based solid. @param {any} coverage */
function edgeOf({ whatif, basing }) {
  if (whatif) return "whatif";
  return basing?.some((/** @type {any} */ row) => UNSURE.includes(row.status)) ? "announced" : "";
}

/** @param {string[]} origins @param {number} km @param {string} className */
function drawCircles(origins, km, className) {
  const spots = origins.map(locate).filter((one) => one !== null);
  addDrawing(spots.map((spot) => ({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: traceRing(/** @type {any} */ (spot), km) } })), className);
}

/** The question that needs no range: where a circle touches the sea, and where it holds all of it. @param {HTMLElement} box @param {any} coverage @param {(radius: number) => void} take */
function showThreshold(box, coverage, take) {
  const [touch, cover] = [coverage.touch_km, coverage.cover_km].map((km) => (km < 100 ? Math.round(km) : Math.round(km / 10) * 10).toLocaleString("en"));
  const preset = (/** @type {string} */ key, /** @type {number} */ km) => h("button", { type: "button", class: "button", onclick: () => take(Math.ceil(km / 10) * 10) }, t(key));
  const origin = state.origins.map(nameOf).join(lang() === "ja" ? "、" : ", ");
  box.replaceChildren(
    h("p", { class: "thresholds", "aria-hidden": "true" }, coverage.touch_km < 1 ? `${cover} km` : `${touch} km → ${cover} km`),
    h("p", {}, t(coverage.touch_km < 1 ? "coverage.threshold_inside" : "coverage.threshold", { origin, target: t(`layer.${coverage.target}`), touch, cover })),
    coverage.assumption ? "" : h("div", { class: "actions" }, coverage.touch_km >= 1 && preset("coverage.touch_button", coverage.touch_km), preset("coverage.cover_button", coverage.cover_km)),
  );
}

/** @param {HTMLElement} box @param {any} answer @param {Record<string, any>} question */
function showAnswer(box, answer, question) {
  const { coverage } = answer;
  const number = (/** @type {number} */ value) => Math.round(value).toLocaleString("en");
  box.replaceChildren(
    ...share(coverage.sentence[lang()], coverage).map((text, number) => h("p", { class: number ? "" : "answer" }, text)),
    h("p", { class: coverage.assumption ? "note assumption" : "small" }, coverage.assumption?.[lang()] ?? t("coverage.chosen", { r: coverage.radius_km.toLocaleString("en") })),
    h("p", { class: "small" }, t("coverage.denominator", { a: number(coverage.covered_km2), b: number(coverage.target_km2) })),
    h("div", { class: "actions" },
      copyButton(t("copy.sentence_en"), () => sentenceWithSource(coverage, "en", "coverage")), copyButton(t("copy.sentence_ja"), () => sentenceWithSource(coverage, "ja", "coverage")),
      h("a", { class: "button", href: fileOf(answer, question), download: "coverage.geojson" }, t("coverage.download"))),
  );
}

/** Where the answer can be had as a file. @param {any} answer @param {Record<string, any>} question */
function fileOf(answer, question) {
  if (own.ask) return URL.createObjectURL(new Blob([JSON.stringify(answer)], { type: "application/geo+json" }));
  return `/coverage?${new URLSearchParams(Object.entries(question).filter(([, value]) => value))}`;
}

/** The sentences of the share; the assumption stands in lines of its own. @param {string} text @param {any} coverage */
function share(text, { assumption, radius_km }) {
  const basis = assumption?.[lang()] ?? t("coverage.chosen", { r: radius_km.toLocaleString("en") });
  const [told] = text.split(basis);
  return told.match(/.*?(?:。|\.(?=\s|$))/g)?.map((one) => one.trim()) ?? [text];
}

/** @param {HTMLElement} box @param {any} coverage */
function showDetail(box, coverage) {
  const percent = (/** @type {number} */ share) => `${Math.round(share * 100)}%`;
  box.replaceChildren(
    h("table", { class: "compact" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("coverage.depth_head")), h("th", { scope: "col", class: "number" }, t("coverage.share_head")))),
      h("tbody", {}, ...coverage.depth.map((/** @type {any} */ one) => h("tr", {}, h("th", { scope: "row" }, t("coverage.depth_row", { n: one.count })), h("td", { class: "number" }, percent(one.share)))))),
    h("ul", { class: "plain small" }, ...coverage.contributions.map((/** @type {any} */ one) => h("li", {}, t("coverage.only_here", { origin: nameOf(one.origin), p: Math.round(one.only_share * 100) })))),
  );
}

/** @param {any} system */
function explain(system) {
  const name = pick(system, "name") ?? system.id;
  const words = has(system.refusal) ? t(system.refusal, { system: name, km: system.range_km ?? "–" }) : system.refusal;
  const reason = words.replace(/^[^:：]{3,12}[:：]\s*/, "");
  if (reason.includes(name)) return reason;
  return lang() === "ja" ? `${name}：${reason}` : `${name}: ${reason}`;
}
