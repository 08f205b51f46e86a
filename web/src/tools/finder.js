/** What can be searched: facilities, towns and prefectures with facilities, places, islands. */
import { facilities, islands, layersOf, theatre } from "../core/theatre.js";
import { toRomaji } from "wanakana";

import { isChain } from "../layers/groups.js";
import { features, isDrawn, valuesOf, whenSettled } from "../core/store.js";
import { own } from "../core/offline.js";
import { lang, otherLang, pick, t } from "../core/words.js";

/**
 * @typedef {{ ref: string, name: string, other: string | null, kind: string, keys: string[], weight: number, filter?: [string, string], point?: [number, number], chain?: boolean, area?: boolean, coast?: boolean, nowhere?: boolean }} Entry
 */

const MOST = 8;
/** A facility comes before a town whose name it holds: yokosuka is the base first. */
const AHEAD = -2.5;

/** @type {Promise<Entry[]> | null} */
let index = null;

/** Without case, accents, width, hyphens; kana as letters: ryukyu finds Ryūkyū, かでな finds Kadena. @param {string} text */
export const fold = (text) => spell(text.normalize("NFKC")).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[-‐‑'’.・\s]+/g, " ").trim();

/** Kana as they are spelt on maps, without long vowels: とうきょう is tokyo. @param {string} text */
const spell = (text) => (/[\u3040-\u30ff]/.test(text) ? toRomaji(text).replace(/([aeiou])\1/g, "$1").replace(/ou/g, "o") : text);

/** What a query can mean where several places have its name. @template {{ names: string[] }} One @param {One[]} ambiguous @param {string} query */
export const findAmbiguous = (ambiguous, query) => ambiguous.find(({ names }) => names.map(fold).includes(fold(query)));

/**
 * The best entries for a query: whole names, then beginnings, then words, then parts.
 * @param {Entry[]} entries @param {string} query @param {{ points?: boolean }} [options] only what has a position
 */
export function search(entries, query, { points = false } = {}) {
  const wanted = fold(query);
  if (!wanted) return [];
  const found = [];
  for (const entry of entries) {
    if (points && !(entry.point || entry.coast || entry.area)) continue;
    const rank = Math.min(...entry.keys.map((key) => rankKey(key, wanted))) + (entry.weight ? 0 : AHEAD);
    if (rank < Infinity) found.push({ entry, rank });
  }
  found.sort((a, b) => a.rank - b.rank || a.entry.weight - b.entry.weight || a.entry.name.length - b.entry.name.length);
  return dropTwins(found.map((one) => one.entry)).slice(0, MOST);
}

/** An island that is a place too is offered once. @param {Entry[]} entries */
function dropTwins(entries) {
  const seen = new Set();
  return entries.filter(({ keys, filter }) => {
    const twin = !filter && keys[0] && seen.has(keys[0]);
    if (!filter) seen.add(keys[0]);
    return !twin;
  });
}

/** @param {string} key @param {string} wanted */
function rankKey(key, wanted) {
  if (key === wanted) return 0;
  if (key.startsWith(wanted)) return 1;
  if (key.includes(` ${wanted}`)) return 2;
  return key.includes(wanted) ? 3 : Infinity;
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
  const answer = await fetch(places);
  if (!answer.ok) throw new Error(`places: ${answer.status}`);
  const [layer] = layersOf("places");
  return (await answer.json()).features.map((/** @type {any} */ one) => ({ ...one, ref: `${layer}/${one.id}` }));
}

async function makeIndex() {
  const places = await readPlaces();
  await Promise.all([...layersOf("facilities"), ...layersOf("land"), ...layersOf("areas"), ...layersOf("other")].map(whenSettled));
  return [...listFacilities(), ...listSeas(), ...listPlaces(places), ...listChains(places), ...listTowns(places), ...listIslands(), ...listOthers()];
}

/** @param {Record<string, any>} row @param {string[]} further */
const keysOf = (row, further) => [row.name_en, row.name_ja, row.name, ...further].filter(Boolean).map(fold);

function listFacilities() {
  return facilities().filter(isDrawn).map(({ id, ref, properties, geometry }) => ({
    ref, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t("search.facility"),
    keys: keysOf(properties, [...(properties.aliases ?? []), properties.icao ?? ""]), weight: 0, point: firstPosition(geometry.coordinates),
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
  return places.filter((one) => !one.properties.same_as && !isChain(one.ref)).map(({ id, ref, properties, geometry }) => {
    const coast = coasts.includes(id);
    return {
      ref, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t(coast ? "search.coast" : "search.place"),
      keys: keysOf(properties, properties.aliases ?? []), weight: geometry || coast ? 2 : 6, point: geometry ? firstPosition(geometry.coordinates) : undefined, coast, nowhere: !geometry && !coast,
    };
  });
}

/** Island chains have no outline: they stand for the islands that the map has of them. @param {any[]} places */
function listChains(places) {
  return places.filter((one) => isChain(one.ref)).map(({ id, ref, properties }) => ({
    ref, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t("search.place"),
    keys: keysOf(properties, properties.aliases ?? []), weight: 1, chain: true,
  }));
}

/** Towns and prefectures: choosing one shows what lies in it. @param {any[]} places */
function listTowns(places) {
  const named = new Map(places.filter((one) => one.properties.name_en).map((one) => [fold(one.properties.name_en.replace(/ (City|Town|Village|Prefecture)$/, "")), one.properties]));
  /** @type {Entry[]} */
  const entries = [];
  for (const property of ["municipalities", "prefectures"]) {
    const counts = new Map();
    for (const one of facilities().filter(isDrawn)) for (const name of valuesOf(one, property)) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [name, n] of counts) {
      const row = named.get(fold(name));
      const shown = (lang() === "ja" && row?.name_ja) || name;
      entries.push({ ref: `${property}:${name}`, name: t(n === 1 ? "search.within_one" : "search.within", { place: shown, n }), other: null, kind: "", keys: keysOf(row ?? {}, [name, ...(row?.aliases ?? [])]), weight: 3, filter: [property, name] });
    }
  }
  return entries;
}

function listIslands() {
  return islands().filter((one) => one.geometry && pick(one.properties, "name")).map(({ id, ref, properties, geometry }) => ({
    ref, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t("search.island"),
    keys: keysOf(properties, properties.other_names ?? []), weight: 4, point: firstPosition(geometry.coordinates),
  }));
}

/** The features of layers that the theatre says nothing of. */
function listOthers() {
  return layersOf("other").flatMap((layer) => features(layer).filter((one) => one.geometry).map(({ id, ref, properties, geometry }) => ({
    ref, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: theatre().layers[layer].title,
    keys: keysOf(properties, []), weight: 2, point: firstPosition(geometry.coordinates),
  })));
}

/** @param {any} coordinates @returns {[number, number]} */
const firstPosition = (coordinates) => (typeof coordinates[0] === "number" ? coordinates : firstPosition(coordinates[0]));
