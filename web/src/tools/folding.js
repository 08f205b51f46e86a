/** Names as they are compared, whatever script and marks they are typed in. */
import { toRomaji } from "wanakana";

/** A sign of Chinese script. */
export const SIGN = /[\u3400-\u9fff]/;
const KANA = /[\u3040-\u30ff]/;
/** A kana that takes the small vowel after it: フィ is fi. */
const SMALL = /([か-ゔカ-ヴ])([ぁぃぅぇぉァィゥェォ])(ー?)/g;

/** A name stands in several lists: most of the time of the search goes into this. @type {Map<string, string>} */
const folded = new Map();

/** Without case, accents, width, hyphens; kana as letters as they are written on maps. @param {string} text */
export function fold(text) {
  const known = folded.get(text) ?? foldTwice(text)[0];
  folded.set(text, known);
  return known;
}

/** The same, with long vowels of kana as maps have them (o) and as they are typed (ou). @param {string} text @returns {string[]} */
export function foldTwice(text) {
  const even = text.normalize("NFKC").replace(/[ヶヵ]/g, (one) => (one === "ヶ" ? "ケ" : "カ"));
  if (!KANA.test(even)) return [plain(even)];
  const joined = even.replace(/・/g, " ").replace(SMALL, (_, one, small, long) => toRomaji(one).slice(0, -1) + toRomaji(small) + (long && toRomaji(small)));
  const letters = toRomaji(joined).replace(/n'/g, "n");
  return [plain(letters.replace(/([aeiou])\1/g, "$1").replace(/ou/g, "o")), plain(letters)];
}

/** @param {string} text */
const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[-‐‑'’.,、・\s]+/g, " ").trim();

/** Without spaces: f35 finds F-35. @param {string} text folded */
export const squeeze = (text) => text.replace(/ /g, "");
