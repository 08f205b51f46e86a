/** The address holds what is open; Back and Forward work. */
import vocabulary from "./vocabulary.js";
import { root } from "./offline.js";
import { fold } from "./longitudes.js";
import { readNames } from "./query.js";
import { store } from "./store.js";

/** What the tabs are called in an address. */
export const TABS = vocabulary.tools;

/** A page opened from disk cannot rewrite its address: what it would hold is kept here. @type {URLSearchParams | null} */
let kept = null;

/**
 * Write parameters into the address; null takes one out, the others stay.
 * @param {Record<string, string | number | null>} changes
 * @param {{ push?: boolean, tab?: string | null }} [options] `tab` is open over what the address shows
 */
export function writeUrl(changes, { push = false, tab = push ? null : readState() } = {}) {
  if (!hasAddress() && root() === null) return;
  const url = new URL(location.href);
  url.search = String(readUrl());
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, String(value));
  }
  if (!hasAddress()) {
    kept = url.searchParams;
    return keepInLinks(kept);
  }
  const text = url.search.replace(/%2C/g, ",").replace(/%2F/g, "/").replace(/%3A/g, ":");
  const target = url.pathname + text + url.hash;
  keepInLinks(url.searchParams);
  if (target === location.pathname + location.search + location.hash && tab === readState()) return;
  history[push ? "pushState" : "replaceState"](tab ? { tab } : null, "", target);
}

/** The tab that lies over what the address shows: Share, which shows what was there. @returns {string | null} */
const readState = () => history.state?.tab ?? null;

/**
 * The tool of an address: ends of a distance and origins of rings name theirs. The rule of
 * `imply_tool` in `geoposture/model.py`.
 */
export function readTool(given = readUrl()) {
  const tool = TABS.find((one) => one === given.get("tool")) ?? null;
  if (tool && tool !== "share") return tool;
  if (given.get("from") && given.get("to")) return "distance";
  if (given.get("origins")) return "coverage";
  return given.get("from") || given.get("to") ? "distance" : tool;
}

/** The tab that is open: Share lies over another, and is no part of a link to it. */
export const readTab = () => readState() ?? readTool() ?? "story";

/** Whether the page has an address that can hold something: a file or a notebook's frame has none. */
const hasAddress = () => location.protocol === "http:" || location.protocol === "https:";

/** What the address holds; without one, what the map was made with. */
export function readUrl() {
  if (hasAddress() || root() !== null) return kept ? new URLSearchParams(kept) : readNames(location.search);
  const { feature, claim, where, units } = store.settings ?? {};
  const given = Object.entries({ feature, claim, where, units }).filter(([, value]) => value);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
}

/** The point of the article that the address names. */
export function readClaim() {
  const claim = Number(readUrl().get("claim"));
  return Number.isInteger(claim) && claim > 0 ? claim : null;
}

/** Keep the view in the address, without a step in the history. */
export function writeView() {
  const map = store.map;
  if (!map) return;
  const { lat, lng } = map.getCenter();
  writeUrl({ view: [lat.toFixed(3), fold(lng).toFixed(3), map.getZoom().toFixed(2)].join(",") });
}

/** The link to the other language carries the view along. @param {URLSearchParams} given */
function keepInLinks(given) {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.switch-lang"));
  if (!link) return;
  const target = new URL(link.href);
  const lang = target.searchParams.get("lang") ?? "en";
  target.search = given.toString();
  if (root() === null) target.searchParams.set("lang", lang);
  link.href = root() === null ? target.pathname + target.search : target.href;
}
