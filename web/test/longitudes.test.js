import assert from "node:assert/strict";
import test from "node:test";
import { bringHome, findSpan, fold, openCuts, unfold } from "../src/core/longitudes.js";

const shape = (type, coordinates) => ({ type: "Feature", properties: { role: "ring" }, geometry: { type, coordinates } });
const KADENA = [127.768, 26.356];

test("a line that is cut at 180° is drawn in one piece, towards the Pacific", () => {
  const [line, ...rest] = unfold(shape("MultiLineString", [[KADENA, [180, 40]], [[-180, 40], [-158, 21]]]));
  assert.deepEqual(line.geometry.coordinates, [[KADENA, [180, 40], [202, 21]]]);
  assert.equal(rest.length, 0);
});

test("a line from the west goes the same way", () => {
  const [line] = unfold(shape("MultiLineString", [[[-158, 21], [-180, 40]], [[180, 40], KADENA]]));
  assert.deepEqual(line.geometry.coordinates, [[[202, 21], [180, 40], KADENA]]);
});

test("a line over the Atlantic stays on its side", () => {
  const [line] = unfold(shape("LineString", [[7, 49], [-77, 39]]));
  assert.deepEqual(findSpan(line.geometry.coordinates), [-77, 7]);
});

test("a circle that is cut at 180° has no wall there", () => {
  const east = [[170, 0], [180, 5], [180, 15], [170, 20], [170, 0]];
  const west = [[-180, 5], [-170, 8], [-180, 15], [-180, 5]];
  const [ground, edge] = unfold(shape("MultiPolygon", [[east], [west]]));
  assert.equal(ground.piece, "ground");
  assert.deepEqual(findSpan(ground.geometry.coordinates), [170, 190]);
  assert.equal(edge.piece, "edge");
  for (const line of edge.geometry.coordinates) {
    for (const [at, [lon]] of line.slice(1).entries()) assert.ok(lon !== 180 || line[at][0] !== 180);
  }
});

test("a cap over a pole goes on beyond the edge of the map, without walls", () => {
  const cap = [[-180, 60], [0, 50], [180, 60], [180, 90], [-180, 90], [-180, 60]];
  const [ground, edge] = unfold(shape("Polygon", [cap]));
  assert.deepEqual(findSpan(ground.geometry.coordinates), [-180, 540]);
  assert.ok(edge.geometry.coordinates.flat().every(([, lat]) => lat < 90));
});

test("what is far from 180° stays as it is", () => {
  const ring = shape("Polygon", [[[120, 20], [130, 20], [130, 30], [120, 20]]]);
  assert.deepEqual(openCuts(ring), [ring]);
  assert.deepEqual(findSpan(unfold(ring)[0].geometry.coordinates), [120, 130]);
});

test("an address writes a longitude within 180°, the map shows it beside Japan", () => {
  assert.equal(fold(202), -158);
  assert.equal(fold(-180), -180);
  assert.equal(bringHome(-158), 202);
  assert.equal(bringHome(139.7), 139.7);
  assert.equal(bringHome(-77), -77);
});
