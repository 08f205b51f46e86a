/** The panel: tabs made of the server's sections; on a phone a sheet that can be raised. */
import { byId, h, narrow } from "./dom.js";
import { emit } from "./store.js";
import { t } from "./words.js";

/** @returns {HTMLElement[]} */
const panes = () => [...document.querySelectorAll(".pane[data-tab]")].map((one) => /** @type {HTMLElement} */ (one));

export function makePanel() {
  const panel = byId("panel");
  if (!panel) return;
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": t("legend.title") });
  for (const pane of panes()) list.append(makeTab(pane));
  list.addEventListener("keydown", moveTab);
  panel.prepend(makeHandle(panel), list);
  showTab("story");
}

/** @param {HTMLElement} pane */
function makeTab(pane) {
  const name = /** @type {string} */ (pane.dataset.tab);
  pane.setAttribute("role", "tabpanel");
  pane.setAttribute("aria-labelledby", `tab-${name}`);
  return h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": pane.id, onclick: () => showTab(name) }, pane.dataset.label);
}

/** @param {string} name */
export function showTab(name) {
  for (const pane of panes()) {
    const chosen = pane.dataset.tab === name;
    pane.hidden = !chosen;
    const tab = byId(`tab-${pane.dataset.tab}`);
    tab?.setAttribute("aria-selected", String(chosen));
    if (tab) tab.tabIndex = chosen ? 0 : -1;
  }
  byId("panel")?.scrollTo(0, 0);
  emit("tab", name);
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

/** The grip of the sheet. @param {HTMLElement} panel */
function makeHandle(panel) {
  const grip = h("button", { type: "button", class: "grip", "aria-expanded": "false", "aria-label": t("tool.raise"), onclick: () => raise(panel, grip) });
  return grip;
}

/** @param {HTMLElement} panel @param {HTMLElement} grip */
function raise(panel, grip) {
  const up = panel.classList.toggle("raised");
  grip.setAttribute("aria-expanded", String(up));
  emit("layout");
}

/** Show a card over the tabs, or the tabs again. @param {HTMLElement | null} card */
export function showCard(card) {
  const panel = byId("panel");
  const place = byId("card");
  if (!panel || !place) return;
  place.replaceChildren(...(card ? [card] : []));
  place.hidden = !card;
  panel.classList.toggle("has-card", Boolean(card));
  panel.scrollTo(0, 0);
  if (card && !narrow()) card.querySelector("h2")?.focus({ preventScroll: true });
}
