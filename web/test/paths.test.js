import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, flatten, linesOf, look, measure, orient, place, polygonsOf, portion, trace } from "../src/map/paths.js";

const WINDOW = { min: { x: 0, y: 0 }, max: { x: 400, y: 300 } };
const AT = { x: 0, y: 0 };
const read = (path) => [...path.matchAll(/(-?\d+) (-?\d+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
const flat = (...spots) => Float64Array.from(spots.flat());

/** Even-odd, by the crossings of a ray. */
const holds = (ring, x, y) => ring.reduce((inside, [x2, y2], at) => {
  const [x1, y1] = ring.at(at - 1);
  return (y1 > y) !== (y2 > y) && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !inside : inside;
}, false);
const apart = (ring, x, y) => Math.min(...ring.map(([x2, y2], at) => {
  const [x1, y1] = ring.at(at - 1);
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const share = length ? Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) : 0;
  return Math.hypot(x - x1 - share * (x2 - x1), y - y1 - share * (y2 - y1));
}));
const makeRandom = (seed) => () => ((seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31);

test("a position is where EPSG:3857 has it", () => {
  assert.deepEqual([...flatten([[0, 0], [180, 0], [-180, 85.0511287798], [200, -89]])].map((one) => Math.round(one * 1e6) / 1e6), [128, 128, 256, 128, 0, 0, 270.222222, 256]);
  // EPSG guidance note 7-2, 3857: 24°22'54.433"N 100°20'00"W → 2 800 000.00 m N, −11 169 055.58 m E.
  const [x, y] = flatten([[-100.33333333, 24.381787]]);
  const metres = 256 / (2 * Math.PI * 6378137);
  assert.ok(Math.abs(x / metres - Math.PI * 6378137 + 11169055.58) < 1);
  assert.ok(Math.abs(Math.PI * 6378137 - y / metres - 2800000) < 1);
});

test("what is seen of a ring is what the ring is, wherever the window lies", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = makeRandom(seed);
    const [cx, cy, reach] = [800 * random() - 200, 600 * random() - 150, 40 + 900 * random()];
    const count = 3 + Math.floor(60 * random());
    const ring = Array.from({ length: count }, (_, at) => {
      const r = reach * (0.3 + 0.7 * random());
      return [cx + r * Math.cos((2 * Math.PI * at) / count), cy + r * Math.sin((2 * Math.PI * at) / count)];
    });
    const seen = read(trace(flat(...ring), 1, AT, WINDOW));
    for (let n = 0; n < 60; n += 1) {
      const [x, y] = [400 * random(), 300 * random()];
      if (apart(ring, x, y) < 3) continue;
      assert.equal(seen.length > 0 && holds(seen, x, y), holds(ring, x, y), `seed ${seed}: ${x} ${y}`);
    }
  }
});

test("a coast round a corner of the window does not cut it", () => {
  const round = flat([200, 150], [-20, 150], [-30, -20], [-25, -40], [150, -30]);
  assert.deepEqual(read(trace(round, 1, AT, WINDOW)), [[200, 150], [-20, 150], [-25, -40], [150, -30]]);
});

test("what lies beyond one side is left out, but for its ends; what lies all beyond is no path", () => {
  const out = flat([200, 150], [-20, 100], [-30, 90], [-40, 80], [-20, 70], [200, 50]);
  assert.deepEqual(read(trace(out, 1, AT, WINDOW)), [[200, 150], [-20, 100], [-20, 70], [200, 50]]);
  assert.equal(trace(flat([-9, 1], [-8, 200], [-3, 90]), 1, AT, WINDOW), "");
  assert.equal(trace(flat([401, 1], [500, 301]), 1, AT, WINDOW), "");
  // On the edge is seen.
  assert.equal(trace(flat([400, 300], [500, 310]), 1, AT, WINDOW), "M400 300L500 310");
});

test("points within a pixel are one; both ends stay; scale and origin count", () => {
  assert.equal(trace(flat([10, 10], [10.4, 10.2], [11, 10], [12, 10], [12.3, 10]), 1, AT, WINDOW), "M10 10L12 10L12 10");
  assert.equal(trace(flat([1, 2], [3, 4], [1, 2]), 8, { x: 3, y: -5 }, WINDOW), "M5 21L21 37L5 21Z");
  assert.equal(trace(flat([1, 2], [3, 4], [1, 3]), 8, { x: 3, y: -5 }, WINDOW), "M5 21L21 37L5 29");
  assert.equal(trace(flat([1, 2], [3, 4]), 8, { x: 3, y: -5 }, WINDOW), "M5 21L21 37");
});

test("a shape has all its lines", () => {
  const [one, two, hole] = [[[0, 0], [1, 1]], [[2, 2], [3, 3]], [[4, 4], [5, 5]]];
  assert.deepEqual(linesOf({ type: "LineString", coordinates: one }), [one]);
  assert.deepEqual(linesOf({ type: "MultiLineString", coordinates: [one, two] }), [one, two]);
  assert.deepEqual(linesOf({ type: "Polygon", coordinates: [one, hole] }), [one, hole]);
  assert.deepEqual(linesOf({ type: "MultiPolygon", coordinates: [[one, hole], [two]] }), [one, hole, two]);
  assert.deepEqual(linesOf({ type: "Point", coordinates: [0, 0] }), []);
  assert.deepEqual(linesOf({ type: "MultiPoint", coordinates: one }), []);
  assert.deepEqual(linesOf({ type: "GeometryCollection", geometries: [{ type: "Point", coordinates: [0, 0] }, { type: "LineString", coordinates: one }, { type: "Polygon", coordinates: [two, hole] }] }), [one, two, hole]);
});

test("bounds are laid whole into the middle of a picture, whichever way they are longer", () => {
  const lay = (bounds, width, height) => (spot) => place(spot, fit(bounds, width, height));
  const wide = lay([[-10, 100], [10, 140]], 200, 200);
  assert.deepEqual([wide([120, 0]).x, wide([120, 0]).y].map(Math.round), [100, 100]);
  assert.deepEqual([wide([100, 0]).x, wide([140, 0]).x].map(Math.round), [0, 200]);
  assert.ok(wide([120, 10]).y > 40 && wide([120, -10]).y < 160);
  const high = lay([[-20, 115], [20, 125]], 200, 100);
  assert.deepEqual([high([120, 20]).y, high([120, -20]).y].map(Math.round), [0, 100]);
  assert.ok(high([115, 0]).x > 80 && high([125, 0]).x < 120);
});

test("lines reach as far as their outermost points", () => {
  assert.deepEqual(measure([flat([3, 9], [7, 4]), flat([5, 12])]), { min: { x: 3, y: 4 }, max: { x: 7, y: 12 } });
});

test("a window shows a shape whole, in part, or not; its edge counts as within, and rounding is that of the path", () => {
  const see = (left, top, right, bottom, scale = 1, origin = AT) => look({ min: { x: left, y: top }, max: { x: right, y: bottom } }, scale, origin, WINDOW);
  assert.equal(see(0, 0, 400, 300), "whole");
  assert.equal(see(-0.4, -0.4, 400.4, 300.4), "whole");
  for (const side of [[-1, 0, 400, 300], [0, -1, 400, 300], [0, 0, 401, 300], [0, 0, 400, 301]]) assert.equal(see(...side), "part", side);
  for (const side of [[-9, 10, -1, 20], [401, 10, 409, 20], [10, -9, 20, -1], [10, 301, 20, 309]]) assert.equal(see(...side), "none", side);
  for (const side of [[-9, 10, 0, 20], [400, 10, 409, 20], [10, -9, 20, 0], [10, 300, 20, 309]]) assert.equal(see(...side), "part", side);
  assert.equal(see(40, 20, 60, 40, 10, { x: 210, y: 160 }), "whole");
  assert.equal(see(50, 50, 60, 60, 10, { x: 500, y: 500 }), "whole");
  assert.equal(see(50, 50, 60, 60, 10), "none");
  assert.equal(look(measure([]), 1, AT, WINDOW), "none");
});

test("what is seen whole in two windows is the same path in both", () => {
  const random = makeRandom(7);
  for (let n = 0; n < 200; n += 1) {
    const ring = flat(...Array.from({ length: 8 }, () => [600 * random() - 100, 500 * random() - 100]));
    const moved = { min: { x: 200 * random() - 100, y: -60 }, max: { x: 500, y: 420 * random() + 100 } };
    const [one, other] = [WINDOW, moved].map((window) => look(measure([ring]), 1, AT, window));
    if (one === "whole" && other === "whole") assert.equal(trace(ring, 1, AT, WINDOW), trace(ring, 1, AT, moved));
    if (one === "none") assert.equal(trace(ring, 1, AT, WINDOW), "");
  }
});

test("portions hold all features in their order, and none goes on once it has enough", () => {
  const line = (count) => ({ geometry: { type: "LineString", coordinates: Array.from({ length: count }, (_, at) => [at, 0]) } });
  const sizes = (portions) => portions.map((some) => some.map(({ geometry }) => geometry?.coordinates.length ?? 0));
  assert.deepEqual(sizes(portion([2, 3, 4, 9, 1, 1].map(line), 5)), [[2, 3], [4, 9], [1, 1]]);
  assert.deepEqual(sizes(portion([50, 1].map(line), 5)), [[50], [1]]);
  assert.deepEqual(sizes(portion([{ geometry: null }, { geometry: { type: "Point", coordinates: [0, 0] } }, line(3)], 2)), [[0, 2], [3]]);
  assert.deepEqual(portion([], 5), []);
});

test("a polygon is written one way round, its holes the other, as RFC 7946 has it", () => {
  const rim = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]];
  const hole = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]];
  const turned = (ring) => [...ring].reverse();
  for (const rings of [[rim, hole], [turned(rim), hole], [rim, turned(hole)], [turned(rim), turned(hole)]]) {
    assert.deepEqual(orient(rings), [rim, hole]);
  }
  // Where the numbers are large, and a ring is not closed.
  assert.deepEqual(orient([[[179, 89], [179, 88], [178, 88]]]), [[[178, 88], [179, 88], [179, 89]]]);
});

test("a collection has the polygons of all that it holds, and a line none", () => {
  const ring = [[0, 0], [1, 0], [1, 1], [0, 0]];
  const area = { type: "Polygon", coordinates: [ring] };
  const line = { type: "LineString", coordinates: ring };
  assert.deepEqual(polygonsOf({ type: "GeometryCollection", geometries: [area, line, { type: "MultiPolygon", coordinates: [[ring], [ring]] }] }), [[ring], [ring], [ring]]);
  assert.deepEqual(polygonsOf(line), []);
});
