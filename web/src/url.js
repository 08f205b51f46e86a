/** The address holds what is open; Back and Forward work. */
import { root } from "./own.js";
import { fold } from "./longitudes.js";
import { readNames } from "./query.js";
import { store } from "./store.js";

/** A page opened from disk cannot rewrite its address: what it would hold is kept here. @type {URLSearchParams | null} */
let kept = null;

/**
 * Write parameters into the address; null takes one out, the others stay.
 * @param {Record<string, string | number | null>} changes
 * @param {{ push?: boolean }} [options]
 */
export function writeUrl(changes, { push = false } = {}) {
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
  if (target === location.pathname + location.search + location.hash) return;
  history[push ? "pushState" : "replaceState"](null, "", target);
}

/** Whether the page has an address that can hold something: a file or a notebook's frame has none. */
const hasAddress = () => location.protocol === "http:" || location.protocol === "https:";

/** What the address holds; without one, what the map was made with. */
export function readUrl() {
  if (hasAddress() || root() !== null) return kept ? new URLSearchParams(kept) : readNames(location.search);
  const { feature, claim, where } = store.settings ?? {};
  const given = Object.entries({ feature, claim, where }).filter(([, value]) => value);
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
