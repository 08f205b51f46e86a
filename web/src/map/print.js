/** Paper: the map as it is on the screen, made as wide as the sheet, and the address of the view. */
import { byId, h } from "../core/dom.js";

/** What an A4 sheet holds between its margins, at 96 pixels an inch. */
const SHEET = { width: 680, height: 520 };

/** @param {import("leaflet").Map} map */
export function makePrint(map) {
  const address = h("p", { class: "print-only small" });
  byId("notes")?.append(address);
  const root = document.documentElement;
  let theme = root.dataset.theme;
  addEventListener("beforeprint", () => {
    const { x, y } = map.getSize();
    const scale = Math.min(SHEET.width / x, SHEET.height / y);
    const { style } = map.getContainer();
    for (const [name, value] of Object.entries({ width: x, height: y, right: x * (scale - 1), bottom: y * (scale - 1) })) style.setProperty(`--print-${name}`, `${value}px`);
    style.setProperty("--print-scale", String(scale));
    address.textContent = location.href;
    theme = root.dataset.theme;
    root.dataset.theme = "light";
  });
  addEventListener("afterprint", () => void (root.dataset.theme = theme));
}
