/** The answer of coverage in words: thresholds, the share, its assumption, and what researchers want. */
import { theatre } from "../../core/theatre.js";
import { copyButton, sentenceWithSource } from "../../core/request.js";
import { h } from "../../core/dom.js";
import { at, own } from "../../core/offline.js";
import { findPage, shareButton } from "../link.js";
import { nameOf } from "../picker.js";
import { group, sayRadius } from "../../core/units.js";
import { lang, t } from "../../core/words.js";

/** The question that needs no range: where a circle touches the sea, and where it holds all of it. @param {HTMLElement} box @param {any} coverage @param {(radius: number) => void} take */
export function showThreshold(box, coverage, take) {
  const preset = (/** @type {string} */ key, /** @type {number} */ km) => h("button", { type: "button", class: "button", onclick: () => take(Math.ceil(km / 10) * 10) }, t(key));
  const { figure, sentence } = coverage.thresholds;
  box.replaceChildren(
    h("p", { class: "thresholds", "aria-hidden": "true" }, figure[lang()]),
    h("p", {}, sentence[lang()]),
    coverage.assumption ? "" : h("div", { class: "actions" }, coverage.touch_km >= 1 && preset("coverage.touch_button", coverage.touch_km), preset("coverage.cover_button", coverage.cover_km)),
  );
}

/** @param {HTMLElement} box @param {any} answer @param {Record<string, any>} question */
export function showAnswer(box, answer, question) {
  const { coverage } = answer;
  const number = (/** @type {number} */ value) => group(Math.round(value));
  box.replaceChildren(
    ...share(coverage.sentence[lang()], coverage).map((text, number) => h("p", { class: number ? "" : "answer" }, text)),
    h("p", { class: coverage.assumption ? "note assumption" : "small" }, coverage.assumption?.[lang()] ?? t("coverage.chosen", { r: sayRadius(coverage.radius_km) })),
    h("p", { class: "small" }, t("note.otherforces")),
    h("p", { class: "small" }, t("coverage.denominator", { a: number(coverage.covered_km2), b: number(coverage.target_km2) })),
    h("div", { class: "actions" },
      .../** @type {("en" | "ja")[]} */ (theatre().languages).map((one) => copyButton(t(`copy.sentence_${one}`), () => sentenceWithSource(coverage, one, "coverage", findPage(one)))),
      h("a", { class: "button", href: fileOf(answer, question), download: "coverage.geojson" }, t("coverage.download")), shareButton()),
  );
}

/** Where the answer can be had as a file. @param {any} answer @param {Record<string, any>} question */
function fileOf(answer, question) {
  if (own.ask) return URL.createObjectURL(new Blob([JSON.stringify(answer)], { type: "application/geo+json" }));
  return at(`/coverage?${new URLSearchParams(Object.entries(question).filter(([, value]) => value))}`);
}

/** The sentences of the share; the assumption stands in lines of its own. @param {string} text @param {any} coverage */
function share(text, { assumption, radius_km }) {
  const basis = assumption?.[lang()] ?? t("coverage.chosen", { r: sayRadius(radius_km) });
  const [told] = text.split(basis);
  return told.match(/.*?(?:。|\.(?=\s|$))/g)?.map((one) => one.trim()) ?? [text];
}

/** @param {HTMLElement} box @param {any} coverage */
export function showDetail(box, coverage) {
  const percent = (/** @type {number} */ share) => `${Math.round(share * 100)}%`;
  box.replaceChildren(
    h("table", { class: "compact" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("coverage.depth_head")), h("th", { scope: "col", class: "number" }, t("coverage.share_head")))),
      h("tbody", {}, ...coverage.depth.map((/** @type {any} */ one) => h("tr", {}, h("th", { scope: "row" }, t("coverage.depth_row", { n: one.count })), h("td", { class: "number" }, percent(one.share)))))),
    h("ul", { class: "plain small" }, ...coverage.contributions.map((/** @type {any} */ one) => h("li", {}, t("coverage.only_here", { origin: nameOf(one.origin), p: Math.round(one.only_share * 100) })))),
  );
}
