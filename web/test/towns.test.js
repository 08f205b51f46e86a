/** The towns of the shipped theatre: each is found as people write it. node --test. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { toHiragana, toRomaji } from "wanakana";

import { search } from "../src/tools/finder.js";
import { fold } from "../src/tools/folding.js";
import { countWrong, makeFuzzy } from "../src/tools/fuzzy.js";
import { listTowns } from "../src/tools/towns.js";

/** The table as the service packs it, from the file that it reads: no cell of it is quoted. */
function readTable() {
  const [head, ...lines] = readFileSync(new URL("../../layers/towns.csv", import.meta.url), "utf8").trim().split("\n").map((line) => line.split(","));
  const rows = lines.map((cells) => Object.fromEntries(cells.map((cell, at) => [head[at], cell])));
  const kinds = rows.map((row) => [row.kind_en, row.kind_ja]);
  const areas = rows.map((row) => [row.area_en, row.area_ja]);
  const towns = rows.map((row, at) => [row.name_en, row.name_ja, row.reading, at, at, 0, null, ...(row.lat ? [Number(row.lon), Number(row.lat), 5] : [])]);
  return { rows, table: { languages: ["en", "ja"], kinds, areas, sources: [["a"]], towns } };
}

const { rows, table } = readTable();
const entries = listTowns(table);
const hasFound = (query, at) => search(entries, query).includes(entries[at]);

test("each town is found by its name in Chinese script", () => {
  const lost = rows.filter((row, at) => !hasFound(row.name_ja, at));
  assert.deepEqual(lost.map((row) => row.name_ja), []);
  assert.equal(rows.length, 1741);
});

test("and by its reading, in both kana, half of the width too", () => {
  const lost = rows.filter((row, at) => !hasFound(row.reading, at) || !hasFound(toHiragana(row.reading), at));
  assert.deepEqual(lost.map((row) => row.reading), []);
  assert.ok(hasFound("ｻｯﾎﾟﾛ", rows.findIndex((row) => row.reading === "サッポロシ")));
});

/** Namesakes fill the list: then the kind of town is typed too. */
test("and in Latin letters, with and without marks, long vowels in full or not", () => {
  const lost = [];
  const counts = new Map();
  for (const key of entries.flatMap((one) => one.keys)) counts.set(key, (counts.get(key) ?? 0) + 1);
  rows.forEach((row, at) => {
    const marked = row.name_en.replace(/o(?=u|$)/, "ō");
    if (counts.get(fold(row.name_en)) <= 8 && !(hasFound(row.name_en.toUpperCase(), at) && hasFound(marked, at))) lost.push(row.name_en);
    if (!hasFound(toRomaji(row.reading), at)) lost.push(toRomaji(row.reading));
  });
  assert.deepEqual(lost, []);
});

test("a town without a point says so and is no end of a distance", () => {
  const at = rows.findIndex((row) => !row.lat);
  assert.ok(entries[at].nowhere);
  assert.ok(!search(entries, rows[at].name_ja, { points: true }).includes(entries[at]));
  assert.match(entries[rows.findIndex((row) => row.lat)].ref, /^[\d.]+,[\d.]+$/);
});

test("a small ke is as good as a large one", () => {
  assert.equal(fold("鎌ヶ谷"), fold("鎌ケ谷"));
  assert.equal(fold("Ｒｙūkyū"), "ryukyu");
});

test("one wrong letter is forgiven, two from seven on, none in a number", () => {
  assert.deepEqual(["abc", "abcd", "abcdef", "abcdefg", "6037", "嘉手", "嘉手内"].map(countWrong), [0, 1, 1, 2, 0, 0, 1]);
});

test("what is spelt wrongly is found, the facility first", async () => {
  const entry = (name, weight, more = []) => ({ ref: name, name, other: null, kind: "", weight, keys: [name, ...more].map((one) => fold(one)) });
  const forgive = await makeFuzzy([entry("Yokosuka", 5), entry("US Fleet Activities Yokosuka", 0), entry("Kadena Town", 2, ["嘉手納町"]), entry("Kadena Air Base", 0), entry("FAC 6037", 0)]);
  const names = (query) => forgive(fold(query)).map((one) => one.name);
  assert.deepEqual(names("kadenna"), ["Kadena Air Base", "Kadena Town"]);
  assert.deepEqual(names("yokuska"), ["US Fleet Activities Yokosuka", "Yokosuka"]);
  assert.deepEqual(names("kadenna air base"), ["Kadena Air Base"]);
  assert.deepEqual(names("嘉手内"), ["Kadena Town"]);
  assert.deepEqual(names("6036"), []);
  assert.deepEqual(names("zzyzx"), []);
});

test("what others lie in comes first where it is named, then a facility that has the name", () => {
  const entry = (name, weight, more = {}) => ({ ref: name, name, other: null, kind: "", weight, keys: [fold(name), ...(more.keys ?? [])], ...(more.rest ?? {}) });
  const all = [
    entry("White Beach", 0, { keys: ["commander fleet activities okinawa"], rest: { names: 1 } }),
    entry("Okinawa City", 2, { keys: ["okinawa"] }), entry("Okinawa Prefecture", 2, { rest: { whole: true } }),
    entry("Okinawa Island", 4, { rest: { whole: true } }), entry("Fleet Yokosuka", 0, { rest: { names: 1 } }), entry("Yokosuka", 2),
  ];
  assert.deepEqual(search(all, "okinawa").map((one) => one.name), ["Okinawa Prefecture", "Okinawa Island", "Okinawa City", "White Beach"]);
  assert.deepEqual(search(all, "yokosuka").map((one) => one.name), ["Fleet Yokosuka", "Yokosuka"]);
});

/** Namesakes are told apart by what they lie in, as people write addresses. */
test("what a town is and lies in may stand beside its name", () => {
  const first = (query) => {
    const at = entries.indexOf(search(entries, query)[0]);
    return at < 0 ? null : `${rows[at].area_en} ${rows[at].name_ja}`;
  };
  for (const query of ["Fuchu, Hiroshima", "Hiroshima Fuchu", "Fuchū City, Hiroshima", "広島県府中市", "府中市 広島"]) assert.equal(first(query), "Hiroshima 府中市", query);
  for (const query of ["Fuchu Tokyo", "東京都府中市", "東京 府中"]) assert.equal(first(query), "Tokyo 府中市", query);
  for (const query of ["Osaka City", "osaka-shi", "大阪府 大阪市", "おおさか し"]) assert.equal(first(query), "Osaka 大阪市", query);
  assert.deepEqual(search(entries, "zzyzx, Hiroshima"), []);
});

test("a whole name comes before a beginning, a beginning before a part, what is near after all of them", async () => {
  const names = (query) => search(entries, query).map((one) => one.name);
  assert.deepEqual(names("date").slice(0, 3), ["Date", "Date", "Odate"]);
  assert.deepEqual(names("naha").slice(0, 2), ["Naha", "Nahari"]);
  assert.deepEqual(names("沖縄").length, 1);
});

test("two letters that changed places are one slip; what a town lies in is no name of it", async () => {
  const forgive = await makeFuzzy(entries);
  const names = (query) => forgive(fold(query)).map((one) => one.name);
  assert.equal(names("ihcinohe")[0], "Ichinohe");
  assert.equal(names("anha")[0], "Naha");
  assert.deepEqual([...new Set(names("Fucchu, Hiroshima"))], ["Fuchu"]);
  assert.ok(names("hirosima").every((name) => /hiro/i.test(name)), names("hirosima"));
});
