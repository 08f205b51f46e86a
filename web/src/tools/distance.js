/** Distance: two places, the geodesic between them, and every facility by its distance to the second. */
import { facilities, layersOf, roleOf, theatre } from "../core/theatre.js";
import { ask, copyButton, makeRunner, sentenceWithSource } from "../core/request.js";
import { addDrawing, clearDrawing } from "../map/overlay.js";
import { byId, h } from "../core/dom.js";
import { makeChange } from "./change.js";
import { boundsOf, isAimed, keepInView } from "../map/map.js";
import { unfold } from "../core/longitudes.js";
import { findPage, shareButton } from "./link.js";
import { learnNames, makePicker, nameEnds, nameOf } from "./picker.js";
import { at, own } from "../core/offline.js";
import { fetchPatiently } from "../core/patience.js";
import { emit, on, store } from "../core/store.js";
import { group, readUnits, UNITS } from "../core/units.js";
import { readUrl, writeUrl } from "../core/url.js";
import { lang, t } from "../core/words.js";

/** The column of each unit. */
const COLUMNS = { km: "distance_km", mi: "distance_mi", nmi: "distance_nmi" };
/** What the tool starts with: as the theatre says, else the first two facilities. */
const begin = () => ({ from: theatre().starts.from ?? facilities()[0]?.ref ?? "", to: theatre().starts.to ?? facilities()[1]?.ref ?? "" });

/** All layers of facilities, as one reference. */
const all = () => layersOf("facilities").join(",");

/** @type {{ from: string, to: string, units: "km" | "mi" | "nmi" }} */
const state = { from: "", to: "", units: "km" };
/** Whether the reader or the address chose other places: only then may the map move to them. */
let moved = false;
let shown = "";

export function openDistance() {
  const box = /** @type {HTMLElement} */ (byId("distance"));
  const answer = h("div", { class: "answer-box", "aria-live": "polite" });
  const table = h("div", { class: "answer-box" });
  const run = makeRunner(answer);
  const runTable = makeRunner(table);
  const from = makePicker({ label: t("distance.from"), choose: (ref) => set({ from: ref }) });
  const to = makePicker({ label: t("distance.to"), choose: (ref) => set({ to: ref }) });
  const swap = h("button", { type: "button", class: "button", onclick: () => set({ from: state.to, to: state.from }) }, `⇅ ${t("distance.swap")}`);
  const units = h("select", { "aria-label": t("tool.units"), onchange: () => set({ units: /** @type {any} */ (units.value) }) },
    ...Object.keys(COLUMNS).map((one) => h("option", { value: one }, t(`tool.units.${one}`))));
  box.replaceChildren(answer, makeChange(h("div", { class: "form" }, from.element, to.element, h("div", { class: "field-row" }, swap, units))), table);

  /** @param {Partial<typeof state>} changes */
  function set(changes) {
    Object.assign(state, changes);
    moved = true;
    write({ push: true });
    show();
  }

  /** @param {{ push: boolean }} options */
  const write = (options) => writeUrl({ from: state.from, to: state.to, units: state.units === "km" ? null : state.units }, options);

  async function show() {
    units.value = state.units;
    await learnNames([state.from, state.to]).catch(() => {});
    from.show(state.from);
    to.show(state.to);
    run(async (signal) => {
      const found = await ask("/distance", { from: state.from, to: state.to, units: state.units === "km" ? null : state.units }, signal).catch((error) => {
        // The line of another question would stand beside the reason why this one has no answer.
        if (!signal.aborted) clearDrawing();
        throw error;
      });
      showAnswer(answer, found);
    });
    if (layersOf("facilities").length) runTable(async (signal) => {
      // What cannot be measured is said once, above.
      const rows = await ask("/distances", { from: all(), to: state.to }, signal).catch(() => null);
      if (rows && !signal.aborted) showTable(table, rows);
      else if (!signal.aborted) table.replaceChildren();
    });
  }

  function read() {
    const given = readUrl();
    const open = store.open && roleOf(store.open) === "facilities" ? store.open : null;
    state.from = given.get("from") ?? open ?? begin().from;
    state.to = given.get("to") ?? begin().to;
    const chosen = `${given.get("from")} ${given.get("to")}`;
    moved = chosen !== shown && (given.has("from") || given.has("to")) && !isAimed();
    shown = chosen;
    state.units = readUnits();
  }

  on("tab", (name) => {
    if (name !== "distance") return;
    read();
    // What is drawn stands in the address, also what nobody chose: it is what a link shares.
    write({ push: false });
    show();
  });
  on("url", () => {
    if (byId("pane-distance")?.hidden) return;
    read();
    show();
  });
  on("measure-from", (ref) => set({ from: ref }));
}

/** @param {HTMLElement} box @param {any} answer */
function showAnswer(box, answer) {
  const { properties } = answer;
  // An answer can come when its tab was left.
  if (store.figure === "distance") drawLine(answer);
  box.replaceChildren(
    h("p", { class: "answer" }, properties.sentence[lang()]),
    h("p", { class: "figures" }, ...Object.keys(COLUMNS).map((unit) => h("span", { class: unit === state.units ? "chosen" : "" }, `${number(properties[COLUMNS[/** @type {"km"} */ (unit)]])} ${unit}`)),
      properties.azimuth_deg === null ? "" : h("span", {}, `${t("distance.azimuth")} ${Math.round(properties.azimuth_deg)}°`)),
    properties.uncertainty_km ? h("p", { class: "small" }, `${interval(properties)} ${state.units}`) : "",
    h("div", { class: "actions" }, .../** @type {("en" | "ja")[]} */ (theatre().languages).map((one) => copyButton(t(`copy.sentence_${one}`), () => sentenceWithSource(properties, one, "distance", findPage(one)))), shareButton()),
  );
}

/** @param {any} answer */
function drawLine(answer) {
  clearDrawing();
  addDrawing([answer], "measure-casing");
  addDrawing([answer], "measure", answer.properties.figure[lang()]);
  const spots = unfold(answer).flatMap((one) => one.geometry.coordinates).flat();
  nameEnds([state.from, state.to], [spots[0], spots[spots.length - 1]]);
  if (moved) keepInView(boundsOf(unfold(answer)));
  moved = false;
}

/** @param {HTMLElement} box @param {any} answer */
function showTable(box, answer) {
  const rows = answer.distances ?? answer.rows ?? answer;
  const column = COLUMNS[state.units];
  // Where the data know no kinds, all facilities are listed.
  const title = t(facilities().some((one) => "kinds" in one.properties) ? "distance.table" : "distance.table_all", { b: nameOf(state.to) });
  box.replaceChildren(
    h("h3", {}, title),
    h("div", { class: "table-scroll short", tabindex: "0", role: "region", "aria-label": title },
      h("table", { class: "compact" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("table.col.name")), h("th", { scope: "col", class: "number" }, state.units), h("th", { scope: "col", class: "number" }, t("distance.col_low_high")), h("th", { scope: "col", class: "number" }, t("distance.azimuth")))),
        h("tbody", {}, ...rows.map(makeRow.bind(null, column))))),
    h("div", { class: "actions" }, copyButton(t("distance.csv"), readCsv)),
  );
}

/** @param {string} column @param {any} row */
function makeRow(column, row) {
  return h("tr", {},
    h("th", { scope: "row" }, h("button", { type: "button", class: "link-button", onclick: () => emit("measure-from", row.from) }, nameOf(row.from))),
    h("td", { class: "number" }, number(row[column])),
    h("td", { class: "number" }, interval(row)),
    h("td", { class: "number" }, row.azimuth_deg === null ? "–" : `${Math.round(row.azimuth_deg)}°`));
}

/** What a distance can be, in the chosen unit. @param {{ low_km: number, high_km: number }} row */
function interval({ low_km, high_km }) {
  const [low, high] = [low_km, high_km].map((km) => km / UNITS[state.units][0]);
  // Rounded outward: what the positions allow is never told narrower than it is.
  const part = high < 100 ? 10 : 1;
  return low === high ? number(low) : `${group(Math.floor(low * part) / part)}–${group(Math.ceil(high * part) / part)}`;
}

async function readCsv() {
  if (own.ask) return own.ask("/distances", { from: all(), to: state.to, f: "csv" });
  const answer = await fetchPatiently(at(`/distances?${new URLSearchParams({ from: all(), to: state.to, f: "csv" })}`));
  return answer.text();
}

/** @param {number} value */
const number = (value) => group(value >= 100 ? Math.round(value) : Math.round(value * 10) / 10);
