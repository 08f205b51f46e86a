/** The search field of the page: it opens what it finds. */
import { islandsOf } from "../layers/groups.js";
import { makeCombobox, told } from "./combobox.js";
import { byId } from "../core/dom.js";
import { narrowTo } from "../layers/filters.js";
import { find as findAll, findAmbiguous, prepare, readIndex } from "./finder.js";
import { fold } from "./folding.js";
import { keep } from "./picker.js";
import { clearSpot, showSpot } from "./spot.js";
import { tellTown } from "./towns.js";
import { listBasing } from "./basing.js";
import { flyTo } from "../map/map.js";
import { emit, features, find, isDrawn, valuesOf } from "../core/store.js";
import { facilities, roleOf, theatre } from "../core/theatre.js";
import { t } from "../core/words.js";
import { writeUrl } from "../core/url.js";
import { L } from "../map/leaflet.js";

/** @typedef {import("./finder.js").Entry} Entry */
const NEAR = 0.35;
/** A sea without an outline is looked at from afar. */
const SEA_NEAR = 6;
const PAUSE_MS = 300;
const FIGURES = /\d{3}/;

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
  input.addEventListener("focus", () => void prepare().catch(() => {}));
}

/** @param {HTMLInputElement} input @param {Entry} entry */
function take(input, entry) {
  input.value = entry.filter ? "" : entry.name;
  // Nothing else in the address could name what no layer holds.
  writeUrl({ q: entry.loose ? entry.name : null });
  go(entry);
}

/** @param {string} query */
async function findEntries(query) {
  const entries = await readIndex();
  const several = findAmbiguous(theatre().ambiguous, query);
  if (!several) return showNumbers(told(await findAll(query)), query);
  const meant = several.features.flatMap((ref) => entries.filter((one) => one.ref === ref));
  return { entries: meant.map(placeByName), question: t(`ambiguous.${several.id}`) };
}

/** Where a number is asked for, each facility says its own. @template {{ entries: Entry[] }} Found @param {Found} found @param {string} query @returns {Found} */
function showNumbers(found, query) {
  if (!FIGURES.test(query)) return found;
  return { ...found, entries: found.entries.map((one) => (one.number ? { ...one, kind: `${one.kind} · ${one.number}` } : one)) };
}

/** What has no outline may have a name on the map: it is looked at there. @param {Entry} entry @returns {Entry} */
function placeByName(entry) {
  if (!entry.nowhere) return entry;
  const label = features("labels").find((one) => entry.keys.includes(fold(one.properties.name_en)));
  return label ? { ...entry, kind: t("search.sea"), point: label.geometry.coordinates } : entry;
}

/** What no layer holds: a town with its point, a system with the rows of its table. @param {Entry} entry */
async function showLoose(entry) {
  const { loose, point, ref } = entry;
  const rows = loose?.basing ? listBasing(loose.basing, await readIndex(), go) : [];
  emit("place", { ...entry, loose: { sources: loose?.sources ?? [], body: loose?.basing ? [] : tellTown(entry), rows } });
  // Its point is measured under its name.
  keep(entry);
  if (point) showSpot(entry.name, point, loose?.km ?? 0, ref);
  else clearSpot();
}

/** @param {Entry} entry */
function go(entry) {
  if (entry.loose) return void showLoose(entry);
  if (entry.filter) {
    narrowTo(...entry.filter);
    emit("wanted", "table");
    const inside = facilities().filter((one) => isDrawn(one) && valuesOf(one, /** @type {any} */ (entry.filter)[0]).includes(/** @type {any} */ (entry.filter)[1]));
    if (inside.length) flyTo(L.geoJSON(/** @type {any} */ ({ type: "FeatureCollection", features: inside })).getBounds().pad(0.4), 11);
    return;
  }
  if (entry.chain) {
    const chain = islandsOf(entry.ref);
    return flyTo(L.geoJSON(/** @type {any} */ ({ type: "FeatureCollection", features: chain })).getBounds().pad(0.1), 9);
  }
  if (find(entry.ref) || features(entry.ref).length) emit("choose", entry.ref);
  const shape = find(entry.ref) ?? features(entry.ref)[0];
  if (shape?.geometry && shape.geometry.type !== "Point") flyTo(L.geoJSON(/** @type {any} */ (shape)).getBounds().pad(0.2), 10);
  else if (entry.point) {
    const [lon, lat] = entry.point;
    const near = entry.nowhere ? SEA_NEAR : NEAR;
    flyTo([[lat - near, lon - near], [lat + near, lon + near]], 10);
  }
  if (roleOf(entry.ref) === "places") emit("place", entry);
}
