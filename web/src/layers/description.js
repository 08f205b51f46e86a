/** The view in words, for those who do not see it: the map's description, kept up to date. */
import { facilities, roleOf, theatre } from "../core/theatre.js";
import { announce, byId } from "../core/dom.js";
import { isFiltered, shownFacilities } from "./filters.js";
import { features, find, isDrawn, on, onAny, store } from "../core/store.js";
import { sayLength } from "../core/units.js";
import { lang, pick, t } from "../core/words.js";

const PAUSE_MS = 700;

/** @type {[string, number][]} facilities with their distance to the far target in km, nearest first */
let ranked = [];
let timer = 0;

/** @param {[string, number][]} nearest */
export function makeTwin(nearest) {
  ranked = nearest;
  byId("map_1")?.setAttribute("aria-describedby", "twin");
  store.map?.on("moveend", soon);
  onAny(["filter", "layers", "opened", "claim", "closed"], soon);
  on("data", (layer) => roleOf(layer) === "facilities" && soon());
}

function soon() {
  clearTimeout(timer);
  timer = window.setTimeout(tell, PAUSE_MS);
}

function tell() {
  // Before the facilities are there, the server's words are the right ones.
  if (!facilities().length) return;
  const twin = byId("twin");
  const text = describeView();
  if (!twin || twin.textContent === text) return;
  twin.textContent = text;
  announce(text);
}

export function describeView() {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const bounds = map.getBounds();
  const inside = shownFacilities().filter((one) => bounds.contains([one.geometry.coordinates[1], one.geometry.coordinates[0]]));
  const refs = new Set(inside.map((one) => one.ref));
  const best = ranked.find(([ref]) => refs.has(ref));
  const name = (/** @type {string} */ ref) => pick(find(ref)?.properties ?? {}, "name") ?? ref;
  const round = (/** @type {number} */ one) => String(Math.round(one));
  return [
    t("twin.view", { w: round(bounds.getWest()), e: round(bounds.getEast()), s: round(bounds.getSouth()), n: round(bounds.getNorth()), shown: inside.length, total: facilities().filter(isDrawn).length }),
    isFiltered() ? t("twin.filtered") : "",
    best ? t("twin.nearest", { a: name(best[0]), b: theatre().far ?? "", length: sayLength(best[1]) }) : "",
    claimText(),
    store.open ? t("twin.open", { name: store.openName ?? name(store.open) }) : "",
  ].filter(Boolean).join(lang() === "ja" ? "" : " ");
}

function claimText() {
  const text = store.claim ? byId(`claim-${store.claim}`)?.querySelector(".claim-text")?.textContent : "";
  return text ? t("twin.claim_only", { i: /** @type {number} */ (store.claim), text }) : "";
}
