/** Lengths in the units of the address, in the words and the rounding of `geoposture/language/sentences.py`. */
import vocabulary from "./vocabulary.js";
import { readUrl } from "./url.js";
import { t } from "./words.js";

/** @typedef {"km" | "mi" | "nmi"} Unit */

/** Kilometres in a unit, and its word. @type {Record<Unit, [number, string]>} */
export const UNITS = /** @type {any} */ (Object.fromEntries(Object.entries(vocabulary.units).map(([name, { km, word }]) => [name, [km, word]])));
const COARSE_FROM = vocabulary.coarse_from_km;

/**
 * A number with its thousands apart. Not `toLocaleString`: it makes a formatter at each call.
 * @param {number} value @returns {string}
 */
export function group(value) {
  const [whole, ...part] = String(value).split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...part].join(".");
}

/** @returns {Unit} */
export function readUnits() {
  const unit = readUrl().get("units");
  return unit === "mi" || unit === "nmi" ? unit : "km";
}

/** As a sentence prints it: to 10, below 100 to 1. @param {number} value */
const round = (value) => (value >= COARSE_FROM ? Math.floor(value / 10 + 0.5) * 10 : Math.floor(value + 0.5));

/** @param {number} value @param {Unit} unit @param {(key: string, values?: Record<string, string>) => string} say */
const withUnit = (value, unit, say) => say("number.with_unit", { n: group(Math.round(value)), unit: say(UNITS[unit][1]) });

/** A rounded length. @param {number} km @param {Unit} [unit] @param {typeof t} [say] */
const sayShort = (km, unit = readUnits(), say = t) => withUnit(round(km / UNITS[unit][0]), unit, say);

/** A rounded length; in others than km with the km. @param {number} km @param {Unit} [unit] @param {typeof t} [say] */
export function sayLength(km, unit = readUnits(), say = t) {
  const length = sayShort(km, unit, say);
  return unit === "km" ? length : say("number.with_other", { length, other: sayShort(km, "km", say) });
}

/** Under ten units with one decimal: half a kilometre is not none. @param {number} value */
const asGiven = (value) => (value < 10 ? String(Math.floor(value * 10 + 0.5) / 10) : group(Math.floor(value + 0.5)));

/** A radius as it was given, to a whole unit; in others than km with the km. @param {number} km @param {Unit} [unit] @param {typeof t} [say] */
export function sayRadius(km, unit = readUnits(), say = t) {
  const length = say("number.with_unit", { n: asGiven(km / UNITS[unit][0]), unit: say(UNITS[unit][1]) });
  return unit === "km" ? length : say("number.with_other", { length, other: say("number.with_unit", { n: asGiven(km), unit: say(UNITS.km[1]) }) });
}
