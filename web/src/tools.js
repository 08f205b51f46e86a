/** Distance and coverage: the question goes to the server, the answer is drawn with its words. */
import { announce, byId, h } from "./dom.js";
import { L } from "./leaf.js";
import { drawShapes } from "./layers.js";
import { features, isDrawn, on, store } from "./store.js";
import { lang, pick, t } from "./words.js";

const PAUSE_MS = 250;

/** @type {import("leaflet").LayerGroup | null} */
let drawing = null;

export function makeTools() {
  on("data", (layer) => layer === "us_bases" && fillOrigins());
  on("tab", (name) => name !== "distance" && name !== "coverage" && drawing?.clearLayers());
  connect("distance", askDistance);
  connect("coverage", askCoverage);
  byId("coverage-radius")?.addEventListener("input", showRadius);
}

/** @param {string} name @param {(form: FormData) => Promise<void>} ask */
function connect(name, ask) {
  const form = /** @type {HTMLFormElement | null} */ (byId(`${name}-form`));
  if (!form) return;
  let timer = 0;
  const run = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => ask(new FormData(form)).catch(() => say(name, t("err.mapfail"))), PAUSE_MS);
  };
  form.addEventListener("input", run);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  on("tab", (tab) => tab === name && run());
}

function fillOrigins() {
  const options = features("us_bases").filter(isDrawn).map((one) => [`us_bases/${one.id}`, pick(one.properties, "name") ?? one.id]);
  options.sort((a, b) => a[1].localeCompare(b[1], lang()));
  for (const select of document.querySelectorAll("select[data-facilities]")) {
    const chosen = /** @type {HTMLElement} */ (select).dataset.facilities;
    select.prepend(...options.map(([value, name]) => h("option", { value, selected: value === chosen }, name)));
  }
}

/** @param {FormData} form */
async function askDistance(form) {
  const answer = await get("/distance", { from: form.get("from"), to: form.get("to") });
  const { sentence, distance_km, distance_mi, distance_nmi, azimuth_deg } = answer.properties;
  draw([answer], "measure");
  const figures = [`${number(distance_km)} km`, `${number(distance_mi)} mi`, `${number(distance_nmi)} nmi`, azimuth_deg === null ? null : `${Math.round(azimuth_deg)}°`];
  say("distance", sentence[lang()], figures.filter(Boolean).join(" · "), t("distance.ref"));
}

/** @param {FormData} form */
async function askCoverage(form) {
  const query = { origins: form.get("origins"), target: form.get("target"), radius_km: form.get("radius_km") };
  const answer = await get("/coverage", query);
  const { touch_km, cover_km, sentence } = answer.coverage;
  const name = (/** @type {string} */ id) => /** @type {HTMLSelectElement} */ (byId(id)).selectedOptions[0].text;
  const thresholds = t("coverage.threshold", { origin: name("coverage-origins"), target: name("coverage-target"), touch: number(touch_km), cover: number(cover_km) });
  draw(answer.features.filter((/** @type {any} */ one) => one.properties.role === "ring"), "ring");
  draw(answer.features.filter((/** @type {any} */ one) => one.properties.role === "covered"), "covered", false);
  say("coverage", thresholds, sentence[lang()], t("coverage.notmean"));
}

/** @param {string} path @param {Record<string, any>} query */
async function get(path, query) {
  const response = await fetch(`${path}?${new URLSearchParams(query)}`);
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail);
  return body;
}

/** @param {any[]} shapes @param {string} className @param {boolean} [fresh] */
function draw(shapes, className, fresh = true) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  drawing ??= L.layerGroup().addTo(map);
  if (fresh) drawing.clearLayers();
  drawShapes(drawing, shapes, "lines", className, false);
}

/** @param {string} name @param {...string} lines */
function say(name, ...lines) {
  byId(`${name}-answer`)?.replaceChildren(...lines.map((line, index) => h("p", { class: index ? "small" : "answer" }, line)));
  announce(lines[0]);
}

function showRadius() {
  const slider = /** @type {HTMLInputElement} */ (byId("coverage-radius"));
  const shown = byId("coverage-km");
  if (shown) shown.textContent = `${slider.value} km`;
}

/** @param {number} value */
function number(value) {
  const step = value >= 100 ? 10 : 1;
  return (Math.round(value / step) * step).toLocaleString("en");
}
