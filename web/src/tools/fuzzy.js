/** What a query with a wrong letter may mean: the only module that knows MiniSearch, fetched when somebody searches. */
import MiniSearch from "minisearch";

import { SIGN } from "./folding.js";

/** @typedef {import("./finder.js").Entry} Entry */

/** From so many letters on one may be wrong, or two; of Chinese signs one among three. */
const ONE_WRONG = 4;
const TWO_WRONG = 7;
const AHEAD = 3;
const LESS = 0.1;
/** So many entries go into the index before the page may answer. */
const STEP = 100;

/** How many letters of a word may be wrong. @param {string} word */
export function countWrong(word) {
  // Another figure is another number.
  if (/\d/.test(word)) return 0;
  if (SIGN.test(word)) return 2 * word.length >= ONE_WRONG + 2 ? 1 : 0;
  return word.length >= TWO_WRONG ? 2 : word.length >= ONE_WRONG ? 1 : 0;
}

/** A word with two neighbours changed round, which is one slip of the fingers and two wrong letters. @param {string} word */
const listSwaps = (word) => [...word].slice(1).map((one, at) => word.slice(0, at) + one + word[at] + word.slice(at + 2));

/**
 * What one word may be: all that is near it, and where one letter may be wrong two that changed places.
 * @param {string} word @returns {import("minisearch").Query}
 */
const ask = (word) => ({ combineWith: "OR", queries: countWrong(word) === 1 ? [word, { queries: listSwaps(word), combineWith: "OR", fuzzy: false }] : [word] });

/** A name, and in Chinese script what is left without its last sign, which often says what a place is. @param {string} key */
const listForms = (key) => (SIGN.test(key) ? [key, key.slice(0, -1)] : [key]);

/**
 * A search over entries that forgives.
 * @param {Entry[]} entries @returns {Promise<(wanted: string) => Entry[]>} from a folded query to what it may mean, the nearest first
 */
export async function makeFuzzy(entries) {
  const index = new MiniSearch({ fields: ["keys", "within"], idField: "number", tokenize: (text) => text.split(/[\s,|]+/).filter(Boolean), processTerm: (word) => word });
  await index.addAllAsync(entries.map(({ keys, within = [] }, number) => ({ number, keys: keys.flatMap(listForms).join("|"), within: within.join("|") })), { chunkSize: STEP });
  return (wanted) => index.search({ combineWith: "AND", queries: wanted.split(" ").map(ask) }, {
    fuzzy: countWrong, prefix: (word) => word.length >= ONE_WRONG,
    boost: { within: LESS },
    boostDocument: (number) => (entries[number].weight ? 1 : AHEAD),
    // What a town lies in tells namesakes apart, and is no name of it.
    filter: ({ match }) => Object.values(match).some((fields) => fields.includes("keys")),
  }).map(({ id }) => entries[id]);
}
