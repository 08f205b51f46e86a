import assert from "node:assert/strict";
import test from "node:test";
import { plainNote } from "../src/panel/notes.js";

test("an area is said once", () => {
  assert.equal(plainNote("19,855 thousand m2. Two runways.", 19.855), "Two runways.");
  assert.equal(plainNote("546 thousand m2.", 0.546), "");
});

test("units are written as they are read", () => {
  assert.equal(plainNote("1,339 thousand m2 (March 2009). Role from a local page.", 1.339), "1.339 km² (March 2009). Role from a local page.");
  assert.equal(plainNote("6,630,688 m2 (2014); 7.136 km2 in Tokyo.", 6.631), "6,630,688 m² (2014); 7.136 km² in Tokyo.");
  assert.equal(plainNote("31 thousand m2.", null), "0.031 km².");
});
