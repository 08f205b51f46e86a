/** The notes of the facilities' table, as a card says them: pure functions, no page. */

const LOCAL_AREA = /^(?:About )?[\d,.]+ (?:thousand )?m2\.$/;
const RUNWAYS = /^(Two|Three|Four) runways(?: of [\d,]+ m)?\.$/;
const COUNTS = { Two: 2, Three: 3, Four: 4 };
const THOUSANDS = /([\d,]+) thousand m2/g;

/** @param {string} note */
const split = (note) => note.split(/(?<=\.)\s+/);

/** How many runways a note counts, 0 where it says nothing of it. @param {string} note */
export function readRunways(note) {
  const [, word] = split(note).map((one) => RUNWAYS.exec(one)).find(Boolean) ?? [];
  return word ? COUNTS[/** @type {keyof typeof COUNTS} */ (word)] : 0;
}

/**
 * A note without what stands above it already, the area and the runways, and with units as they are read.
 * @param {string} note @param {Record<string, any>} properties
 */
export function plainNote(note, { area_km2, runway_m }) {
  const told = split(note).filter((one) => !(area_km2 !== null && LOCAL_AREA.test(one)) && !(runway_m && RUNWAYS.test(one)));
  return told.join(" ")
    .replace(THOUSANDS, (_, digits) => `${Number(digits.replace(/,/g, "")) / 1000} km²`)
    .replace(/\b(k?m)2\b/g, "$1²");
}
