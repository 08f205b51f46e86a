/** A length to the fewest digits that leave it inside of its interval: `write_within` of `geoposture/language/sentences.py`. */
import { group } from "../core/units.js";
import vocabulary from "../core/vocabulary.js";

/** Decimals that a length has at most: metres. */
const FINEST = 3;

/** As a sentence prints it: to 10, below 100 to 1. @param {number} value */
export const roundCoarse = (value) => {
  const step = stepOf(value);
  return Math.floor(value / step + 0.5) * step;
};

/** @param {number} value */
export const stepOf = (value) => (value >= vocabulary.coarse_from_km ? 10 : 1);

/** @param {number} value in any unit @param {number} spread what it can be off to either side @returns {string} */
export function writeWithin(value, spread) {
  const whole = roundCoarse(value);
  if (!spread || Math.abs(whole - value) <= spread) return group(whole);
  const told = (/** @type {number} */ decimals) => Math.floor(value * 10 ** decimals + 0.5) / 10 ** decimals;
  let decimals = 0;
  while (decimals < FINEST && Math.abs(told(decimals) - value) > spread) decimals += 1;
  const [ones, part] = told(decimals).toFixed(decimals).split(".");
  return [group(Number(ones)), part].filter(Boolean).join(".");
}
