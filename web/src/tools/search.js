/** The search field of the page: it opens what it finds. */
import { islandsOf } from "../layers/groups.js";
import { makeCombobox } from "./combobox.js";
import { byId } from "../core/dom.js";
import { narrowTo } from "../layers/filters.js";
import { isEastSea, readIndex, search } from "./finder.js";
import { flyTo } from "../map/map.js";
import { emit, features, find } from "../core/store.js";
import { otherLang, pick, t } from "../core/words.js";
import { writeUrl } from "../core/url.js";
import { L } from "../map/leaflet.js";

/** @typedef {import("./finder.js").Entry} Entry */
const NEAR = 0.35;
/** A sea without an outline is looked at from afar. */
const SEA_NEAR = 6;
const PAUSE_MS = 300;

export function makeSearch() {
  const input = /** @type {HTMLInputElement | null} */ (byId("search"));
  if (!input) return;
  let timer = 0;
  const choose = (/** @type {Entry} */ entry) => {
    clearTimeout(timer);
    take(input, entry);
  };
  makeCombobox(input, { find: findEntries, choose });
  const keep = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => writeUrl({ q: input.value.trim() || null }), PAUSE_MS);
  };
  input.addEventListener("input", keep);
  // What was typed while the search was on its way counts too.
  if (input.value) keep();
  input.addEventListener("focus", () => void readIndex().catch(() => {}));
}

/** @param {HTMLInputElement} input @param {Entry} entry */
function take(input, entry) {
  input.value = entry.filter ? "" : entry.name;
  writeUrl({ q: null });
  go(entry);
}

/** @param {string} query */
async function findEntries(query) {
  const entries = await readIndex();
  if (!isEastSea(query)) return { entries: search(entries, query) };
  const both = entries.filter((one) => one.ref === "east_china_sea");
  return { entries: [...both, ...seaOfJapan()], question: t("tool.search_eastsea") };
}

/** The sea has no outline here, but a name on the map. @returns {Entry[]} */
function seaOfJapan() {
  return features("labels").filter((one) => one.properties.name_en === "Sea of Japan").map(({ properties, geometry }) => ({
    ref: "places/sea-of-japan", name: pick(properties, "name") ?? "", other: pick(properties, "name", otherLang()), kind: t("search.sea"), keys: [], weight: 0, point: geometry.coordinates, nowhere: true,
  }));
}

/** @param {Entry} entry */
function go(entry) {
  if (entry.filter) {
    narrowTo(...entry.filter);
    emit("wanted", "table");
    const inside = features("us_bases").filter((one) => one.geometry && one.properties.current && one.properties[/** @type {any} */ (entry.filter)[0]].includes(/** @type {any} */ (entry.filter)[1]));
    if (inside.length) flyTo(L.latLngBounds(inside.map((one) => [one.geometry.coordinates[1], one.geometry.coordinates[0]])).pad(0.4), 11);
    return;
  }
  if (entry.chain) {
    const chain = islandsOf(entry.ref);
    return flyTo(L.geoJSON(/** @type {any} */ ({ type: "FeatureCollection", features: chain })).getBounds().pad(0.1), 9);
  }
  if (find(entry.ref) || features(entry.ref).length) emit("choose", entry.ref);
  const [layer] = entry.ref.split("/");
  const shape = layer === "japan_archipelago" ? find(entry.ref) : features(entry.ref)[0];
  if (shape && shape.geometry.type !== "Point") flyTo(L.geoJSON(/** @type {any} */ (shape)).getBounds().pad(0.2), 10);
  else if (entry.point) {
    const [lon, lat] = entry.point;
    const near = entry.nowhere ? SEA_NEAR : NEAR;
    flyTo([[lat - near, lon - near], [lat + near, lon + near]], 10);
  }
  if (layer === "places") emit("place", entry);
}
