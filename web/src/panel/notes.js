/** The notes of the facilities' table, as a card says them: a pure function, no page. */

const LOCAL_AREA = /^[\d,.]+ thousand m2\.$/;
const THOUSANDS = /([\d,]+) thousand m2/g;

/**
 * A note without the area that stands above it already, and with units as they are read.
 * @param {string} note @param {number | null} area in km²
 */
export function plainNote(note, area) {
  const told = note.split(/(?<=\.)\s+/).filter((one) => area === null || !LOCAL_AREA.test(one));
  return told.join(" ")
    .replace(THOUSANDS, (_, digits) => `${Number(digits.replace(/,/g, "")) / 1000} km²`)
    .replace(/\b(k?m)2\b/g, "$1²");
}
