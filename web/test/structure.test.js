/** The folders are floors: imports point down only, and no module comes back to itself. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import test from "node:test";

const SOURCES = fileURLToPath(new URL("../src", import.meta.url));
/** Top down; `main` are the two modules beside the folders. `panel` fetches `tools` when they are opened. */
const FLOORS = [["offline"], ["main"], ["panel"], ["tools"], ["layers"], ["map"], ["core", "embed"]];

const modules = readdirSync(SOURCES, { recursive: true }).map(String).filter((name) => name.endsWith(".js"));
const folderOf = (/** @type {string} */ name) => (name.includes(sep) ? name.split(sep)[0] : "main");
const floorOf = (/** @type {string} */ name) => FLOORS.findIndex((floor) => floor.includes(folderOf(name)));

/** @param {string} name @returns {string[]} the modules that it needs at once */
function imports(name) {
  const text = readFileSync(join(SOURCES, name), "utf8");
  const found = [...text.matchAll(/^(?:import|export)(?:[^;]*? from)? "(\.[^"]+\.js)"/gm)];
  return found.map((one) => relative(SOURCES, join(SOURCES, dirname(name), one[1])));
}

test("every module stands in a folder of the plan", () => {
  assert.deepEqual(modules.filter((name) => floorOf(name) < 0), []);
});

test("imports point down", () => {
  const arrows = modules.flatMap((name) => imports(name).map((other) => [name, other]));
  assert.ok(arrows.length > 100);
  const up = arrows.filter(([name, other]) => folderOf(name) !== folderOf(other) && floorOf(name) >= floorOf(other));
  assert.deepEqual(up, []);
});

test("no module comes back to itself", () => {
  const done = new Set();
  /** @param {string} name @param {string[]} way @returns {string[]} */
  const visit = (name, way) => {
    if (way.includes(name)) return [...way, name];
    if (done.has(name)) return [];
    for (const other of imports(name)) {
      const circle = visit(other, [...way, name]);
      if (circle.length) return circle;
    }
    done.add(name);
    return [];
  };
  assert.deepEqual(modules.flatMap((name) => visit(name, [])), []);
});
