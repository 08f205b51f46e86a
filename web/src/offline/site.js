/**
 * The one plain script of maps that are files: a page of `geoposture export`, which has no
 * server to ask and whose address no server reads, or the map as a single file.
 */
import { layersOf, theatre } from "../core/theatre.js";
import vocabulary from "../core/vocabulary.js";
import "../main.js";
import { addDrawing } from "../map/overlay.js";
import { boundsOfAnswer, drawAnswer } from "../tools/coverage/rings.js";
import { h } from "../core/dom.js";
import { answer } from "./answers.js";
import { unfold } from "../core/longitudes.js";
import { boundsOf, isAimed, keepInView, makeMap } from "../map/map.js";
import * as near from "../layers/near.js";
import { own, root } from "../core/offline.js";
import { tellCorrections } from "../embed/pinned.js";
import { writeQuery } from "../tools/link.js";
import { store, whenSettled } from "../core/store.js";
import { readUnits } from "../core/units.js";
import { readTool, readUrl } from "../core/url.js";
import { lang } from "../core/words.js";

const THEMES = ["light", "dark"];
const STEP_KM = 50;

/** @type {Promise<import("./answers.js").Data & { tools: Record<string, string> }> | null} */
let data = null;

const { geoposture } = /** @type {any} */ (window);
const { start } = geoposture;

geoposture.start = (/** @type {any} */ map, /** @type {any} */ options) => {
  start(map, options);
  if (root() === null || document.body.dataset.mode !== "embed") return;
  tellCorrections().catch(() => {});
  hideLayers();
  drawAsked().catch(() => {});
};
own.near = near;
if (root() !== null && !goToArticle()) wake();

/** An article has pages of its own: an address that names another than this page's goes there. */
function goToArticle() {
  const given = readUrl();
  const wanted = given.get("article");
  if (!wanted || wanted === document.body.dataset.article) return false;
  const choice = [...document.querySelectorAll("option[data-href]")].find((one) => one.getAttribute("value") === wanted);
  if (!choice) return void showUnknown(wanted);
  given.delete("article");
  given.delete("lang");
  const page = new URL(choice.getAttribute("data-href") ?? "", location.href);
  page.search = given.toString();
  location.replace(page.href);
  return true;
}

/** No article of the copy has this id: the page tells none, and says so. @param {string} wanted */
function showUnknown(wanted) {
  document.documentElement.dataset.state = "unknown-article";
  const { unknown = "" } = document.body.dataset;
  for (const one of document.querySelectorAll("#pane-story .stop, #pane-story > .fine, #first [data-claim]")) one.remove();
  document.querySelector("#first, main")?.prepend(h("p", { class: "note", role: "alert" }, unknown.replace("{id}", wanted)));
}

function wake() {
  Object.assign(own, { ask, towns: async () => (document.body.dataset.towns ? load("towns") : null), words: async () => (await readData()).tools, places: async () => (await readData()).places, addresses: findAddresses, step: STEP_KM });
  const theme = readUrl().get("theme") ?? "";
  if (THEMES.includes(theme)) document.documentElement.dataset.theme = theme;
  geoposture.map = (/** @type {string} */ id, /** @type {import("../core/store.js").Settings} */ settings) => makeMap(id, { ...settings, ...readSettings() });
}

/** An embed has no switches: it shows the layers that its address names. */
function hideLayers() {
  const shown = readUrl().get("layers")?.split(",");
  if (!shown) return;
  for (const [name, group] of store.groups) {
    const layer = theatre().parts[name] ?? name;
    if (theatre().layers[layer]?.switch && !shown.includes(layer)) group.remove();
  }
}

/** What a server would have written into the script. @returns {Partial<import("../core/store.js").Settings>} */
function readSettings() {
  const given = readUrl();
  const numbers = (/** @type {string} */ name, /** @type {number} */ count) => {
    const found = (given.get(name) ?? "").split(",").map(Number);
    return found.length === count && found.every(Number.isFinite) && given.get(name) ? found : null;
  };
  const [lat, lon, zoom] = numbers("view", 3) ?? [];
  const box = numbers("bbox", 4);
  const { latitude, longitude } = vocabulary.limits;
  const isView = Math.abs(lat) <= latitude && Math.abs(lon) <= longitude && zoom >= 0;
  return {
    ...(box && box[1] <= box[3] ? { bounds: [[box[1], box[0]], [box[3], box[2] < box[0] ? box[2] + 360 : box[2]]], fixed: true } : {}),
    view: isView ? [lat, lon, zoom] : null,
    feature: given.get("feature"), claim: Number(given.get("claim")) || null, where: given.get("where"),
  };
}

/** The data of the tools come as a script: a page opened from disk may not fetch. */
function readData() {
  data ??= load("tools");
  data.catch(() => (data = null));
  return data;
}

/** What a script of the copy hands over. @param {"tools" | "towns"} name @returns {Promise<any>} */
function load(name) {
  return new Promise((done, fail) => {
    const script = h("script", { src: document.body.dataset[name], onerror: () => fail(new TypeError(name)) });
    geoposture[name] = done;
    document.head.append(script);
  });
}

/** @param {string} path @param {Record<string, any>} query @returns {Promise<any>} */
async function ask(path, query) {
  const [found] = await Promise.all([readData(), ...layersOf("facilities").map(whenSettled)]);
  return answer(found, path, query, findHere());
}

/** The address of what is asked: the public one where the copy knows it. */
function findHere() {
  const { base } = document.body.dataset;
  const query = writeQuery(readUrl());
  return `${base ? `${base}/${lang() === "en" ? "" : `${lang()}/`}` : location.origin === "null" || location.protocol === "file:" ? "index.html" : location.origin + location.pathname}${query ? `?${query}` : ""}`;
}

/**
 * Addresses within the copy: pinned ones lie in the folder of their version.
 * @param {Record<string, string>} given @param {URLSearchParams} query @returns {import("../core/offline.js").Addresses}
 */
function findAddresses(given, query) {
  const { base: known, version, pdf } = document.body.dataset;
  const base = known || new URL(root() || ".", location.href).href.replace(/\/$/, "");
  const article = query.get("article");
  for (const name of ["lang", "article"]) query.delete(name);
  const text = query.size ? `?${writeQuery(query)}` : "";
  const part = `${given.lang === "en" ? "" : `${given.lang}/`}${article ? `articles/${article}/` : ""}`;
  const embed = `${given.version === "pinned" && version ? `v/${version}/` : ""}${part}embed/`;
  const page = `${base}/${part}${text}`;
  // A copy has pictures of the whole map, which an article takes for nothing else.
  const file = (/** @type {string} */ form) => `${root()}${part}map.${form}`;
  const picture = (/** @type {string} */ form) => (text ? null : `${base}/${part}map.${form}`);
  return {
    path: `${root()}${embed}index.html${text}`, address: `${base}/${embed}${text}`, page, base,
    pictures: { png: picture("png"), svg: picture("svg") },
    files: { png: file("png"), svg: file("svg"), pdf: pdf === undefined ? null : file("pdf") },
  };
}

/** An embed that was asked for a distance or a coverage draws it, its sentence beside it. */
async function drawAsked() {
  const given = Object.fromEntries(readUrl());
  const { from, to, origins, target = theatre().starts.target, radius_km, system } = given;
  const [tool, units] = [readTool(), readUnits()];
  if (tool === "distance" && from && to) {
    const found = await ask("/distance", { from, to, units });
    addDrawing([found], "measure", found.properties.figure[lang()]);
    if (!isAimed()) keepInView(boundsOf(unfold(found)));
    say([found.properties.sentence[lang()]]);
  }
  if (tool === "coverage" && origins && (radius_km || system)) {
    const found = await ask("/coverage", { origins, target, radius_km, system, units });
    drawAnswer(found);
    if (!isAimed()) keepInView(boundsOfAnswer(found));
    say([found.coverage.sentence[lang()]]);
  }
}

/** @param {string[]} said */
const say = (said) => document.querySelector(".lines")?.prepend(...said.map((one) => h("p", { class: "say" }, one)));
