/** What can be searched: facilities, towns and prefectures with facilities, places, islands. */
import { features, isDrawn, whenSettled } from "./store.js";
import { own } from "./own.js";
import { lang, otherLang, pick, t } from "./words.js";

/**
 * @typedef {{ ref: string, name: string, other: string | null, kind: string, keys: string[], weight: number, filter?: [string, string], point?: [number, number], islands?: string }} Entry
 */

const MOST = 8;
const EAST_SEA = ["east sea", "東海", "donghae", "동해"];
const CHAINS = ["ryukyu-islands", "southwest-islands"];
const SEAS = ["east_china_sea", "taiwan_strait"];

/** @type {Promise<Entry[]> | null} */
let index = null;

/** Without case, accents, hyphens: ryukyu finds Ryūkyū. @param {string} text */
export const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[-‐‑'’.・\s]+/g, " ").trim();

/** Whether a query asks for a name that two seas have. @param {string} query */
export const isEastSea = (query) => EAST_SEA.includes(fold(query));

/**
 * The best entries for a query: whole names, then beginnings, then words, then parts.
 * @param {Entry[]} entries @param {string} query @param {{ points?: boolean }} [options] only what has a position
 */
export function search(entries, query, { points = false } = {}) {
  const wanted = fold(query);
  if (!wanted) return [];
  const found = [];
  for (const entry of entries) {
    if (points && !(entry.point || SEAS.includes(entry.ref) || entry.ref === "japan_archipelago")) continue;
    const rank = Math.min(...entry.keys.map((key) => rankKey(key, wanted)));
    if (rank < Infinity) found.push({ entry, rank });
  }
  found.sort((a, b) => a.rank - b.rank || a.entry.weight - b.entry.weight || a.entry.name.length - b.entry.name.length);
  return found.slice(0, MOST).map((one) => one.entry);
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
  const answer = await fetch(document.body.dataset.places ?? "/layers/places.geojson");
  if (!answer.ok) throw new Error(`places: ${answer.status}`);
  return (await answer.json()).features;
}

async function makeIndex() {
  const places = await readPlaces();
  await Promise.all(["us_bases", "japan_archipelago"].map(whenSettled));
  return [...listFacilities(), ...listSeas(), ...listPlaces(places), ...listChains(places), ...listTowns(places), ...listIslands()];
}

/** @param {Record<string, any>} row @param {string[]} further */
const keysOf = (row, further) => [row.name_en, row.name_ja, ...further].filter(Boolean).map(fold);

function listFacilities() {
  return features("us_bases").filter(isDrawn).map(({ id, properties, geometry }) => ({
    ref: `us_bases/${id}`, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t("search.facility"),
    keys: keysOf(properties, [...properties.aliases, properties.icao ?? ""]), weight: 0, point: geometry.coordinates,
  }));
}

function listSeas() {
  return SEAS.flatMap((layer) => features(layer).map(({ properties }) => ({
    ref: layer, name: pick(properties, "name") ?? layer, other: pick(properties, "name", otherLang()), kind: t("search.sea"),
    keys: keysOf(properties, properties.aliases ?? []), weight: 1,
  })));
}

/** @param {any[]} places */
function listPlaces(places) {
  return places.filter((one) => one.geometry && !one.properties.same_as).map(({ id, properties, geometry }) => ({
    ref: `places/${id}`, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t("search.place"),
    keys: keysOf(properties, properties.aliases ?? []), weight: 2, point: geometry.coordinates,
  }));
}

/** Island chains have no outline: they stand for the islands of Okinawa that the map has. @param {any[]} places */
function listChains(places) {
  return places.filter((one) => CHAINS.includes(one.id)).map(({ id, properties }) => ({
    ref: `places/${id}`, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t("search.place"),
    keys: keysOf(properties, properties.aliases ?? []), weight: 1, islands: "Okinawa",
  }));
}

/** Towns and prefectures: choosing one shows what lies in it. @param {any[]} places */
function listTowns(places) {
  const named = new Map(places.map((one) => [fold(one.properties.name_en.replace(/ (City|Town|Village|Prefecture)$/, "")), one.properties]));
  /** @type {Entry[]} */
  const entries = [];
  for (const property of ["municipalities", "prefectures"]) {
    const counts = new Map();
    for (const one of features("us_bases").filter(isDrawn)) for (const name of one.properties[property]) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [name, n] of counts) {
      const row = named.get(fold(name));
      const shown = (lang() === "ja" && row?.name_ja) || name;
      entries.push({ ref: `${property}:${name}`, name: t("search.within", { place: shown, n }), other: null, kind: "", keys: keysOf(row ?? {}, [name, ...(row?.aliases ?? [])]), weight: 3, filter: [property, name] });
    }
  }
  return entries;
}

function listIslands() {
  return features("japan_archipelago").filter((one) => one.geometry && one.properties.name_en).map(({ id, properties, geometry }) => ({
    ref: `japan_archipelago/${id}`, name: pick(properties, "name") ?? id, other: pick(properties, "name", otherLang()), kind: t("search.island"),
    keys: keysOf(properties, properties.other_names ?? []), weight: 4, point: firstPosition(geometry.coordinates),
  }));
}

/** @param {any} coordinates @returns {[number, number]} */
const firstPosition = (coordinates) => (typeof coordinates[0] === "number" ? coordinates : firstPosition(coordinates[0]));
