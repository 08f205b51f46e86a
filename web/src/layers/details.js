/** The rest of a facility, which comes with the whole layer when the first card wants it. */
import { load } from "./load.js";
import { features } from "../core/store.js";
import { readToolWords } from "../core/words.js";

/** @type {import("./load.js").Spec | null} */
let spec = null;
/** @type {Promise<void> | null} */
let whole = null;

/** @param {import("./load.js").Spec} given */
export const setDetails = (given) => void (spec = given);

/** Whether a feature has all that is known of it. @param {import("../core/store.js").Feature} feature */
export const isWhole = (feature) => "sources" in feature.properties;

/** Read the whole layer, and the words of what facilities are for; once. */
export function readDetails() {
  whole ??= Promise.all([spec?.detail_url ? load({ ...spec, url: spec.detail_url }) : [], readToolWords()]).then(([all]) => fill(all));
  whole.catch(() => (whole = null));
  return whole;
}

/** @param {import("../core/store.js").Feature[]} all */
function fill(all) {
  const known = new Map(features("us_bases").map((one) => [one.id, one]));
  for (const { id, properties } of all) Object.assign(known.get(id)?.properties ?? {}, properties);
}
