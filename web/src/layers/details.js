/** The rest of a facility, which comes with the whole layer when the first card wants it. */
import { layerOf } from "../core/theatre.js";
import { load } from "./load.js";
import { features } from "../core/store.js";
import { readToolWords } from "../core/words.js";

/** @type {import("./load.js").Spec[]} the layers that came with less than all */
const specs = [];
/** @type {Promise<void> | null} */
let whole = null;

/** @param {import("./load.js").Spec} given */
export const setDetails = (given) => void (given.detail_url && specs.push(given));

/** Whether a feature has all that is known of it. @param {import("../core/store.js").Feature} feature */
export const isWhole = (feature) => !specs.some((one) => one.id === layerOf(feature.ref)) || filled.has(layerOf(feature.ref));

/** Read the whole layer, and the words of what facilities are for; once. */
export function readDetails() {
  whole ??= Promise.all([readToolWords(), ...specs.map(async (spec) => fill(spec.id, await load({ ...spec, url: spec.detail_url })))]).then(() => {});
  whole.catch(() => (whole = null));
  return whole;
}

/** @type {Set<string>} */
const filled = new Set();

/** @param {string} layer @param {import("../core/store.js").Feature[]} all */
function fill(layer, all) {
  const known = new Map(features(layer).map((one) => [one.id, one]));
  for (const { id, properties } of all) Object.assign(known.get(id)?.properties ?? {}, properties);
  filled.add(layer);
}
