import assert from "node:assert/strict";
import test from "node:test";
import { readNames } from "../src/core/query.js";

// The case embed-double-escaped, in a copy among plain files.
test("names that were escaped once too often are read as they were meant", () => {
  assert.equal(String(readNames("?lang=ja&amp;tool=coverage&amp;amp;theme=dark")), "lang=ja&tool=coverage&theme=dark");
  assert.equal(readNames("?amp;tool=share&tool=distance").get("tool"), "distance");
});
