/** The last step: panel, story, cards, chips and keys come alive. */
import { makeCard, makeStack, setSourcesUrl } from "./card.js";
import { byId } from "./dom.js";
import { flyTo, showFirstView } from "./map.js";
import { focusRef } from "./marks.js";
import { makePanel, showCard, showTab } from "./panel.js";
import { emit, find, on, store } from "./store.js";
import { makeStory, showClaim } from "./story.js";
import { makeTools } from "./tools.js";
import { readUrl, writeUrl, writeView } from "./url.js";

/** @param {import("leaflet").Map} map @param {{ sources: string }} options */
export function start(map, { sources }) {
  setSourcesUrl(sources);
  makePanel();
  makeStory();
  makeTools();
  listen();
  showFirstView();
  showClaim(store.settings?.claim ?? 0, { move: false });
  map.on("moveend", later(writeView, 400));
  document.documentElement.classList.add("ready");
}

function listen() {
  on("choose", (ref) => open(ref, { push: true }));
  on("stack", (refs) => showCard(makeStack(refs)));
  on("island", (feature) => feature.properties.name_en && open(`japan_archipelago/${feature.id}`, { push: true }));
  on("close", close);
  on("read", read);
  on("data", openFirst);
  window.addEventListener("popstate", restore);
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  document.addEventListener("click", follow);
}

/** @param {string} ref @param {{ push?: boolean }} [options] */
function open(ref, { push = false } = {}) {
  const card = makeCard(ref);
  if (!card) return;
  store.open = ref;
  showCard(card);
  writeUrl({ feature: ref }, { push });
  emit("opened", ref);
}

function close() {
  const was = store.open;
  if (byId("card")?.hidden) return;
  store.open = null;
  showCard(null);
  writeUrl({ feature: null }, { push: Boolean(was) });
  if (was) focusRef(was);
}

/** Go from a place to a point of the article. @param {number} no */
function read(no) {
  store.open = null;
  showCard(null);
  writeUrl({ feature: null });
  showTab("story");
  showClaim(no, { push: true });
}

/** Open what the address names once its layer is there. @param {string} layer */
function openFirst(layer) {
  const wanted = store.settings?.feature;
  if (wanted?.startsWith(`${layer}/`) && !store.open && find(wanted)) open(wanted);
  if (layer === "annotations" && store.open) open(store.open);
  if (layer === "annotations" && store.settings?.claim && !store.settings.view) showClaim(store.settings.claim);
}

/** Back and Forward. */
function restore() {
  const { feature, claim } = readUrl();
  if (feature && find(feature)) open(feature);
  else {
    store.open = null;
    showCard(null);
  }
  if ((claim ?? 0) !== store.claim) showClaim(claim ?? 0);
}

/** Links of the page that the map can follow by itself. @param {MouseEvent} event */
function follow(event) {
  const target = /** @type {HTMLElement} */ (event.target).closest?.("[data-bounds], [data-open], [data-tab-link]");
  if (!target) return;
  const { bounds, open: ref, tabLink } = /** @type {HTMLElement} */ (target).dataset;
  if (bounds) flyTo(JSON.parse(bounds), 12);
  if (tabLink) showTab(tabLink);
  if (ref && find(ref)) {
    event.preventDefault();
    byId("stage")?.scrollIntoView();
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
