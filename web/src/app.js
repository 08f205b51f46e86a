/** The last step: panel, story, cards, chips and keys come alive. */
import { roleOf, wholeOf } from "./core/theatre.js";
import { pick } from "./core/words.js";
import { breathe, untilDrawn } from "./core/pace.js";
import { addDrawing, clearDrawing } from "./map/overlay.js";
import { makeCard, makePlaceCard, makeStack, setSources } from "./panel/card.js";
import { byId } from "./core/dom.js";
import { approach } from "./layers/approach.js";
import { makeFilters } from "./layers/filters.js";
import { cooperate } from "./map/gestures.js";
import { tellHeight } from "./embed/height.js";
import { countMoves, flyTo, isUntouched } from "./map/map.js";
import { makeRing } from "./layers/halo.js";
import { focusIsland } from "./layers/islands.js";
import { focusRef, keepRefInView } from "./layers/marks.js";
import { makePanel, readTools, showCard, showTab } from "./panel/panel.js";
import { makePrint } from "./map/print.js";
import { begin, emit, find, on, store } from "./core/store.js";
import { makeStory, showClaim, stepClaim } from "./panel/story.js";
import { makeSwitches } from "./map/switches.js";
import { makeTwin } from "./layers/description.js";
import { readClaim, readTab, readTool, readUrl, writeUrl, writeView } from "./core/url.js";

const MEASURING = ["distance", "coverage"];

/** @param {import("leaflet").Map} map @param {{ sources: string | Record<string, any>, nearest: [string, number][], drawn?: { shapes: [string, any[], string?][], ends: any[], rings?: [[number, number], string][] } }} options */
export async function start(map, { sources, nearest, drawn }) {
  // Each step is a task of its own: in one they are felt on a phone. What stands on the page comes first, all at once.
  await breathe();
  setSources(sources);
  makePanel();
  makeStory();
  skipLead();
  listen();
  openTab();
  showClaim(readClaim() ?? 0, { move: false });
  await breathe();
  makeSwitches();
  makeFilters();
  makeTwin(nearest);
  begin();
  await breathe();
  const wanted = readUrl().get("feature");
  if (wanted && roleOf(wanted) === "places" && !document.body.dataset.mode) findPlace(wanted).catch(() => {});
  if (document.body.dataset.mode === "embed") {
    cooperate(map);
    tellHeight();
  }
  map.on("moveend", later(() => isUntouched() || writeView(), 400));
  makePrint(map);
  approach(map);
  const field = /** @type {HTMLInputElement | null} */ (byId("search"));
  // Who types before the page is ready loses no letter of it.
  if (field && field === document.activeElement) wakeSearch();
  else if (field) {
    field.addEventListener("focus", wakeSearch, { once: true });
    field.value = readUrl().get("q") ?? "";
  }
  for (const [name, shapes, figure] of drawn?.shapes ?? []) addDrawing(shapes, name, figure);
  for (const one of drawn?.rings ?? []) makeRing(...one).addTo(map);
  if (drawn) emit(drawn.rings ? "told" : "ends", drawn.ends);
  document.documentElement.classList.add("ready");
}

/** An address of one thing goes there; files, which are one for all addresses, learn it here. */
function skipLead() {
  if (!readUrl().get("article") && !readUrl().get("feature")) return;
  for (const one of document.querySelectorAll("[data-lead] > .lead, [data-lead] > h2")) one.remove();
  byId("first")?.removeAttribute("data-lead");
}

/** The search is fetched when somebody goes to its field. */
async function wakeSearch() {
  const { makeSearch } = await readTools();
  makeSearch();
}

/** Open what the address names; under Share the line or rings that it shares are drawn first. */
async function openTab() {
  const [tab, tool] = [readTab(), readTool()];
  if (tab === "share" && tool && MEASURING.includes(tool) && store.figure !== tool) await showTab(tool);
  await showTab(tab);
}

/** What had the focus before a card came. @type {HTMLElement | SVGElement | null} */
let opener = null;

/** Show a card, and remember where to go back to. @param {HTMLElement} card */
function present(card) {
  const now = /** @type {HTMLElement | null} */ (document.activeElement);
  if (now && now !== document.body && !byId("card")?.contains(now)) opener = now;
  showCard(card);
}

/** Focus goes back to where the card was opened from. @param {string | null} ref */
function giveBack(ref) {
  if (opener?.isConnected && opener.checkVisibility()) opener.focus({ preventScroll: true });
  else if (ref && roleOf(ref) === "facilities") focusRef(ref);
  else if (ref && roleOf(ref) === "land") focusIsland(ref);
  opener = null;
}

function listen() {
  on("choose", (ref) => open(wholeOf(ref), { push: true }));
  on("stack", (refs) => present(makeStack(refs)));
  on("place", (entry) => openPlace(entry, { push: true }));
  on("island", (feature) => !store.picking && pick(feature.properties, "name") && open(feature.ref, { push: true }));
  on("close", close);
  on("read", read);
  on("data", openFirst);
  on("tab", (name) => name !== "share" && keepFigure(name));
  on("wanted", (name) => showTab(name, { push: true }));
  on("tab", () => store.picking?.(null));
  window.addEventListener("popstate", restore);
  document.addEventListener("keydown", press);
  document.addEventListener("click", followLink);
}

/** A line or rings stay while their tool is open, and while they are shared. @param {string} tab */
function keepFigure(tab) {
  store.figure = MEASURING.includes(tab) ? tab : null;
  if (!store.figure) clearDrawing();
}

/** @param {string} ref @param {{ push?: boolean }} [options] */
function open(ref, { push = false } = {}) {
  const card = makeCard(ref);
  if (!card) return;
  store.open = ref;
  store.openName = store.openAt = null;
  present(card);
  writeUrl({ feature: ref }, { push });
  follow(ref);
}

/** The map follows when the card is drawn: both at once are felt. One that was told to go elsewhere since goes there. @param {string} ref */
async function follow(ref) {
  const before = countMoves();
  await untilDrawn();
  if (store.open !== ref) return;
  emit("opened", ref);
  await untilDrawn();
  if (store.open === ref && countMoves() === before) keepRefInView(ref);
}

/** A place that no layer of the map draws. @param {any} entry @param {{ push?: boolean }} [options] */
function openPlace(entry, { push = false } = {}) {
  store.open = entry.ref;
  store.openName = entry.name;
  store.openAt = entry.point ?? null;
  present(makePlaceCard(entry));
  writeUrl({ feature: entry.loose ? null : entry.ref }, { push });
  follow(entry.ref);
}

/** A place that the address names: it is looked up first. @param {string} ref */
async function findPlace(ref) {
  const { readIndex } = await readTools();
  const entry = (await readIndex()).find((/** @type {any} */ one) => one.ref === ref);
  if (entry && readUrl().get("feature") === ref) openPlace(entry);
}

function close() {
  const was = store.open;
  if (byId("card")?.hidden) return;
  store.open = null;
  showCard(null);
  writeUrl({ feature: null }, { push: Boolean(was) });
  emit("closed");
  giveBack(was);
}

/** Escape ends what is open; N and P turn the article's points. @param {KeyboardEvent} event */
function press(event) {
  if (event.key === "Escape") return store.picking ? store.picking(null) : close();
  const typing = /** @type {HTMLElement} */ (event.target).closest?.("input, select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || byId("pane-story")?.hidden || !byId("card")?.hidden) return;
  if (event.key === "n") stepClaim(1);
  if (event.key === "p") stepClaim(-1);
}

/** Go from a place to a point of the article. @param {number} no */
function read(no) {
  store.open = null;
  showTab("story", { push: true });
  showClaim(no, { tell: true });
}

/** Open what the address names once its layer is there. @param {string} layer */
function openFirst(layer) {
  const wanted = readUrl().get("feature");
  const ref = wanted && wholeOf(wanted);
  if (ref?.startsWith(`${layer}/`) && !store.open && find(ref) && !isShared()) open(ref);
  if (layer === "annotations" && store.open && !isShared()) open(store.open);
  if (layer === "annotations" && readClaim() && !store.settings?.view) showClaim(readClaim() ?? 0);
}

/** Whether Share lies over what the address shows. */
const isShared = () => readTab() === "share" && readTool() !== "share";

/** Back and Forward: everything follows the address. */
function restore() {
  const feature = readUrl().get("feature");
  openTab();
  // Nothing changes in the address, but links that carry it along do.
  writeUrl({});
  const ref = feature && wholeOf(feature);
  // A card lies over the tabs, so while one is shared it is put away.
  if (readTab() === "share") showCard(null);
  else if (ref && find(ref)) open(ref);
  else if (feature && roleOf(feature) === "places") findPlace(feature).catch(() => {});
  else {
    store.open = null;
    showCard(null);
    emit("closed");
  }
  if ((readClaim() ?? 0) !== store.claim) showClaim(readClaim() ?? 0);
  emit("url");
}

/** Links of the page that the map can follow by itself. @param {MouseEvent} event */
function followLink(event) {
  const target = /** @type {HTMLElement} */ (event.target).closest?.("[data-bounds], [data-open], [data-tab-link], [data-focus]");
  if (!target) return;
  const { bounds, tabLink, focus } = /** @type {HTMLElement} */ (target).dataset;
  // A row of the table says once what it is about.
  const ref = target.matches("[data-open]") && /** @type {HTMLElement} */ (target.closest("[data-ref]")).dataset.ref;
  if (focus) byId(focus)?.focus();
  if (bounds) flyTo(JSON.parse(bounds), 12);
  if (tabLink) {
    showTab(tabLink, { push: true });
    if (tabLink === "table") byId("facilities")?.focus();
  }
  if (ref && find(ref)) {
    event.preventDefault();
    open(ref, { push: true });
    goTo(ref);
  } else if (bounds || tabLink) event.preventDefault();
}

/** @param {string} ref */
function goTo(ref) {
  const geometry = find(ref)?.geometry;
  if (geometry?.type !== "Point") return;
  const [lon, lat] = geometry.coordinates;
  flyTo([[lat - 0.2, lon - 0.2], [lat + 0.2, lon + 0.2]], 9);
}

/** @param {() => void} act @param {number} pause */
function later(act, pause) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, pause);
  };
}
