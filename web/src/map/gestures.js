/** Inside an article one finger and the plain wheel scroll the article, not the map. */
import { h } from "../core/dom.js";
import { t } from "../core/words.js";

const SHOWN_MS = 1400;

/** @param {import("leaflet").Map} map */
export function cooperate(map) {
  const box = map.getContainer();
  const hint = h("p", { class: "gesture-hint", "aria-hidden": "true" });
  box.parentElement?.append(hint);
  let timer = 0;
  const tell = (/** @type {string} */ text) => {
    hint.textContent = text;
    hint.classList.add("shown");
    clearTimeout(timer);
    timer = window.setTimeout(() => hint.classList.remove("shown"), SHOWN_MS);
  };
  const free = () => Boolean(document.fullscreenElement);
  map.scrollWheelZoom.disable();
  const touch = matchMedia("(pointer: coarse)").matches;
  const settle = () => {
    if (free() || !touch) map.dragging.enable();
    else map.dragging.disable();
    box.classList.toggle("cooperative", touch && !free());
    map.scrollWheelZoom[free() ? "enable" : "disable"]();
  };
  document.addEventListener("fullscreenchange", settle);
  settle();
  box.addEventListener("wheel", (event) => {
    if (free()) return;
    if (!event.ctrlKey && !event.metaKey) return tell(t("share.gesture_wheel"));
    event.preventDefault();
    const spot = map.mouseEventToContainerPoint(event);
    map.setZoomAround(spot, map.getZoom() - Math.sign(event.deltaY) * 0.5, { animate: false });
  }, { passive: false });
  box.addEventListener("touchmove", (event) => {
    if (!free() && touch && event.touches.length === 1) tell(t("share.gesture"));
  }, { passive: true });
}
