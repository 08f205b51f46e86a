/**
 * What is seen from near is fetched when a reader comes near. It is handed what it needs of the rest:
 * a module that it shared with the first view would be a request more before that view.
 */
import { addNames, keepFree } from "./labels.js";
import { calm, h, s } from "../core/dom.js";
import { L } from "../map/leaflet.js";
import { metresPerPixel } from "../map/lengths.js";
import { exactly } from "../map/precise.js";
import vocabulary from "../core/vocabulary.js";
import { coasts, later } from "./layers.js";
import { load } from "./load.js";
import { passes } from "./filters.js";
import { drawPlain } from "./plain.js";
import { fetchPatiently } from "../core/patience.js";
import { emit, find, isDrawn, keepFeatures, onAny, store } from "../core/store.js";
import { at, own } from "../core/offline.js";
import { layerOf } from "../core/theatre.js";
import { lang, t } from "../core/words.js";

const KIT = {
  L, store, onAny, emit, find, layerOf, isDrawn, passes, load, later, coasts,
  addNames, keepFree, exactly, metresPerPixel, h, s, t, from: vocabulary.from_zoom,
  ask, calm, drawPlain, keepFeatures, lang,
};
/** @typedef {typeof KIT} Kit */

const NEAREST = Math.min(...Object.values(KIT.from));

/** @returns {Promise<Pick<typeof import("./near.js"), "start" | "count">>} */
const readNear = async () => own.near ?? import(NEAR);

/** @param {string} path @param {AbortSignal} signal @returns {Promise<any>} */
async function ask(path, signal) {
  const response = await fetchPatiently(at(path), { signal });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** @param {import("leaflet").Map} map */
export function approach(map) {
  const come = async () => {
    if (map.getZoom() < NEAREST) return;
    map.off("zoomend", come);
    // Without a network it is tried again at the next step.
    await readNear().then(({ start }) => start(KIT), () => map.on("zoomend", come));
  };
  map.on("zoomend", come);
  come();
  if (later.some(({ spec }) => spec.role === "cells")) readNear().then(({ count }) => count(KIT), () => {});
}
