/**
 * Answers without a server: distances and rings by GeographicLib, coverage looked up among
 * those that `geoposture export` computed. The same shapes as the service's answers.
 */
import { find, isDrawn, isLarge } from "../core/store.js";
import { facilities, titleOf } from "../core/theatre.js";
import { measureWay, traceLine, traceRing } from "../core/geodesics.js";
import { group, sayRadius, UNITS } from "../core/units.js";
import { formatDate, lang, pick, t } from "../core/words.js";
import { roundCoarse, stepOf, writeWithin } from "./within.js";

/**
 * @typedef {{ ref: string, name: Record<string, string>, point: [number, number], uncertainty: number, grade: string | null, disputed?: boolean, status?: string | null, since?: string | null }} Spot
 * @typedef {{ touch_km: number, cover_km: number, uncertainty_km: number, rows: [number, number, number, number][] }} Preset
 * radius in km, covered area in 0.1 km², share 10 % shorter and longer in millionths
 * @typedef {{
 *   version: string, layers: Record<string, string>, method: { distance: string, coverage: string },
 *   words: Record<string, Record<string, string>>, places: any[], systems: any[],
 *   seas: Record<string, { name: Record<string, string>, km2: number }>, step_km: number,
 *   presets: Record<string, Record<string, Preset>>,
 *   pairs: any[],
 * }} Data
 */

const KM_PER_MILE = UNITS.mi[0];
const KM_PER_NAUTICAL_MILE = UNITS.nmi[0];
const POINT = /^(-?[\d.]+),(-?[\d.]+)$/;

/** @param {Data} data @param {string} path @param {Record<string, any>} query @param {string} here the address that asks the same */
export function answer(data, path, query, here) {
  if (path === "/systems") return { systems: data.systems };
  if (path === "/distance") return measureFeature(data, query, here);
  if (path === "/distances") return measureAll(data, query.to, query.f);
  if (path === "/coverage") return findCoverage(data, query, here);
  throw new Error(path);
}

/** @param {Data} data @param {string} ref @returns {Spot} */
export function locateSpot(data, ref) {
  const point = POINT.exec(ref);
  if (point) return pointSpot(Number(point[1]), Number(point[2]));
  const feature = data.places.find((one) => one.ref === ref) ?? find(ref);
  if (feature?.geometry?.type === "Point") return spotOf(ref, feature);
  if (feature?.properties.same_as) return locateSpot(data, feature.properties.same_as);
  const area = Boolean(feature) || titleOf(ref) !== null;
  throw new Error(t(area ? "distance.local_area" : "distance.local_unknown", { a: nameIn(feature, ref) }));
}

/** @param {any} feature @param {string} ref @returns {string} */
const nameIn = (feature, ref) => pick(feature?.properties ?? {}, "name") ?? titleOf(ref) ?? ref;

/** @param {string} ref @param {any} feature @returns {Spot} */
function spotOf(ref, { properties, geometry }) {
  const en = properties.name_en || properties.name || properties.name_ja || ref;
  const name = { en, ja: properties.name_ja || en };
  return { ref, name, point: geometry.coordinates, uncertainty: properties.uncertainty_km ?? 0, grade: properties.grade ?? null, disputed: Boolean(properties.disputed), status: properties.status ?? null, since: properties.status_date ?? null };
}

/** @param {number} lon @param {number} lat @returns {Spot} */
function pointSpot(lon, lat) {
  const [x, y] = [Math.abs(lon), Math.abs(lat)].map((one) => Number(one.toPrecision(6)));
  const en = `${y}° ${lat >= 0 ? "N" : "S"}, ${x}° ${lon >= 0 ? "E" : "W"}`;
  const ja = `${lat >= 0 ? "北緯" : "南緯"}${y}度、${lon >= 0 ? "東経" : "西経"}${x}度`;
  return { ref: `${lon},${lat}`, name: { en, ja }, point: [lon, lat], uncertainty: 0, grade: null };
}

/** @param {Spot} from @param {Spot} to */
function measureRow(from, to) {
  const { metres, azimuth } = measureWay(from.point, to.point);
  const km = metres / 1000;
  const spread = from.uncertainty + to.uncertainty;
  return {
    from: from.ref, to: to.ref, distance_km: six(km), distance_mi: six(km / KM_PER_MILE), distance_nmi: six(km / KM_PER_NAUTICAL_MILE),
    low_km: six(Math.max(0, km - spread)), high_km: six(km + spread),
    azimuth_deg: metres ? six(azimuth) % 360 : null, relation: metres ? "apart" : "inside",
  };
}

/** @param {Data} data @param {Record<string, any>} query @param {string} here */
function measureFeature(data, query, here) {
  const [from, to] = [query.from, query.to].map((ref) => locateSpot(data, ref));
  const units = query.units ?? "km";
  const row = measureRow(from, to);
  const { metres, back } = measureWay(from.point, to.point);
  return {
    type: "Feature",
    geometry: { type: "LineString", coordinates: traceLine(from.point, to.point) },
    properties: {
      ...row, distance_m: Math.round(metres * 1000) / 1000, back_azimuth_deg: metres ? six(back) % 360 : null,
      from_point: from.point, to_point: to.point, far_km: null, uncertainty_km: from.uncertainty + to.uncertainty,
      method: data.method.distance, figure: inBoth(data, (language) => labelDistance(row, units, sayIn(data, language))),
      sentence: inBoth(data, (language) => sayDistance(data, { ...row, units }, from, to, language)),
      inputs: { version: data.version, command: `geoposture distance ${from.ref} ${to.ref}`, url: here, layers: data.layers },
    },
  };
}

/** What stands for the whole layer of facilities, as in Python's `takes_part`, by its distance to a place. @param {Data} data @param {string} end @param {string} [form] */
function measureAll(data, end, form) {
  const to = locateSpot(data, end);
  const all = facilities().filter((one) => isDrawn(one) && one.geometry.type === "Point" && !one.properties.disputed);
  const rows = all.filter((one) => isLarge(one) || one.properties.kinds === undefined).map((one) => measureRow(spotOf(one.ref, one), to));
  rows.sort((a, b) => a.distance_km - b.distance_km || (a.from < b.from ? -1 : 1));
  return form === "csv" ? writeCsv(rows) : { distances: rows, method: data.method.distance };
}

/** @param {Record<string, any>[]} rows */
const writeCsv = (rows) => [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))].map((cells) => `${cells.map((one) => one ?? "").join(",")}\r\n`).join("");

/** @param {Data} data @param {Record<string, any>} query @param {string} here */
function findCoverage(data, { origins, target, radius_km: radius, system, ...more }, here) {
  const units = more.units ?? "km";
  const found = system ? findPair(data, origins, target, system) : findPreset(data, origins, target, Number(radius), units);
  const origin = system ? found.point : locateSpot(data, origins).point;
  const command = `geoposture coverage ${origins} --target ${target} ${system ? `--system ${system}` : `--radius-km ${radius}`}`;
  const coverage = { ...found, method: data.method.coverage, inputs: { version: data.version, command, url: here, layers: data.layers } };
  delete coverage.point;
  const ring = { type: "Polygon", coordinates: [traceRing(origin, coverage.radius_km)] };
  const properties = { role: "ring", origin: origins, radius_km: coverage.radius_km, assumption: coverage.assumption, whatif: false };
  return { type: "FeatureCollection", coverage, features: [{ type: "Feature", properties, geometry: ring }] };
}

/** @param {Data} data @param {string} origin @param {string} target @param {string} system @returns {any} */
function findPair(data, origin, target, system) {
  const pair = data.pairs.find((one) => one.system === system && one.origins[0] === origin && one.target === target);
  if (!pair) throw new Error(t("coverage.local_pair"));
  const { system: _, ...figures } = pair;
  return figures;
}

/** @param {Data} data @param {string} origin @param {string} target @param {number} radius @param {string} units @returns {any} */
function findPreset(data, origin, target, radius, units) {
  const preset = data.presets[origin]?.[target];
  if (!preset) throw new Error(t("coverage.local_origin", { list: listOrigins(data) }));
  const row = rowFor(data, preset, target, radius);
  if (!row) throw new Error(t("coverage.local_radius", { r: radius, step: data.step_km }));
  const spot = locateSpot(data, origin);
  const { km2, name } = data.seas[target];
  const [covered, low, high] = [row[1] / 10, row[2] / 1e6, row[3] / 1e6];
  const figures = {
    origins: [origin], target, radius_km: radius, share: row[1] ? Math.min(1, covered >= km2 ? 1 : covered / km2) : 0, share_low: low, share_high: high,
    covered_km2: covered, target_km2: km2, touch_km: preset.touch_km, cover_km: preset.cover_km, uncertainty_km: preset.uncertainty_km, place: origin, sensitivity: [], assumption: null, basing: null, whatif: false,
  };
  const thresholds = {
    figure: inBoth(data, (language) => labelThresholds(preset, units, sayIn(data, language))),
    sentence: inBoth(data, (language) => sayThresholds(preset, units, spot.name[language], name[language], sayIn(data, language))),
  };
  return { ...figures, thresholds, sentence: inBoth(data, (language) => sayCoverage(data, { ...figures, units }, spot.name[language], name[language], language)) };
}

/**
 * The figures of a radius: computed ones, and outside them none or all of it.
 * @param {Data} data @param {Preset} preset @param {string} target @param {number} radius @returns {[number, number, number, number] | null}
 */
function rowFor(data, { touch_km: touch, cover_km: cover, rows }, target, radius) {
  const row = rows.find(([km]) => km === radius);
  if (row) return row;
  if (radius * 1.1 < touch) return [radius, 0, 0, 0];
  if (radius * 0.9 >= cover) return [radius, data.seas[target].km2 * 10, 1e6, 1e6];
  return null;
}

/** @param {Data} data */
const listOrigins = (data) => Object.keys(data.presets).map((ref) => nameIn(find(ref), ref)).join(data.words[lang()]["list.join"]);

/** @param {Data} data @param {(language: string) => string} say */
const inBoth = (data, say) => Object.fromEntries(Object.keys(data.words).map((language) => [language, say(language)]));

/** @param {Data} data @param {Record<string, any>} row @param {Spot} from @param {Spot} to @param {string} language */
function sayDistance(data, row, from, to, language) {
  const text = chooseDistance(data, row, from, language)({ a: from.name[language], b: to.name[language] });
  const notes = [from, to].flatMap((one) => listNotes(data, one, language));
  return [text[0].toUpperCase() + text.slice(1), ...new Set(notes)].join(language === "ja" ? "" : " ");
}

/** What stands with every figure about a place: its dispute, and a status but use. @param {Data} data @param {Spot} spot @param {string} language */
function listNotes(data, { name, disputed, status, since }, language) {
  const words = data.words[language];
  const notes = disputed ? [put(words["reference.disputed"], { name: name[language] })] : [];
  const known = status && status !== "in_use" ? words[`status.${status}`] : null;
  if (!known) return notes;
  const said = put(known, { date: since ? formatDate(since, language) : "" });
  return [...notes, put(words["reference.status"], { name: name[language], status: said[0].toLowerCase() + said.slice(1) })];
}

/** @param {Data} data @param {Record<string, any>} row @param {Spot} from @param {string} language @returns {(names: Record<string, string>) => string} */
function chooseDistance(data, row, from, language) {
  const fill = (/** @type {string} */ key, /** @type {Record<string, string>} */ values) => (/** @type {Record<string, string>} */ names) => put(data.words[language][key], { ...names, ...values });
  if (row.relation === "inside") return fill("distance.inside", {});
  const say = sayIn(data, language);
  const ends = findInterval(row, row.units);
  if (ends) {
    const key = from.grade === "C" ? "distance.sentence_interval" : "distance.sentence_between";
    return fill(key, { low: ends[0], high: ends[1], unit: say(unitOf(row.units)[1]) });
  }
  const [km, spread] = [row.distance_km, spreadOf(row)];
  const length = sayWithin(km, spread, row.units, say);
  return fill("distance.sentence", { length: row.units === "km" ? say("number.with_other", { length, other: sayOne(km, spread, "mi", say) }) : length });
}

/** @typedef {(key: string, values?: Record<string, any>) => string} Say */

/** @param {string} units */
const unitOf = (units) => UNITS[/** @type {import("../core/units.js").Unit} */ (units)];

/** What a distance can be off to either side; the low end alone may be cut off at none. @param {Record<string, any>} row */
const spreadOf = (row) => row.high_km - row.distance_km;

/** Both ends of a distance, rounded outward, where they do not round to the same figure. @param {Record<string, any>} row @param {string} units */
function findInterval(row, units) {
  const [factor] = unitOf(units);
  const [least, most] = [row.low_km / factor, row.high_km / factor];
  const step = stepOf(least);
  return roundCoarse(most) - roundCoarse(least) > step ? [number(Math.floor(least / step) * step), number(Math.ceil(most / step) * step)] : null;
}

/** In one unit. @param {number} km @param {number} spread @param {string} units @param {Say} say */
function sayOne(km, spread, units, say) {
  const [factor, unit] = unitOf(units);
  return say("number.with_unit", { n: writeWithin(km / factor, spread / factor), unit: say(unit) });
}

/** In others than km with the km. @param {number} km @param {number} spread @param {string} units @param {Say} say */
function sayWithin(km, spread, units, say) {
  const length = sayOne(km, spread, units, say);
  return units === "km" ? length : say("number.with_other", { length, other: sayOne(km, spread, "km", say) });
}

/** What stands on a line. @param {Record<string, any>} row @param {string} units @param {Say} say */
function labelDistance(row, units, say) {
  const ends = findInterval(row, units);
  return ends ? say("number.with_unit", { n: ends.join("–"), unit: say(unitOf(units)[1]) }) : sayOne(row.distance_km, spreadOf(row), units, say);
}

/** @param {Preset} preset @param {string} units @param {Say} say */
function labelThresholds({ touch_km: touch, cover_km: cover }, units, say) {
  const [factor, unit] = unitOf(units);
  return say("number.with_unit", { n: [touch, cover].map((km) => number(roundCoarse(km / factor))).join(" → "), unit: say(unit) });
}

/** @param {Preset} preset @param {string} units @param {string} origin @param {string} target @param {Say} say */
function sayThresholds({ touch_km, cover_km }, units, origin, target, say) {
  const [touch, cover] = [touch_km, cover_km].map((km) => sayWithin(km, 0, units, say));
  return say(`coverage.threshold${touch_km < 0.5 ? "_inside" : ""}`, { origin, target, touch, cover });
}

/** The words of the data in a language. @param {Data} data @param {string} language */
const sayIn = (data, language) => (/** @type {string} */ key, /** @type {Record<string, any>} */ values = {}) => put(data.words[language][key], values);

/** @param {Data} data @param {Record<string, any>} figures @param {string} origin @param {string} target @param {string} language */
function sayCoverage(data, figures, origin, target, language) {
  const words = data.words[language];
  const percent = (/** @type {number} */ share) => sayPercent(share, words);
  const say = sayIn(data, language);
  const values = { origin, target, r: sayRadius(figures.radius_km, figures.units, say) };
  const share = figures.share === 0 ? put(words["coverage.zero"], { ...values, near: sayWithin(figures.touch_km, 0, figures.units, say) })
    : figures.share === 1 ? put(words["coverage.all"], values)
      : sayShare(words, values, [figures.share, figures.share_low, figures.share_high].map(percent));
  return [share, put(words["coverage.chosen"], { r: values.r })].join(language === "ja" ? "" : " ");
}

/** @param {Record<string, string>} words @param {Record<string, string>} values @param {string[]} shares itself, at a shorter and at a longer distance */
function sayShare(words, values, [p, low, high]) {
  const key = p === low && p === high ? "coverage.sentence_same" : "coverage.sentence";
  // In Japanese "less than" stands after the sign: 1％未満.
  const text = put(words[key], { ...values, p, low, high }).replace(/(％(?:未満|超))％/g, "$1");
  return text[0].toUpperCase() + text.slice(1);
}

/** Whole percent; 0 and 100 only where they are exact. @param {number} share @param {Record<string, string>} words */
function sayPercent(share, words) {
  const whole = Math.floor(share * 100 + 0.5);
  if (share > 0 && whole === 0) return words["number.under_one"];
  return share < 1 && whole === 100 ? words["number.over_ninetynine"] : String(whole);
}

/** @param {string} text @param {Record<string, string>} values */
const put = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** @param {number} value */
const number = (value) => group(Math.round(value));
/** @param {number} value */
const six = (value) => Math.round(value * 1e6) / 1e6;
