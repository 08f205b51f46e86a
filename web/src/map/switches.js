/** Layers that can be switched off, the theme, and buttons that move the map. */
import { partsOf } from "../core/theatre.js";
import vocabulary from "../core/vocabulary.js";
import { byId, calm, h } from "../core/dom.js";
import { emit, on, store } from "../core/store.js";
import { t } from "../core/words.js";
import { readUrl, writeUrl } from "../core/url.js";

const THEMES = vocabulary.themes;
/** From "as the device" the first press has to change something. */
const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;
const PAN_SHARE = 0.3;

export function makeSwitches() {
  for (const box of boxes()) box.addEventListener("change", () => applyLayers({ push: true }));
  for (const one of document.querySelectorAll(".layer-details")) one.removeAttribute("open");
  on("url", restore);
  restore();
  makeTheme();
}

const boxes = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("input[name=layer]")]);

function restore() {
  const given = readUrl().get("layers")?.split(",");
  for (const box of boxes()) box.checked = !given || given.includes(box.value);
  applyLayers();
}

/** @param {{ push?: boolean }} [options] */
function applyLayers({ push = false } = {}) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  store.off = new Set(boxes().filter((one) => !one.checked).map((one) => one.value));
  for (const box of boxes()) {
    for (const part of [box.value, ...partsOf(box.value)]) {
      const group = store.groups.get(part);
      if (group && box.checked !== map.hasLayer(group)) group[box.checked ? "addTo" : "removeFrom"](map);
    }
  }
  emit("layers");
  if (push) writeUrl({ layers: store.off.size ? boxes().filter((one) => one.checked).map((one) => one.value).join(",") || "none" : null }, { push });
}

function makeTheme() {
  const button = byId("theme");
  const root = document.documentElement;
  const name = () => button?.setAttribute("aria-label", t("tool.theme_now", { now: t(`theme.${root.dataset.theme}`) }));
  button?.addEventListener("click", () => {
    const order = dark() ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    const next = order[(order.indexOf(root.dataset.theme ?? "auto") + 1) % order.length];
    setTheme(next);
    writeUrl({ theme: next === "auto" ? null : next });
  });
  on("url", () => setTheme(readUrl().get("theme") ?? "auto"));
  /** @param {string} theme */
  function setTheme(theme) {
    root.dataset.theme = THEMES.includes(theme) ? theme : "auto";
    name();
    button?.setAttribute("title", button.getAttribute("aria-label") ?? "");
  }
  setTheme(root.dataset.theme ?? "auto");
}

/** Four buttons for those who cannot drag, behind one. */
export function makePad() {
  const move = (/** @type {number} */ x, /** @type {number} */ y) => {
    const size = /** @type {import("leaflet").Map} */ (store.map).getSize();
    store.map?.panBy([x * size.x * PAN_SHARE, y * size.y * PAN_SHARE], { animate: !calm() });
  };
  const arrow = (/** @type {string} */ sign, /** @type {string} */ dir, /** @type {number} */ x, /** @type {number} */ y) =>
    h("button", { type: "button", class: `pad-${dir}`, "aria-label": t("tool.pan", { dir: t(`dir.${dir}`) }), onclick: () => move(x, y) }, sign);
  const pad = h("div", { class: "pad", id: "pad", hidden: true }, arrow("↑", "north", 0, -1), arrow("←", "west", -1, 0), arrow("→", "east", 1, 0), arrow("↓", "south", 0, 1));
  const opener = h("button", { type: "button", "aria-label": t("tool.pan_pad"), title: t("tool.pan_pad"), "aria-expanded": "false", "aria-controls": "pad" }, "✥");
  opener.addEventListener("click", () => {
    pad.hidden = !pad.hidden;
    opener.setAttribute("aria-expanded", String(!pad.hidden));
  });
  return [opener, pad];
}
