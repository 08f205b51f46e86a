/** Island chains, which have no outline of their own, as the islands that the map has of them. */
import { features } from "../core/store.js";
import { theatre } from "../core/theatre.js";

export const isChain = (/** @type {string} */ ref) => ref in theatre().groups;

/** @param {string} ref @returns {import("../core/store.js").Feature[]} */
export function islandsOf(ref) {
  const [layer, ...names] = theatre().groups[ref] ?? [];
  return layer ? features(layer).filter((one) => one.geometry && names.includes(one.properties.group)) : [];
}
