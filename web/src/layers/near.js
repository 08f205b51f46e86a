/** What a map shows from near: areas, runways, names, how good the coast is, an operator's tiles; and what it counts. */
import { drawAreas } from "./areas.js";
export { count } from "./cells.js";
import { sayCoast } from "./coast.js";
import { drawRunways } from "./runways.js";
import { layTiles } from "./tiles.js";

/** @param {import("./approach.js").Kit} kit */
export function start(kit) {
  drawAreas(kit);
  drawRunways(kit);
  writeNames(kit);
  sayCoast(kit);
  layTiles(kit);
}

/** The names of towns and islands, once. @param {import("./approach.js").Kit} kit */
function writeNames({ later, load, addNames }) {
  // In a frame the coast is the plain one, which has not every island.
  const framed = document.body.dataset.mode === "embed";
  for (const { spec } of later.filter((one) => one.spec.role === "names")) {
    load(spec).then((rows) => addNames(framed ? rows.filter((one) => one.properties.kind !== "islet") : rows), () => {});
  }
}
