import assert from "node:assert/strict";
import { test } from "node:test";
import { layGrid } from "../src/layers/cells.js";

const windowOf = (west, south, east, north) => ({ getWest: () => west, getSouth: () => south, getEast: () => east, getNorth: () => north });
const makeRandom = (seed) => () => ((seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31);
const widthOf = ({ west, east }) => east - west + (west >= east ? 360 : 0);

test("squares hold the window, at multiples of their size, and are no more than may be asked for", () => {
  const random = makeRandom(7);
  for (let at = 0; at < 3000; at += 1) {
    const zoom = random() * 14;
    const [width, height] = [200 + random() * 4000, 200 + random() * 2500];
    const degrees = 360 / (256 * 2 ** zoom);
    const [west, south] = [-200 + random() * 500, -85 + random() * 160];
    const [east, north] = [west + width * degrees, Math.min(85, south + height * degrees)];
    const grid = layGrid(windowOf(west, south, east, north), zoom);
    for (const side of [grid.west, grid.east, grid.south, grid.north]) assert.ok(Number.isInteger(side / grid.size) || Math.abs(side) === 90, JSON.stringify(grid));
    assert.ok(Math.abs(grid.west) <= 180 && Math.abs(grid.east) <= 180 && Math.abs(grid.south) <= 90 && Math.abs(grid.north) <= 90, JSON.stringify(grid));
    assert.ok(grid.south <= south && grid.north >= north, "the window is higher");
    const whole = east - west >= 360;
    assert.ok(widthOf(grid) >= Math.min(360, east - west) - 1e-9, "the window is wider");
    if (!whole && widthOf(grid) < 360) assert.ok(Number.isInteger((grid.west - Math.floor(west / grid.size) * grid.size) / 360), "it begins elsewhere");
    assert.ok(Number.isInteger(grid.across) && grid.across >= 1 && grid.across <= 64, JSON.stringify(grid));
    assert.equal(Math.max(widthOf(grid), grid.north - grid.south) / grid.across, grid.size, JSON.stringify(grid));
  }
});

test("squares stay where they are while the map is moved, and are halved with the next zoom", () => {
  const first = layGrid(windowOf(122.3, 20.1, 150.2, 40.3), 5);
  const moved = layGrid(windowOf(123.1, 20.9, 151.0, 41.1), 5);
  assert.equal(first.size, moved.size);
  assert.ok(Number.isInteger((first.west - moved.west) / first.size));
  assert.equal(layGrid(windowOf(122.3, 20.1, 136, 30), 6).size, first.size / 2);
});

test("a window across 180° is asked for across it, and one that ends there ends there", () => {
  const across = layGrid(windowOf(170, -10, 200, 10), 5);
  assert.ok(across.west > 0 && across.east < 0 && across.east >= -160);
  assert.equal(layGrid(windowOf(150, -10, 180, 10), 5).east, 180);
});
