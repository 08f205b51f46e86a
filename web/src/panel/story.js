/** The article's points, one at a time: choosing one lights its places and goes there. */
import { layersOf, partsOf, roleOf } from "../core/theatre.js";
import { announce, byId, h, s } from "../core/dom.js";
import { showArrows } from "../map/pan.js";
import { isChain, islandsOf } from "../layers/groups.js";
import { L } from "../map/leaflet.js";
import { drawShapes } from "../map/shapes.js";
import { flyTo } from "../map/map.js";
import { lightMarks } from "../layers/marks.js";
import { emit, features, find, on, store } from "../core/store.js";
import { pick, t } from "../core/words.js";
import { writeUrl } from "../core/url.js";

/** Points that leave the map where it is: none of their places is finer than a country. */
const CLOSEST = 8;

/** @type {import("leaflet").LayerGroup | null} */
let lights = null;

/** The numbers of the points, in order. */
const numbers = () => [...document.querySelectorAll(".claim")].map((one) => Number(one.id.replace("claim-", "")));
/** What can be shown one after the other: the first card, where there is one, and the points. */
const steps = () => [...(byId("first") ? [0] : []), ...numbers()];

export function makeStory() {
  const story = byId("pane-story");
  if (!story || !numbers().length) return;
  story.append(makeSteps());
  story.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("[data-claim]");
    if (!link) return;
    event.preventDefault();
    showClaim(Number(/** @type {HTMLElement} */ (link).dataset.claim), { push: true });
  });
  // Layers arrive in any order: each that a point can light lights it again.
  on("data", (layer) => roleOf(layer) !== "facilities" && layer !== "land" && store.claim && light(store.claim));
  on("arranged", () => store.claim && lightMarks(linksOf(store.claim)));
}

function makeSteps() {
  return h("div", { class: "steps" },
    h("button", { type: "button", class: "button", id: "claim-prev", onclick: () => stepClaim(-1) }, `‹ ${t("claim.prev")}`),
    h("span", { class: "keys", "aria-hidden": "true", title: t("claim.keys") }, "P · N"),
    h("button", { type: "button", class: "button", id: "claim-next", onclick: () => stepClaim(1) }, `${t("claim.next")} ›`),
  );
}

/** @param {number} by */
export function stepClaim(by) {
  const all = steps();
  const at = Math.max(0, all.indexOf(store.claim ?? 0)) + by;
  showClaim(all[Math.max(0, Math.min(all.length - 1, at))], { push: true });
}

/**
 * Show a point; for 0, or one that is not there, what the story starts with.
 * @param {number} no @param {{ push?: boolean, move?: boolean, tell?: boolean }} [options]
 */
export function showClaim(no, { push = false, move = true, tell = push } = {}) {
  const all = steps();
  const wanted = all.includes(no) ? no : (all[0] ?? 0);
  store.claim = wanted;
  byId("first")?.toggleAttribute("hidden", wanted !== 0);
  for (const one of document.querySelectorAll(".claim")) one.toggleAttribute("hidden", one.id !== `claim-${wanted}`);
  byId("claim-prev")?.toggleAttribute("disabled", wanted === all[0]);
  byId("claim-next")?.toggleAttribute("disabled", wanted === all.at(-1));
  byId("panel")?.scrollTo(0, 0);
  writeUrl({ claim: wanted || null }, { push });
  light(wanted);
  emit("claim", wanted);
  if (move && wanted) goTo(wanted);
  if (tell) announce(byId(`claim-${wanted}`)?.querySelector(".claim-text")?.textContent ?? "");
}

/** @param {number} no */
function rowsOf(no) {
  const { article } = document.body.dataset;
  return features("annotations").filter(({ properties }) => properties.article === article && properties.claim_no === no && properties.feature);
}

/** The places of a point: reference → how it is linked. @param {number} no */
function linksOf(no) {
  /** @type {Map<string, "explicit" | "implied">} */
  const links = new Map();
  for (const { properties } of rowsOf(no)) if (properties.feature.includes("/")) links.set(properties.feature, properties.link);
  return links;
}

/** @param {number} no */
function light(no) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  lights?.remove();
  lights = L.layerGroup().addTo(map);
  lightMarks(linksOf(no));
  for (const [ref, link] of linksOf(no)) lightPlace(lights, ref, link);
  for (const { properties } of rowsOf(no)) if (layersOf("land").includes(properties.feature)) lightIslands(lights, properties.feature, properties.link);
  drawFan(lights, no);
  showArrows([...linksOf(no)].flatMap(([ref, link]) => findLabel(ref).map(({ properties, geometry }) => ({ name: pick(properties, "name") ?? "", at: geometry.coordinates, link }))));
}

/** The name on the map of a place that has no point of its own: a country, an area. @param {string} ref */
function findLabel(ref) {
  const row = features("annotations").find((one) => one.properties.feature === ref);
  if (roleOf(ref) !== "places" || !row || row.geometry || isChain(ref)) return [];
  return features("labels").filter((one) => one.properties.kind === "area" && one.properties.name_en.toLowerCase() === ref.split("/")[1].replace(/-/g, " "));
}

/** The definitions that a point's figure can mean. @param {number} no @returns {NodeListOf<HTMLElement>} */
const fanOf = (no) => document.querySelectorAll(`#claim-${no} [data-line]`);
/** @param {HTMLElement} line @returns {[number, number][]} */
const readLine = (line) => JSON.parse(line.dataset.line ?? "[]");

/** The definitions that a figure can mean, each as its geodesic. @param {import("leaflet").LayerGroup} group @param {number} no */
function drawFan(group, no) {
  for (const line of fanOf(no)) {
    const coordinates = readLine(line);
    const shape = { type: "Feature", id: "fan", properties: {}, geometry: { type: "LineString", coordinates } };
    const name = line.classList.contains("highlight") ? "fan chosen" : "fan";
    drawShapes(group, [/** @type {any} */ (shape)], "lines", name, false).bindTooltip(() => line.textContent ?? "");
  }
}

/** @param {import("leaflet").LayerGroup} group @param {string} ref @param {string} link */
function lightPlace(group, ref, link) {
  const [layer, id] = ref.split("/");
  if (roleOf(layer) === "facilities") return;
  if (isChain(ref)) return void drawShapes(group, islandsOf(ref), "lines", `lit-islands ${link}`, false);
  if (roleOf(layer) === "places") return lightPoint(group, ref, link);
  const shape = features(layer).filter((one) => one.id === id);
  if (roleOf(layer) !== "areas") return void drawShapes(group, shape, "lines", `lit-area ${link}`, false);
  // A sea is lit by its water and its closing lines: its coasts are nobody's limit.
  drawShapes(group, shape, "sea", "sea-lit", false);
  const lines = layersOf("areas").flatMap(partsOf).flatMap(features);
  drawShapes(group, lines.filter((one) => one.properties.sea === layer), "limits", "limit-lit", false);
}

/** A place that is no facility: a ring at its label point. @param {import("leaflet").LayerGroup} group @param {string} ref @param {string} link */
function lightPoint(group, ref, link) {
  const row = features("annotations").find((one) => one.properties.feature === ref && one.geometry) ?? findLabel(ref)[0];
  if (!row) return;
  const [lon, lat] = row.geometry.coordinates;
  const ring = s("svg", { viewBox: "0 0 40 40", width: 40, height: 40, "aria-hidden": "true" }, s("circle", { cx: 20, cy: 20, r: 15 }));
  const element = h("div", { class: `lit-point ${link}` });
  element.append(ring);
  L.marker([lat, lon], { icon: L.divIcon({ html: element, className: "lit-icon", iconSize: [40, 40] }), interactive: false, keyboard: false }).addTo(group);
}

/** @param {import("leaflet").LayerGroup} group @param {string} layer @param {string} link */
function lightIslands(group, layer, link) {
  const islands = [layer, ...partsOf(layer)].flatMap(features);
  drawShapes(group, islands.filter((one) => !one.properties?.disputed), "lines", `lit-islands ${link}`, false);
}

/** Go to the places of a point, unless it has none finer than a country. @param {number} no */
function goTo(no) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const bounds = L.latLngBounds([]);
  for (const { properties, geometry } of rowsOf(no)) {
    const shape = roleOf(properties.feature) === "places" ? null : find(properties.feature);
    if (isChain(properties.feature)) for (const one of islandsOf(properties.feature)) bounds.extend(L.geoJSON(one).getBounds());
    if (shape?.geometry) bounds.extend(L.geoJSON(shape).getBounds());
    else if (geometry) bounds.extend([geometry.coordinates[1], geometry.coordinates[0]]);
  }
  for (const line of fanOf(no)) for (const [lon, lat] of readLine(line)) bounds.extend([lat, lon]);
  if (bounds.isValid()) flyTo(bounds.pad(0.15), CLOSEST);
  else map.stop();
}
