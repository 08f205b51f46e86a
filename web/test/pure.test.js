/** The functions without a page: node --test. */
import assert from "node:assert/strict";
import test from "node:test";

import { unpack } from "../src/layers/delta.js";
import { metresPerPixel, roundLength } from "../src/map/lengths.js";
import { formatWhere, parseWhere, passes } from "../src/layers/filters.js";
import { findAmbiguous, nameRows, search } from "../src/tools/finder.js";
import { fold } from "../src/tools/folding.js";
import { boxOf, overlap, within } from "../src/map/boxes.js";
import { ARROWS, findAhead } from "../src/layers/roving.js";
import { measure, traceRing } from "../src/core/geodesics.js";
import { unescape, writeSnippets } from "../src/tools/snippets.js";
import { group } from "../src/core/units.js";
import { formatDate, pick, setWords, t } from "../src/core/words.js";
import { makeQueue, once } from "../src/core/pace.js";

const facility = (properties) => ({ type: "Feature", id: "a", geometry: null, properties });

test("a filter is read and written the same", () => {
  for (const text of ["branch:USAF", "branch:USAF|USN,kinds:airfield", ""]) assert.equal(formatWhere(parseWhere(text)), text);
});

test("what is no condition is left out", () => {
  assert.equal(parseWhere("a,b:,:c,d:e").size, 1);
});

test("a facility passes when each condition holds one of its values", () => {
  const one = facility({ branch: "USN", kinds: ["port", "airfield"], grade: "A" });
  assert.ok(passes(one, parseWhere("branch:USAF|USN,kinds:airfield")));
  assert.ok(!passes(one, parseWhere("branch:USAF")));
  assert.ok(passes(one, parseWhere("nothing:x")), "what the layer does not have is ignored");
  assert.ok(passes(one, new Map()));
});

test("names fold: case, accents, hyphens, width", () => {
  assert.equal(fold("Ryūkyū"), "ryukyu");
  assert.equal(fold("Ie-jima"), fold("IE JIMA"));
  assert.equal(fold("ＫＡＤＥＮＡ"), "kadena");
});

test("the sea of two names asks", () => {
  const seas = [{ names: ["east sea", "東海"] }];
  assert.ok(findAmbiguous(seas, "East Sea") && findAmbiguous(seas, "東海"));
  assert.ok(!findAmbiguous(seas, "East China Sea"));
});

test("whole names come before beginnings, beginnings before parts", () => {
  const entry = (name, weight = 0) => ({ ref: `x/${name}`, name, other: null, kind: "", keys: [fold(name)], weight });
  const found = search([entry("Old Kadena"), entry("Kadena Town"), entry("Kadena"), entry("Nokadena")], "kadena");
  assert.deepEqual(found.map((one) => one.name), ["Kadena", "Kadena Town", "Old Kadena", "Nokadena"]);
  assert.deepEqual(search([entry("A")], "  "), []);
});

test("a scale is a round length that fits", () => {
  for (const most of [13, 99, 100, 740, 123456]) {
    const length = roundLength(most);
    assert.ok(length <= most && length > most / 2.6);
    assert.match(String(length), /^[125]0*$/);
  }
});

test("a pixel is shorter towards the pole, by the cosine", () => {
  assert.ok(Math.abs(metresPerPixel(60, 5) / metresPerPixel(0, 5) - 0.5) < 1e-12);
  assert.ok(Math.abs(metresPerPixel(0, 0) - 156543.03) < 1);
});

test("steps become positions again", () => {
  const [one] = unpack({ per_degree: 1000, features: [{ id: "a", geometry: { type: "Polygon", delta: [[130000, 30000, 500, 0, 0, 250, -500, -250]] } }] });
  assert.deepEqual(one.geometry.coordinates, [[[130, 30], [130.5, 30], [130.5, 30.25], [130, 30]]]);
  assert.equal(unpack({ per_degree: 1000, features: [{ geometry: null }] })[0].geometry, null);
});

test("every vertex of a ring lies at its distance, across 180° too", () => {
  for (const origin of [[127.768, 26.356], [179.5, 10], [0, 89]]) {
    for (const spot of traceRing(origin, 1500)) assert.ok(Math.abs(measure(origin, spot) - 1.5e6) < 1e-3);
  }
});

test("a ring does not jump at 180°", () => {
  const ring = traceRing([179.5, 10], 1500);
  for (let at = 1; at < ring.length; at += 1) assert.ok(Math.abs(ring[at][0] - ring[at - 1][0]) < 5);
});

test("words fill their places and fall back to English", () => {
  setWords({ a: "{n} of {m}" }, "ja");
  assert.equal(t("a", { n: 1 }), "1 of {m}");
  assert.equal(t("b"), "b");
  assert.equal(pick({ name_en: "A", name_ja: null }, "name"), "A");
  assert.equal(pick({ name_ja: "", name_en: "A" }, "name"), "A");
  assert.equal(pick({ name: "" }, "name"), null);
});

test("kana and half width find what is spelt in letters", () => {
  for (const text of ["かでな", "カデナ", "ｶﾃﾞﾅ", "ＫＡＤＥＮＡ"]) assert.equal(fold(text), "kadena");
  assert.equal(fold("とうきょう"), "tokyo");
  assert.equal(fold("嘉手納"), "嘉手納");
});

test("an arrow key goes to what lies ahead, not aside", () => {
  const spots = [{ x: 10, y: 1 }, { x: 4, y: 9 }, { x: -5, y: 0 }];
  const ahead = (key) => findAhead({ x: 0, y: 0 }, ARROWS[key], spots, (one) => one);
  assert.equal(ahead("ArrowRight"), spots[0]);
  assert.equal(ahead("ArrowLeft"), spots[2]);
  assert.equal(ahead("ArrowDown"), spots[1]);
  assert.equal(ahead("ArrowUp"), null, "nothing lies there: the focus stays");
});

test("boxes meet within a gap", () => {
  const box = (x, y) => ({ x, y, width: 10, height: 10 });
  assert.ok(overlap(box(0, 0), box(12, 0), 3));
  assert.ok(!overlap(box(0, 0), box(12, 0), 1));
  assert.ok(within(box(2, 2), { x: 0, y: 0, width: 20, height: 20 }));
  assert.ok(!within(box(12, 2), { x: 0, y: 0, width: 20, height: 20 }));
});

test("a facility comes before the town it is named after, and a twin is offered once", () => {
  const entry = (ref, name, weight) => ({ ref, name, other: null, kind: "", keys: [fold(name)], weight });
  const entries = [entry("places/yokosuka", "Yokosuka", 2), entry("us_bases/cfay", "Fleet Activities Yokosuka", 0), entry("japan_archipelago/x", "Yokosuka", 4)];
  assert.deepEqual(search(entries, "yokosuka").map((one) => one.ref), ["us_bases/cfay", "places/yokosuka"]);
});

const PLACES = { address: "https://a.example/v/1/embed?lang=en&claim=3", page: "https://a.example/?lang=en", base: "https://a.example", path: "", files: {},
  pictures: { png: "https://a.example/v/1/map.png?lang=en&width=720&height=450&scale=2", svg: "https://a.example/v/1/map.svg?lang=en&width=720&height=450" } };
const SAID = { title: 'A "title" <b>', alt: "Map of [Japan]", caption: "Desk & more", shape: "tall" };
const snippet = (name, options = { provider: true }) => writeSnippets(PLACES, SAID, options).find((one) => one.name === name)?.text;

test("a frame has a title, a ratio and a height, every attribute quoted", () => {
  const frame = snippet("share.iframe");
  assert.match(frame, /title="A &quot;title&quot; &lt;b&gt;"/);
  assert.match(frame, /src="https:\/\/a\.example\/v\/1\/embed\?lang=en&amp;claim=3"/);
  assert.match(frame, /height="900" frameborder="0" style="[^"]*aspect-ratio:800\/1000"/);
  assert.match(frame, /loading="lazy"/);
});

// The case embed-host-policy: the style is all that a policy takes away.
test("a frame without its style is as wide as its column and has no border", () => {
  const bare = snippet("share.iframe").replace(/ style="[^"]*"/, "");
  assert.match(bare, / width="100%" height="900" frameborder="0" /);
});

test("every still picture is of the chosen version, with its words", () => {
  assert.match(snippet("share.png"), /\/v\/1\/map\.png\?.*alt="Map of \[Japan\]".*<figcaption>Desk &amp; more</);
  assert.match(snippet("share.svg"), /\/v\/1\/map\.svg\?lang=en&amp;width=720&amp;height=450"/);
  assert.match(snippet("share.markdown"), /^\[!\[Map of Japan\]\(/);
  assert.match(snippet("share.print"), /print=1$/);
});

test("the frame that takes its own height comes first, then one for who allows no script", () => {
  assert.deepEqual(writeSnippets(PLACES, SAID, { provider: true }).map((one) => one.name).slice(0, 3), ["share.embed_auto", "share.iframe", "share.address"]);
  assert.match(snippet("share.embed_auto"), /<script src="https:\/\/a\.example\/embed\.js" async><\/script>$/);
  assert.doesNotMatch(snippet("share.iframe"), /script/);
});

test("a frame in a narrow column is no strip, whatever its shape", () => {
  for (const shape of ["wide", "square", "tall"]) assert.match(writeSnippets(PLACES, { ...SAID, shape }, { provider: true })[1].text, /min-height:440px/);
});

test("an escaped address is unescaped once", () => {
  assert.equal(unescape("a &amp;amp; &quot;b&#34; &lt;c&gt; &#39;"), "a &amp; \"b\" <c> '");
});

test("without a provider nothing names one", () => {
  assert.equal(snippet("share.oembed", { provider: false }), undefined);
  assert.ok(snippet("share.iframe", { provider: false }));
});

test("thousands stand apart as a locale of English would have them", () => {
  for (const value of [0, 7, 999, 1000, 81665, 1234567, 10.5, 1234.567, -4200, -12.25]) assert.equal(group(value), value.toLocaleString("en"));
});

test("the box round positions is south-west and north-east, however deep, many and high they are", () => {
  assert.deepEqual(boxOf([127.5, 26.25]), [[26.25, 127.5], [26.25, 127.5]]);
  assert.deepEqual(boxOf([[[[127.5, 26.25, 300], [128.5, 27, 900], [128, 26, 5]]], [[[130, 31, -40]]]]), [[26, 127.5], [31, 130]]);
  const many = Array.from({ length: 200_000 }, (_, index) => [index / 1000, index / 10_000]);
  assert.deepEqual(boxOf([many]), [[0, 0], [19.9999, 199.999]]);
});

test("a date is as precise as it was given, in the words of the language", () => {
  assert.deepEqual(["2025-03-30", "2025-12", "2015"].map((day) => formatDate(day, "en")), ["30 March 2025", "December 2025", "2015"]);
  assert.deepEqual(["2025-03-30", "2025-01", "2015"].map((day) => formatDate(day, "ja")), ["2025年3月30日", "2025年1月", "2015年"]);
});

test("what is asked for often is done once, later, and again when it is asked for again", async () => {
  let done = 0;
  const act = once(() => (done += 1));
  for (let n = 0; n < 5; n += 1) act();
  assert.equal(done, 0);
  await new Promise((go) => setTimeout(go, 5));
  assert.equal(done, 1);
  act();
  await new Promise((go) => setTimeout(go, 5));
  assert.equal(done, 2);
});

test("of two rows with one name the first is meant, and a whole name before a bare one", () => {
  const places = [
    { name_en: "Naha City", kind: "city", no: 1 }, { name_en: "Naha", kind: "town", no: 2 }, { name_en: "Naha", kind: "town", no: 3 },
    { name_en: "Naha", kind: "prefecture", no: 4 }, { name_en: "Ginoza Village", kind: "village", no: 5 },
  ].map((properties) => ({ properties }));
  assert.equal(nameRows(places, false).get("naha").no, 2);
  assert.equal(nameRows(places, false).get("naha city").no, 1);
  assert.equal(nameRows(places, true).get("naha").no, 4);
  assert.equal(nameRows(places, false).get("ginoza").no, 5);
});

test("a queue works so many things off a frame, whoever puts them in, and what is needless does not count", async () => {
  const { document, requestAnimationFrame } = globalThis;
  const frames = [];
  const done = [];
  Object.assign(globalThis, { document: { hidden: false }, requestAnimationFrame: (go) => frames.push(go) });
  const draw = async () => {
    frames.shift()();
    await new Promise((go) => setTimeout(go, 5));
  };
  const put = makeQueue(2);
  const act = (name, needed = true) => () => {
    if (needed) done.push(name);
    return needed;
  };
  put([act("a"), act("b", false), act("c", false), act("d")]);
  put([act("e")]);
  assert.deepEqual([done, frames.length], [[], 1]);
  await draw();
  assert.deepEqual([done, frames.length], [["a", "d"], 1]);
  await draw();
  assert.deepEqual([done, frames.length], [["a", "d", "e"], 0]);
  put([act("f")]);
  await draw();
  assert.deepEqual(done, ["a", "d", "e", "f"]);
  // Two queues have one frame together: half of it is one of two, the rest two of four.
  const other = makeQueue(4);
  put([act("g")]);
  other(["h", "i", "j"].map((name) => act(name)));
  await draw();
  assert.deepEqual(done.slice(4), ["g", "h", "i"]);
  await draw();
  assert.deepEqual(done.slice(4), ["g", "h", "i", "j"]);
  Object.assign(globalThis, { document, requestAnimationFrame });
});
