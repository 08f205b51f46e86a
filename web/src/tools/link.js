/** Addresses of what is shown: the page that a person opens, the frame and the pictures that an article takes. */
import vocabulary from "../core/vocabulary.js";
import { h } from "../core/dom.js";
import { at, own, root } from "../core/offline.js";
import { fold } from "../core/longitudes.js";
import { isAsOpened, seenBounds } from "../map/map.js";
import { emit, store } from "../core/store.js";
import { readUrl } from "../core/url.js";
import { t } from "../core/words.js";
import { WIDTH } from "./snippets.js";

/** @typedef {import("../core/offline.js").Addresses} Addresses */

const LIMITS = vocabulary.limits;
const HALF = 180;
/** What is carried along as it is; layers are chosen in Share. */
const VIEW = vocabulary.view.shown.filter((name) => name !== "layers");
/** What a tool asks, for as long as its line or rings are drawn. @type {Record<string, string[]>} */
const FIGURES = vocabulary.view.figures;

/** @param {URLSearchParams} query */
export const writeQuery = (query) => query.toString().replace(/%2C/g, ",").replace(/%2F/g, "/").replace(/%3A/g, ":");

/** What is shown, as an address says it: the part of the world, and the line or rings that are drawn, no others. */
export function readShown() {
  const given = readUrl();
  const shown = new URLSearchParams();
  for (const name of [...VIEW, ...(FIGURES[store.figure ?? ""] ?? [])]) {
    const value = given.get(name);
    if (value) shown.set(name, value);
  }
  if (store.figure) shown.set("tool", store.figure);
  showPart(shown);
  // Which article the page opens with changes; the one that is read does not.
  const { article } = document.body.dataset;
  if (article && (store.claim || document.body.dataset.chosen !== undefined)) shown.set("article", article);
  return shown;
}

/**
 * A centre and a zoom show another part of the world in each frame; bounds are held by all of
 * them. What nobody has moved is left to them: they hold what they draw. @param {URLSearchParams} shown
 */
function showPart(shown) {
  if (isAsOpened()) return shown.delete("view");
  const bounds = seenBounds();
  const [west, east] = [bounds.getWest(), bounds.getEast()];
  // So wide a box over 180° is taken for one whose sides were swapped.
  if (east - west > HALF && fold(west) > fold(east)) return;
  const lats = [bounds.getSouth(), bounds.getNorth()].map((lat) => Math.max(-LIMITS.latitude, Math.min(LIMITS.latitude, lat)));
  shown.delete("view");
  shown.set("bbox", [fold(west), lats[0], fold(east), lats[1]].map((one) => String(Number(one.toFixed(3)))).join(","));
}

/** An answer is shared as it is seen. */
export const shareButton = () => h("button", { type: "button", class: "button", onclick: () => emit("wanted", "share") }, t("tool.share"));

/** A link to what is shown, its tabs and filters too. */
export function findLink() {
  const url = new URL(location.href);
  const shown = readShown();
  for (const [name, value] of readUrl()) {
    const figure = Object.values(FIGURES).flat().includes(name);
    if (!figure && name !== "view" && !(name === "tool" && (value === "share" || store.figure))) shown.set(name, value);
  }
  if (root() !== null) shown.delete("article");
  url.search = writeQuery(shown);
  return url.href;
}

/**
 * The page that shows an answer to who opens it, in the language of its sentence; null for a
 * copy on a disk, which nobody else can open.
 * @param {string} lang
 */
export function findPage(lang) {
  const units = readUrl().get("units");
  const query = new URLSearchParams({ lang });
  for (const [name, value] of readShown()) query.set(name, value);
  if (units) query.set("units", units);
  const { page } = (own.addresses ?? findAddresses)({ lang }, query);
  return page.startsWith("file:") ? null : page;
}

/** Where a service has them. @param {Record<string, string>} given @param {URLSearchParams} query @returns {Addresses} */
export function findAddresses(given, query) {
  const { base = "", version, pdf } = document.body.dataset;
  const text = writeQuery(query);
  const held = given.version === "pinned" ? `/v/${version}` : "";
  const path = `${held}/embed?${text}`;
  const picture = (/** @type {string} */ form, more = "") => `${held}/map.${form}?${text}&width=${WIDTH}${more}`;
  const [png, svg] = [picture("png", "&scale=2"), picture("svg")];
  const files = { png: at(png), svg: at(svg), pdf: pdf === undefined ? null : at(picture("pdf", "&print=1")) };
  return { path: at(path), address: base + path, page: `${base}/?${text}`, base, files, pictures: { png: base + png, svg: base + svg } };
}
