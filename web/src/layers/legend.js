/** What is seen from near stands in the legend, of page or frame, while it is drawn. */

const SIGNS = {
  square: { d: "M-7-7H7V7H-7z", "stroke-dasharray": "4 2.5" },
  runway: { d: "M-8 5 8-5" },
};

/** @param {import("./approach.js").Kit} kit @param {keyof typeof SIGNS} code @param {boolean} drawn */
export function tellLegend({ h, s, t }, code, drawn) {
  const legend = document.querySelector(".lines .legend, #pane-layers .legend.small");
  let row = /** @type {HTMLElement | null | undefined} */ (legend?.querySelector(`.b-${code}`)?.closest("li"));
  if (!row && drawn) {
    const path = s("path", { class: `b-${code}`, fill: "none", stroke: "currentColor", "stroke-width": 2, ...SIGNS[code] });
    const sign = s("svg", { class: "swatch", viewBox: "-10 -10 20 20", "aria-hidden": "true" }, path);
    row = h("li", {}, /** @type {any} */ (sign), t(`legend.${code}`));
    legend?.append(row);
  }
  if (row) row.hidden = !drawn;
}
