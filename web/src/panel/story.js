/** The article in stops: choosing one lights its places, names them and goes there; a list of the other points comes last. */
import { layersOf, partsOf, roleOf } from "../core/theatre.js";
import { announce, byId, calm, h } from "../core/dom.js";
import { showArrows } from "../map/pan.js";
import { isChain, islandsOf } from "../layers/groups.js";
import { makeRing } from "../layers/halo.js";
import { L } from "../map/leaflet.js";
import { drawShapes } from "../map/shapes.js";
import { flyTo } from "../map/map.js";
import { lightMarks } from "../layers/marks.js";
import { emit, features, on, store } from "../core/store.js";
import { pick, t } from "../core/words.js";
import { readUrl, writeUrl } from "../core/url.js";
import { toTop } from "./panel.js";

/** A stop goes no nearer than where its surroundings are seen. */
const CLOSEST = 8;

/** @type {import("leaflet").LayerGroup | null} */
let lights = null;
/** The stop whose lines have been drawn before the reader's eyes. @type {HTMLElement | null} */
let drawn = null;

/** What can be shown one after the other: the first card, where there is one, the stops, and the points without a place. @returns {HTMLElement[]} */
const steps = () => [...document.querySelectorAll("#first, .stop:not([data-off])")].map((one) => /** @type {HTMLElement} */ (one));
/** The step that tells a point; the first one for 0, or a number that is not there. @param {number} no */
const stepOf = (no) => /** @type {HTMLElement} */ (byId(`claim-${no}`)?.closest(".stop") ?? steps()[0]);
/** The numbers of the points of a step that are of the chosen topic. @param {HTMLElement} step */
const pointsOf = (step) => [...step.querySelectorAll(".claim:not([hidden])")].map((one) => Number(one.id.replace("claim-", "")));

export function makeStory() {
  const story = byId("pane-story");
  if (!story || !document.querySelector(".stop")) return;
  story.append(makeSteps());
  const topics = /** @type {HTMLSelectElement | null} */ (byId("topic"));
  topics?.addEventListener("change", () => {
    keepTopic(topics.value);
    showClaim(topics.value ? (pointsOf(steps()[1])[0] ?? 0) : 0, { push: true });
  });
  byId("panel")?.append(h("div", { class: "return" }, h("button", { type: "button", class: "button", onclick: comeBack }, `‹ ${t("story.back")}`)));
  story.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("[data-claim]");
    if (!link) return;
    event.preventDefault();
    const no = Number(/** @type {HTMLElement} */ (link).dataset.claim);
    showClaim(no, { push: true });
    // The link is hidden by now, and the focus with it.
    stepOf(no).querySelector("h2")?.focus({ preventScroll: true });
  });
  // Layers arrive in any order: each that a point can light lights it again.
  on("data", (layer) => roleOf(layer) !== "facilities" && layer !== "land" && (store.claim || isAsked()) && light());
  on("arranged", () => (store.claim || isAsked()) && lightMarks(linksOf()));
  on("tab", (name) => name !== "story" && explore(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && byId("card")?.hidden && isExploring() && comeBack());
}

/** Tell the points of one topic, or of all. @param {string} topic */
function keepTopic(topic) {
  for (const one of document.querySelectorAll(".claim")) /** @type {HTMLElement} */ (one).hidden = Boolean(topic) && !(/** @type {HTMLElement} */ (one).dataset.topics ?? "").split(" ").includes(topic);
  for (const one of document.querySelectorAll(".stop")) {
    one.toggleAttribute("data-off", !one.querySelector(".claim:not([hidden])"));
    /** @type {HTMLElement} */ (one).hidden = true;
  }
  const chosen = /** @type {HTMLSelectElement | null} */ (byId("topic"));
  if (chosen) chosen.value = topic;
}

function makeSteps() {
  return h("div", { class: "steps", "data-obstacle": true },
    h("button", { type: "button", class: "button", id: "claim-prev", onclick: () => stepClaim(-1) }, `‹ ${t("claim.prev")}`),
    h("button", { type: "button", class: "button quiet", id: "story-explore", onclick: () => explore(true) }, t("story.explore")),
    h("button", { type: "button", class: "button", id: "claim-next", title: t("claim.keys"), onclick: () => stepClaim(1) }, `${t("claim.next")} ›`),
  );
}

/** The story steps aside, and the map is the reader's; the stop stays lit. @param {boolean} wanted */
function explore(wanted) {
  byId("panel")?.classList.toggle("exploring", wanted);
  emit("layout");
  if (wanted) store.map?.getContainer().focus({ preventScroll: true });
}

const isExploring = () => byId("panel")?.classList.contains("exploring") ?? false;

/** Back from exploring: to the stop, and to what it shows. */
function comeBack() {
  explore(false);
  goTo(stepOf(store.claim ?? 0));
  byId("story-explore")?.focus({ preventScroll: true });
}

/** @param {number} by */
export function stepClaim(by) {
  const all = steps();
  const at = all.indexOf(stepOf(store.claim ?? 0)) + by;
  const step = all[at];
  if (step) showClaim(pointsOf(step)[0] ?? 0, { push: true });
}

/**
 * Show the stop of a point; for 0, or one that is not there, what the story starts with.
 * @param {number} no @param {{ push?: boolean, move?: boolean, tell?: boolean }} [options]
 */
export function showClaim(no, { push = false, move = true, tell = push } = {}) {
  // Who comes from a place, or back, wants this point, whatever its topic.
  if (byId(`claim-${no}`)?.hidden) keepTopic("");
  const all = steps();
  if (!all.length) return;
  const step = stepOf(no);
  const points = pointsOf(step);
  store.claim = points.includes(no) ? no : (points[0] ?? 0);
  explore(false);
  for (const one of all) one.hidden = one !== step;
  for (const one of document.querySelectorAll(".claim")) one.classList.toggle("asked", points.length > 1 && one.id === `claim-${no}` && no !== points[0]);
  // Not disabled: that would take the focus of who has just used it.
  byId("claim-prev")?.setAttribute("aria-disabled", String(step === all[0]));
  byId("claim-next")?.setAttribute("aria-disabled", String(step === all.at(-1)));
  // Where the story is told for the first time, and where it ends: not under each stop.
  byId("told-by")?.toggleAttribute("hidden", step !== all[0] && step !== all.at(-1));
  byId("story-explore")?.toggleAttribute("hidden", !step.dataset.frame);
  toTop();
  document.querySelector(".claim.asked")?.scrollIntoView({ block: "nearest" });
  writeUrl({ claim: store.claim || null }, { push });
  light();
  emit("claim", store.claim);
  if (move) goTo(step);
  if (tell) announce(["h2", ".claim-text"].map((one) => step.querySelector(one)?.textContent).join(". "));
}

/** Whether the page is that of one article: before its first stop it is about all of its places. */
const isAsked = () => readUrl().has("article") && document.body.dataset.mode !== "embed";

/** The rows of the points that are told. */
function rowsNow() {
  const { article } = document.body.dataset;
  const told = store.claim ? pointsOf(stepOf(store.claim)) : isAsked() ? steps().flatMap(pointsOf) : [];
  return features("annotations").filter(({ properties }) => properties.article === article && told.includes(properties.claim_no) && properties.feature);
}

/** The places that are told: reference → how they are linked; what is named anywhere is named. */
function linksOf() {
  /** @type {Map<string, "explicit" | "implied">} */
  const links = new Map();
  for (const { properties } of rowsNow()) {
    if (properties.feature.includes("/") && links.get(properties.feature) !== "explicit") links.set(properties.feature, properties.link);
  }
  return links;
}

/** Light the places of the step that is shown. */
function light() {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const step = stepOf(store.claim ?? 0);
  lights?.remove();
  lights = L.layerGroup().addTo(map);
  const links = linksOf();
  lightMarks(links);
  for (const [ref, link] of links) lightPlace(lights, ref, link);
  for (const { properties } of rowsNow()) if (layersOf("land").includes(properties.feature)) lightIslands(lights, properties.feature, properties.link);
  drawFan(lights, step);
  showArrows([...links].flatMap(([ref, link]) => findLabel(ref).map(({ properties, geometry }) => ({ name: pick(properties, "name") ?? "", at: geometry.coordinates, link }))));
  emit("told", JSON.parse(step.dataset.names ?? "[]"));
}

/** The name on the map of a place that has no point of its own: a country, an area. @param {string} ref */
function findLabel(ref) {
  const row = features("annotations").find((one) => one.properties.feature === ref);
  if (roleOf(ref) !== "places" || !row || row.geometry || isChain(ref)) return [];
  return features("labels").filter((one) => one.properties.kind === "area" && one.properties.name_en.toLowerCase() === ref.split("/")[1].replace(/-/g, " "));
}

/** The definitions that a figure can mean, each as its geodesic; they grow once, when their stop is reached. @param {import("leaflet").LayerGroup} group @param {HTMLElement} step */
function drawFan(group, step) {
  const grows = drawn !== step && !calm();
  drawn = step;
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (step.querySelectorAll("[data-line]"))) {
    const coordinates = JSON.parse(line.dataset.line ?? "[]");
    const shape = { type: "Feature", id: "fan", properties: {}, geometry: { type: "LineString", coordinates } };
    const name = line.classList.contains("highlight") ? "fan chosen" : "fan";
    const shapes = drawShapes(group, [/** @type {any} */ (shape)], "lines", name, false).bindTooltip(() => line.textContent ?? "");
    if (grows) shapes.eachLayer((one) => grow(/** @type {any} */ (one).getElement()));
  }
}

/** @param {SVGElement | undefined} path */
function grow(path) {
  path?.setAttribute("pathLength", "1");
  path?.classList.add("grows");
  path?.addEventListener("animationend", () => {
    path.classList.remove("grows");
    path.removeAttribute("pathLength");
  });
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

/** A place that is no facility: a ring where it lies. What has no point, a country, has its name alone: a ring would say where in it. @param {import("leaflet").LayerGroup} group @param {string} ref @param {string} link */
function lightPoint(group, ref, link) {
  const row = features("annotations").find((one) => one.properties.feature === ref && one.geometry);
  if (!row) return;
  makeRing(row.geometry.coordinates, link).addTo(group);
}

/** @param {import("leaflet").LayerGroup} group @param {string} layer @param {string} link */
function lightIslands(group, layer, link) {
  const islands = [layer, ...partsOf(layer)].flatMap(features);
  drawShapes(group, islands.filter((one) => !one.properties?.disputed), "lines", `lit-islands whole ${link}`, false);
}

/** Go to the places of a stop; the points without one leave the map where it is. @param {HTMLElement} step */
function goTo({ dataset: { frame } }) {
  if (frame) flyTo(JSON.parse(frame), CLOSEST);
  else store.map?.stop();
}
