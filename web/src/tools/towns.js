/** What the search finds beside the features of layers: the theatre's towns and systems, fetched when somebody searches. */
import { h } from "../core/dom.js";
import { own } from "../core/offline.js";
import { fetchPatiently } from "../core/patience.js";
import { ask } from "../core/request.js";
import { lang, otherLang, pick, t } from "../core/words.js";
import { SIGN, fold, foldTwice, squeeze } from "./folding.js";

/**
 * @typedef {import("./finder.js").Entry} Entry
 * @typedef {{ languages: string[], kinds: string[][], areas: string[][], sources: string[][], towns: any[][] }} Table as `geoposture/views/towns.py` packs it
 */

/** A town stands after all that has a mark; a system, which has no place, after the towns. */
const TOWN_WEIGHT = 5;
const SYSTEM_WEIGHT = 7;
const STEP = 100;

/** The towns of the theatre; none where it has no table of them. @returns {Promise<Entry[]>} */
export async function readTowns() {
  if (own.towns) return listInSteps(await own.towns());
  const { towns } = document.body.dataset;
  if (!towns) return [];
  const answer = await fetchPatiently(towns);
  if (!answer.ok) throw new Error(`towns: ${answer.status}`);
  return listInSteps(await answer.json());
}

/** A few at a time: a slow phone answers between. @param {Table | null} table */
async function listInSteps(table) {
  /** @type {Entry[]} */
  const made = [];
  for (let from = 0; table && from < table.towns.length; from += STEP) {
    made.push(...listTowns(table, from, from + STEP));
    await new Promise((done) => setTimeout(done));
  }
  return made;
}

/** @param {Table} table @param {number} [from] @param {number} [to] @returns {Entry[]} */
export function listTowns(table, from = 0, to = table.towns.length) {
  /** @type {Map<string, string[]>} */
  const shared = new Map();
  return table.towns.slice(from, to).map((row, number) => makeTown(table, row, from + number, shared));
}

/** @param {Table} table @param {any[]} row @param {number} number @param {Map<string, string[]>} shared what towns are and lie in @returns {Entry} */
function makeTown({ languages, kinds, areas, sources }, row, number, shared) {
  const names = row.slice(0, languages.length);
  const [reading, kind, area, source, same, lon, lat, km] = row.slice(languages.length);
  const say = (/** @type {string[]} */ texts, language = lang()) => texts[Math.max(0, languages.indexOf(language))] ?? "";
  const point = lon === undefined ? undefined : /** @type {[number, number]} */ ([lon, lat]);
  const both = `${kind} ${area}`;
  if (!shared.has(both)) shared.set(both, [...kinds[kind], ...areas[area]].flatMap(listForms));
  const said = [say(kinds[kind]), say(areas[area])].filter(Boolean);
  return {
    ref: point ? `${lon},${lat}` : `town:${number}`, name: say(names), other: languages.includes(otherLang()) ? say(names, otherLang()) : null,
    kind: said.length > 1 ? t("search.town", { kind: said[0], area: said[1] }) : said.join(""),
    keys: [...new Set([...names, reading ?? ""].filter(Boolean).flatMap(listKeys))], weight: TOWN_WEIGHT, point, nowhere: !point,
    loose: { same, sources: sources[source], reading, km }, within: shared.get(both),
  };
}

/** What a town is or lies in as it may be typed beside its name, in Chinese script without its last sign too. @param {string} text */
const listForms = (text) => (SIGN.test(text) && text.length > 2 ? [fold(text), fold(text.slice(0, -1))] : [fold(text)]);

/** A name as it may be typed: a reading with its long vowels in one letter and in two. @param {string} name */
function listKeys(name) {
  const forms = foldTwice(name);
  return [...forms, squeeze(forms[0])];
}

/** What a town's card says of it: how it is read, how sure its point is. @param {Entry} entry @returns {HTMLElement[]} */
export function tellTown({ kind, point, loose }) {
  return [
    h("p", {}, loose?.reading ? `${kind} · ${loose.reading}` : kind),
    h("p", { class: point ? "small" : "note" }, point ? t("search.town_point", { km: loose?.km ?? "–" }) : t("search.town_nowhere")),
  ];
}

/** The systems of the theatre. @returns {Promise<Entry[]>} */
export async function readSystems() {
  return (await ask("/systems", {})).systems.map(makeSystem);
}

/** @param {any} row @returns {Entry} */
function makeSystem(row) {
  const named = [row.name_en, row.name_ja, ...(row.aliases ?? [])].filter(Boolean).map((one) => fold(one));
  return {
    ref: `system:${row.id}`, name: pick(row, "name") ?? row.id, other: pick(row, "name", otherLang()), kind: t("search.system"),
    keys: [...new Set([...named, ...named.map(squeeze)])], weight: SYSTEM_WEIGHT, nowhere: true, loose: { basing: row.basing, sources: [] },
  };
}
