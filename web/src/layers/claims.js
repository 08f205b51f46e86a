/** What articles say of places: that of the article that is told is there at once, the rest comes with the first card. */
import { load } from "./load.js";
import { features } from "../core/store.js";

/** @type {import("./load.js").Spec | null} */
let spec = null;
/** @type {Promise<import("../core/store.js").Feature[]> | null} */
let whole = null;

/** @param {import("./load.js").Spec} given */
export const setClaims = (given) => void (spec = given);

/** The annotations of all articles; those that are there where no file has more. */
export function readClaims() {
  const { id = "annotations", detail_url: url } = spec ?? {};
  if (!spec || !url) return Promise.resolve(features(id));
  whole ??= load({ ...spec, url, data: undefined });
  whole.catch(() => (whole = null));
  return whole;
}
