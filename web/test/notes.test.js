import assert from "node:assert/strict";
import test from "node:test";
import { plainNote, readRunways } from "../src/panel/notes.js";

test("an area is said once", () => {
  assert.equal(plainNote("19,855 thousand m2. Two runways.", { area_km2: 19.855 }), "Two runways.");
  assert.equal(plainNote("546 thousand m2.", { area_km2: 0.546 }), "");
});

test("units are written as they are read", () => {
  assert.equal(plainNote("1,339 thousand m2 (March 2009). Role from a local page.", { area_km2: 1.339 }), "1.339 km² (March 2009). Role from a local page.");
  assert.equal(plainNote("6,630,688 m2 (2014); 7.136 km2 in Tokyo.", { area_km2: 6.631 }), "6,630,688 m² (2014); 7.136 km² in Tokyo.");
  assert.equal(plainNote("31 thousand m2.", { area_km2: null }), "0.031 km².");
});

test("runways are said once, where their length is", () => {
  assert.equal(plainNote("19,855 thousand m2. Two runways of 3,689 m.", { area_km2: 19.855, runway_m: 3688 }), "");
  assert.equal(plainNote("Two runways.", { area_km2: null, runway_m: null }), "Two runways.");
  assert.equal(plainNote("Runway 2,800 m in one dataset.", { area_km2: 1, runway_m: 2743 }), "Runway 2,800 m in one dataset.");
  assert.equal(readRunways("Role from a local page. Two runways."), 2);
  assert.equal(readRunways("About 2,000 m2."), 0);
});
