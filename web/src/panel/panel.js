/** The panel: tabs made of the server's sections; on a phone a sheet that can be raised. */
import { byId, h, narrow, s } from "../core/dom.js";
import { untilDrawn } from "../core/pace.js";
import { holdRows, showRows, unroll } from "../core/rows.js";
import { makeGrip, raise, setSheet } from "./sheet.js";
import { emit, on } from "../core/store.js";
import { readTool, readUrl, writeUrl } from "../core/url.js";
import { readToolWords, t } from "../core/words.js";

/** @type {Record<string, string>} */
const ICONS = {
  story: "M5 5h14M5 10h14M5 15h9M5 20h6",
  layers: "M12 4 21 9l-9 5-9-5zM4 14l8 5 8-5",
  distance: "M5 19 19 5M5 19v-5M5 19h5M19 5v5M19 5h-5",
  coverage: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 12h.01M12 12l6-6",
  table: "M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14",
  share: "M12 15V4M8 8l4-4 4 4M5 12v8h14v-8",
};

/** @returns {HTMLElement[]} */
const panes = () => [...document.querySelectorAll(".pane[data-tab]")].map((one) => /** @type {HTMLElement} */ (one));

export function makePanel() {
  const panel = byId("panel");
  if (!panel || !panes().length) return;
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": t("legend.title") });
  for (const pane of panes()) list.append(makeTab(pane));
  list.addEventListener("keydown", moveTab);
  panel.prepend(makeGrip(), list);
  panel.classList.add("tabbed");
  panel.addEventListener("scroll", () => (scrolled = panel.scrollTop > 0), { passive: true });
  on("paper", () => showRows());
}

let scrolled = false;

/** Back to the top of the panel, where it is not: to ask it, or to say it in vain, is a layout of the page. */
export function toTop() {
  if (scrolled) byId("panel")?.scrollTo(0, 0);
  scrolled = false;
}

/** The tools' code is fetched when their tab is first opened. @type {Record<string, () => Promise<void>>} */
const TOOLS = {
  distance: async () => (await readTools()).openDistance(),
  coverage: async () => (await readTools()).openCoverage(),
  table: async () => (await readTools()).openTable(),
  share: async () => (await readTools()).openShare(),
};
/** The tools' code and words. */
export async function readTools() {
  const [tools] = await Promise.all([import("../tools/tools.js"), readToolWords()]);
  return tools;
}

/** What wants the height of a phone. */
const TALL = ["table", "share"];
/** @type {Map<string, Promise<void>>} */
const opened = new Map();

/** @param {HTMLElement} pane */
function makeTab(pane) {
  const name = /** @type {string} */ (pane.dataset.tab);
  pane.setAttribute("role", "tabpanel");
  pane.setAttribute("aria-labelledby", `tab-${name}`);
  return h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": pane.id, onclick: () => showTab(name, { push: true }) }, makeIcon(ICONS[name]), h("span", {}, pane.dataset.label));
}

/** @param {string} path @returns {any} */
const makeIcon = (path) => s("svg", { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true", focusable: "false" }, s("path", { d: path }));

/** @param {string} name @param {{ push?: boolean }} [options] */
export async function showTab(name, { push = false } = {}) {
  // A theatre without areas has no coverage, one without facilities no table.
  if (!panes().some((one) => one.dataset.tab === name)) name = "story";
  toTop();
  const held = document.activeElement;
  byId("panel")?.classList.toggle("wide", name === "table");
  if (name === "table") holdRows();
  for (const pane of panes()) {
    const chosen = pane.dataset.tab === name;
    pane.hidden = !chosen;
    const tab = byId(`tab-${pane.dataset.tab}`);
    tab?.setAttribute("aria-selected", String(chosen));
    if (tab) tab.tabIndex = chosen ? 0 : -1;
  }
  if (TALL.includes(name)) setSheet("full");
  else raise();
  if (push) leave(name);
  if (push) keepFocus(name, held);
  emit("layout");
  if (name === "table") unroll();
  if (TOOLS[name] && byId(`pane-${name}`)) await untilDrawn().then(() => openTool(name));
  emit("tab", name);
}

/** What had the focus may be hidden by now, or gone: it goes on from the tab that is open. @param {string} name @param {Element | null} held */
function keepFocus(name, held) {
  if (held && held !== document.body && !held.closest("[role=tab]") && !held.checkVisibility()) byId(`tab-${name}`)?.focus({ preventScroll: true });
}

/** Leave the tab for another: share lies over what is shown, which stays there, its card too. @param {string} name */
function leave(name) {
  showCard(null);
  if (name !== "share") emit("closed");
  // To write the address is to style the page: once it is drawn, it is.
  untilDrawn().then(() => writeTab(name));
}

/** Write the tab into the address. @param {string} name */
function writeTab(name) {
  if (name === "share") return writeUrl({ tool: readTool() ?? "share" }, { push: true, tab: "share" });
  const given = readUrl();
  given.delete("tool");
  // Without a name, what the distance and the rings left in the address would open their tool.
  const isNamed = name !== "story" || readTool(given);
  writeUrl({ tool: isNamed ? name : null, feature: null }, { push: true });
}

/** @param {string} name */
async function openTool(name) {
  if (!opened.has(name)) opened.set(name, TOOLS[name]());
  await opened.get(name)?.catch(() => {
    opened.delete(name);
    byId(name)?.replaceChildren(h("p", { class: "note", role: "alert" }, t("state.offline_ask")));
  });
}

/** @param {KeyboardEvent} event */
function moveTab(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const next = /** @type {HTMLElement} */ (tabs.at((tabs.indexOf(/** @type {Element} */ (event.target)) + step) % tabs.length));
  next.click();
  next.focus();
  event.preventDefault();
}

/** Show a card over the tabs, or the tabs again. @param {HTMLElement | null} card */
export function showCard(card) {
  const panel = byId("panel");
  const place = byId("card");
  if (!panel || !place) return;
  place.replaceChildren(...(card ? [card] : []));
  place.hidden = !card;
  panel.classList.toggle("has-card", Boolean(card));
  toTop();
  if (card) raise();
  // To focus it is to lay it out at once; drawn, it is.
  if (card && !narrow()) untilDrawn().then(() => card.querySelector("h2")?.focus({ preventScroll: true }));
}
