/** What can be searched: facilities, towns and prefectures with facilities, places, islands. */
import { facilities, islands, layerOf, layersOf, titleOf } from "../core/theatre.js";

import { isChain } from "../layers/groups.js";
import { features, isDrawn, valuesOf, whenSettled } from "../core/store.js";
import { own } from "../core/offline.js";
import { fetchPatiently } from "../core/patience.js";
import { lang, otherLang, pick, t } from "../core/words.js";
import { inSlices } from "../core/pace.js";
import { SIGN, fold, squeeze } from "./folding.js";
import { makeFuzzy } from "./fuzzy.js";
import { readSystems, readTowns } from "./towns.js";

/**
 * @typedef {{ ref: string, name: string, other: string | null, kind: string, keys: string[], weight: number, filter?: [string, string], point?: [number, number], chain?: boolean, area?: boolean, coast?: boolean, nowhere?: boolean, names?: number, whole?: boolean, number?: string, within?: string[], loose?: Loose }} Entry
 * `names` is how many of the keys are its own names, `whole` what facilities lie in, `within` what may stand beside its name, `loose` what no layer holds
 * @typedef {{ same?: string | null, sources: string[], reading?: string | null, km?: number | null, basing?: any[] }} Loose
 */

const MOST = 8;
/** After those that have the name as it is typed, so many with a wrong letter follow at most. */
const MOST_NEAR = 3;
/** A facility comes before a town whose name it holds: it is what the map is about. */
const AHEAD = -2.5;
/** What many facilities lie in comes first where it is named: a prefecture, an island. */
const WHOLE = -3;
/** And so it does where only what it is follows: Prefecture, 島. */
const WHOLE_TAILED = -2;
/** Kinds of places that others lie in. */
const WIDE = ["prefecture", "province", "region", "state", "county"];

/** @type {Promise<Entry[]> | null} */
let index = null;

/**
 * What comes after the index and is not waited for: towns and systems, and the search that forgives.
 * @typedef {{ entries: Entry[] | null, forgive: ((wanted: string) => Entry[]) | null, done: Promise<void> | null, failed: boolean, query: string }} More
 * @type {More}
 */
const more = { entries: null, forgive: null, done: null, failed: false, query: "" };

/** What a query can mean where several places have its name. @template {{ names: string[] }} One @param {One[]} ambiguous @param {string} query */
export const findAmbiguous = (ambiguous, query) => ambiguous.find(({ names }) => names.map((one) => fold(one)).includes(fold(query)));

/**
 * The best entries for a query: whole names, then beginnings, then words, then parts.
 * @param {Entry[]} entries @param {string} query @param {{ points?: boolean }} [options] only what has a position
 */
export function search(entries, query, { points = false } = {}) {
  const wanted = fold(query);
  if (!wanted) return [];
  const found = [];
  /** Towns of one kind and area share the list of what they lie in. @type {Map<string[], string[]>} */
  const bare = new Map();
  const bareOf = (/** @type {string[]} */ within) => bare.get(within) ?? (bare.set(within, listBare(wanted, within)).get(within) ?? []);
  for (const entry of entries) {
    if (points && !isSomewhere(entry)) continue;
    const rank = rankEntry(entry, wanted, bareOf);
    if (rank < Infinity) found.push({ entry, rank });
  }
  found.sort((a, b) => a.rank - b.rank || a.entry.weight - b.entry.weight || a.entry.name.length - b.entry.name.length);
  return dropTwins(found.map((one) => one.entry)).slice(0, MOST);
}

/** @param {Entry} entry */
const isSomewhere = (entry) => Boolean(entry.point || entry.coast || entry.area);

/** @param {Entry} entry @param {string} wanted @param {(within: string[]) => string[]} bareOf */
function rankEntry({ keys, weight, names = keys.length, whole, within }, wanted, bareOf) {
  const rank = Math.min(rankKeys(keys, wanted), ...(within ? bareOf(within) : []).map((one) => rankKeys(keys, one)));
  if (rank === Infinity) return rank;
  if (whole) return rank === 0 ? WHOLE : rank === 1 && keys.some((key) => isTailed(key, wanted)) ? WHOLE_TAILED : rank;
  if (weight) return rank;
  // Of its other names only a whole one brings a facility forward: many hold a word of another place.
  const own = rankKeys(keys.slice(0, names), wanted);
  return rank === 0 || own < Infinity ? Math.min(rank, own) + AHEAD : rank;
}

/**
 * What is wanted without what a town is or lies in, before or after its name: its province, City, and in Chinese script without a gap.
 * @param {string} wanted @param {string[]} within @returns {string[]}
 */
function listBare(wanted, within) {
  const words = wanted.split(" ");
  const isContext = (/** @type {string[]} */ some) => some.every((word) => within.some((one) => one.startsWith(word)));
  const splits = words.slice(1).flatMap((_, at) => [[words.slice(0, at + 1), words.slice(at + 1)], [words.slice(at + 1), words.slice(0, at + 1)]]);
  const bare = splits.filter(([, rest]) => isContext(rest)).map(([name]) => name.join(" "));
  const glued = within.filter((one) => SIGN.test(one) && wanted.startsWith(one) && wanted.length > one.length + 1);
  // A reading may be typed with a gap before what the town is: -shi.
  return [...bare, ...glued.map((one) => wanted.slice(one.length)), ...(words.length > 1 ? [squeeze(wanted)] : [])];
}

/** The best of several. @param {string[]} keys @param {string} wanted */
function rankKeys(keys, wanted) {
  let best = Infinity;
  for (const key of keys) best = Math.min(best, rankKey(key, wanted));
  return best;
}

/** Whether a name goes on after what is wanted with a word, or in Chinese script with one sign. @param {string} key @param {string} wanted */
const isTailed = (key, wanted) => key.startsWith(`${wanted} `) || (SIGN.test(wanted) && key.startsWith(wanted) && key.length === wanted.length + 1);

/**
 * All that a query finds: what has the name first, what nearly has it after.
 * @param {string} query @param {{ points?: boolean }} [options]
 * @returns {Promise<{ entries: Entry[], more: More }>}
 */
export async function find(query, options = {}) {
  const first = await readIndex();
  // What did not come is asked for again when something else is typed, not when the answer is told.
  const asked = more.failed && query === more.query;
  more.query = query;
  if (!asked) readMore(first);
  const found = search(more.entries ?? first, query, options);
  const wanted = fold(query);
  // What is the whole name of a place has no wrong letter.
  const sure = found.some(({ keys, within }) => [wanted, ...(within ? listBare(wanted, within) : [])].some((one) => keys.includes(one)));
  const near = ((!sure && more.forgive?.(wanted)) || []).filter((one) => !found.includes(one) && (!options.points || isSomewhere(one)));
  const fitting = found.length ? near.slice(0, MOST_NEAR) : near;
  return { entries: dropTwins([...found, ...fitting]).slice(0, MOST), more };
}

/** Fetch all that is looked through: somebody is about to search. */
export async function prepare() {
  readMore(await readIndex());
}

/** Fetch what comes after the index; what did not come is asked for again with the next query. @param {Entry[]} first */
function readMore(first) {
  if (more.entries || more.done) return;
  const started = more.query;
  const loose = Promise.allSettled([readTowns(), readSystems()]);
  more.done = loose.then(async ([towns, systems]) => {
    const parts = [towns, systems].flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    const entries = join(first, parts);
    more.failed = [towns, systems].some((one) => one.status === "rejected");
    if (!more.failed) more.entries = entries;
    more.forgive = await makeFuzzy(entries);
    more.done = null;
    // Typed while what fails was on its way: that query asks too.
    if (more.failed && more.query !== started) readMore(first);
  });
}

/** Entries with towns and systems: a town that is a place of a layer lends it its names. @param {Entry[]} first @param {Entry[]} parts */
function join(first, parts) {
  const known = new Map(first.map((one) => [one.ref, one]));
  const own = parts.filter((one) => {
    const same = known.get(one.loose?.same ?? "");
    if (!same) return true;
    same.keys = [...new Set([...same.keys, ...one.keys])];
    same.within = one.within;
    // The table may know where it is, and the layer not.
    return same.nowhere && one.point;
  });
  return [...first, ...own];
}

/** An island that is a place too is offered once. @param {Entry[]} entries */
function dropTwins(entries) {
  const seen = new Set();
  return entries.filter(({ keys, filter, loose }) => {
    const twin = !filter && !loose && keys[0] && seen.has(keys[0]);
    if (!filter && !loose) seen.add(keys[0]);
    return !twin;
  });
}

/** @param {string} key @param {string} wanted */
function rankKey(key, wanted) {
  const at = key.indexOf(wanted);
  if (at < 0) return Infinity;
  if (at === 0) return key.length === wanted.length ? 0 : 1;
  return key.includes(` ${wanted}`) ? 2 : 3;
}

/** The index, made when it is first wanted: the places are fetched then. */
export function readIndex() {
  index ??= makeIndex().catch((error) => {
    index = null;
    throw error;
  });
  return index;
}

async function readPlaces() {
  if (own.places) return own.places();
  const { places } = document.body.dataset;
  if (!places) return [];
  const answer = await fetchPatiently(places);
  if (!answer.ok) throw new Error(`places: ${answer.status}`);
  const [layer] = layersOf("places");
  return (await answer.json()).features.map((/** @type {any} */ one) => ({ ...one, ref: `${layer}/${one.id}` }));
}

async function makeIndex() {
  const places = await readPlaces();
  await Promise.all([...layersOf("facilities"), ...layersOf("land"), ...layersOf("areas"), ...layersOf("other")].map(whenSettled));
  /** @type {Entry[]} */
  const entries = [];
  /** @type {((places: any[]) => Iterable<Entry>)[]} */
  const lists = [listFacilities, listSeas, listPlaces, listChains, listWithin, listIslands, listOthers];
  for (const list of lists) await inSlices(list(places), (one) => entries.push(one));
  return entries;
}

/** @param {Record<string, any>} row @param {string[]} further */
const keysOf = (row, further) => [...namesOf(row), ...further].filter(Boolean).map((one) => fold(one));

/** @param {Record<string, any>} row @returns {string[]} */
const namesOf = (row) => [row.name_en, row.name_ja, row.name].filter(Boolean);

/** A number as it stands, and by its figures alone. @param {string | null | undefined} number @returns {string[]} */
const listNumbers = (number) => (number ? [number, squeeze(number), number.replace(/\D/g, "")] : []);

/** Made one at a time, so that the page can answer between two. @template A, B @param {A[]} rows @param {(row: A) => B} make */
function* each(rows, make) {
  for (const one of rows) yield make(one);
}

function listFacilities() {
  return each(facilities().filter(isDrawn), ({ id, ref, properties, geometry }) => ({
    ref, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t("search.facility"),
    keys: keysOf(properties, [...(properties.aliases ?? []), properties.icao ?? "", ...listNumbers(properties.fac_no)]), weight: 0, point: firstPosition(geometry.coordinates),
    names: namesOf(properties).length, number: properties.fac_no,
  }));
}

function listSeas() {
  return layersOf("areas").flatMap((layer) => features(layer).map(({ properties, ref }) => ({
    ref: features(layer).length === 1 ? layer : ref, name: pick(properties, "name") ?? layer, other: pick(properties, "name", otherLang()), kind: t("search.sea"),
    keys: keysOf(properties, properties.aliases ?? []), weight: 1, area: true,
  })));
}

/** @param {any[]} places */
function listPlaces(places) {
  const coasts = (document.body.dataset.coasts ?? "").split(" ");
  return each(places.filter((one) => !one.properties.same_as && !isChain(one.ref)), ({ id, ref, properties, geometry }) => {
    const coast = coasts.includes(id);
    return {
      ref, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t(coast ? "search.coast" : "search.place"),
      keys: keysOf(properties, properties.aliases ?? []), weight: geometry || coast ? 2 : 6, whole: WIDE.includes(properties.kind), point: geometry ? firstPosition(geometry.coordinates) : undefined, coast, nowhere: !geometry && !coast,
    };
  });
}

/** Island chains have no outline: they stand for the islands that the map has of them. @param {any[]} places */
function listChains(places) {
  return places.filter((one) => isChain(one.ref)).map(({ id, ref, properties }) => ({
    ref, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t("search.place"),
    keys: keysOf(properties, properties.aliases ?? []), weight: 1, chain: true, whole: true,
  }));
}

/** Towns and prefectures: choosing one shows what lies in it. @param {any[]} places @returns {Generator<Entry>} */
function* listWithin(places) {
  for (const property of ["municipalities", "prefectures"]) {
    const counts = new Map();
    for (const one of facilities().filter(isDrawn)) for (const name of valuesOf(one, property)) counts.set(name, (counts.get(name) ?? 0) + 1);
    const rows = nameRows(places, property === "prefectures");
    for (const [name, n] of counts) {
      const row = rows.get(fold(name));
      const shown = (lang() === "ja" && row?.name_ja) || name;
      yield { ref: `${property}:${name}`, name: t(n === 1 ? "search.within_one" : "search.within", { place: shown, n }), other: null, kind: "", keys: keysOf(row ?? {}, [name, ...(row?.aliases ?? [])]), weight: 3, filter: [property, name], whole: property === "prefectures" };
    }
  }
}

const TAIL = / (City|Town|Village|Prefecture|Metropolis)$/;

/** The rows of towns or of prefectures by their names, whole ones first: a town that shares its name with the prefecture is not it. @param {any[]} places @param {boolean} wide @returns {Map<string, Record<string, any>>} */
export function nameRows(places, wide) {
  const rows = places.map((one) => one.properties).filter((row) => row.name_en && WIDE.includes(row.kind) === wide);
  const named = [...rows.map((row) => [row.name_en, row]), ...rows.map((row) => [row.name_en.replace(TAIL, ""), row])];
  // Of two with one name the first stands, so it is set last.
  return new Map(named.reverse().map(([name, row]) => [fold(name), row]));
}

function listIslands() {
  return each(islands().filter((one) => one.geometry && pick(one.properties, "name")), ({ id, ref, properties, geometry }) => ({
    ref, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t("search.island"),
    keys: keysOf(properties, properties.other_names ?? []), weight: 4, whole: true, point: firstPosition(geometry.coordinates),
  }));
}

/** The features of layers that the theatre says nothing of. */
function listOthers() {
  const placed = layersOf("other").flatMap((layer) => features(layer).filter((one) => one.geometry));
  return each(placed, ({ id, ref, properties, geometry }) => ({
    ref, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: titleOf(layerOf(ref)) ?? "",
    keys: keysOf(properties, []), weight: 2, point: firstPosition(geometry.coordinates),
  }));
}

/** @param {any} coordinates @returns {[number, number]} */
const firstPosition = (coordinates) => (typeof coordinates[0] === "number" ? coordinates : firstPosition(coordinates[0]));
