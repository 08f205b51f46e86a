/** The features of a layer: from its own data, or from where it lies. */
import { fetchPatiently } from "../core/patience.js";
import { unpack } from "./delta.js";

/** @typedef {{ id: string, role: string, title: string, url?: string, detail_url?: string, data?: any, visible: boolean }} Spec */

const GONE = 410;
/** A map without its marks is none: a line that is lost for some seconds does not take them. */
const PAUSES_MS = [500, 2000];
let renewing = false;

/** The page is older than the data that are still held: the current one is fetched, once. */
function renew() {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  // Several files may be gone at once: a second reload would ask for the page once more.
  if (renewing || visit?.type === "reload") return;
  renewing = true;
  location.reload();
}

/** Each feature with its reference, of the coarse coasts and of the full ones. @param {Spec} spec @returns {Promise<import("../core/store.js").Feature[]>} */
export async function load(spec) {
  const features = await read(spec);
  for (const one of features) one.ref = `${spec.id}/${one.id}`;
  return features;
}

/** @param {Spec} spec @returns {Promise<import("../core/store.js").Feature[]>} */
async function read(spec) {
  if (spec.data) return featuresOf(spec.data);
  const response = await fetchPatiently(/** @type {string} */ (spec.url), {}, PAUSES_MS);
  if (response.status === GONE) renew();
  if (!response.ok) throw new Error(`${spec.id}: ${response.status}`);
  return featuresOf(await response.json());
}

/** @param {any} body @returns {import("../core/store.js").Feature[]} */
const featuresOf = (body) => (body.per_degree ? unpack(body) : body.features);
