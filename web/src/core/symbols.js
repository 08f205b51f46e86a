/** The symbol of a facility: by branch, where its data know one. */
import vocabulary from "./vocabulary.js";

/** @typedef {import("./store.js").Feature} Feature */

/** The icon of each symbol, and the symbol of each branch. @type {Record<string, { branch: string | null, icon: string }>} */
export const SYMBOLS = vocabulary.symbols;
const CODES = Object.fromEntries(Object.entries(SYMBOLS).filter(([, one]) => one.branch).map(([code, one]) => [one.branch, code]));

/** The code of a facility's symbol: by branch, plain where the data know no branch. @param {{ properties: Record<string, any> }} feature */
export function branchOf({ properties }) {
  if (properties.branch === undefined) return "plain";
  return properties.branch === null ? "unknown" : (CODES[properties.branch] ?? "plain");
}
