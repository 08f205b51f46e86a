/** Share: choices, a live preview, and the lines that an editor pastes. */
import { theatre } from "../core/theatre.js";
import vocabulary from "../core/vocabulary.js";
import { copyButton } from "../core/request.js";
import { byId, h } from "../core/dom.js";
import { own, root } from "../core/offline.js";
import { heightOf, RATIOS, unescape, WIDTH, writeSnippets } from "./snippets.js";
import { on, store } from "../core/store.js";
import { describeView } from "../layers/description.js";
import { readUrl } from "../core/url.js";
import { lang, t } from "../core/words.js";

/** @typedef {import("../core/offline.js").Addresses} Addresses */

/** What is carried along as it is; layers are chosen here. */
const VIEW = vocabulary.view.shown.filter((name) => name !== "layers");
/** What a tool asks, for as long as its line or rings are drawn. @type {Record<string, string[]>} */
const FIGURES = vocabulary.view.figures;
const TEXTS = ["title", "credit", "caption"];
const PAUSE_MS = 400;

export function openShare() {
  const box = /** @type {HTMLElement} */ (byId("share"));
  if (document.body.dataset.offline !== undefined) return box.replaceChildren(h("p", { class: "note" }, t("share.offline")));
  const form = makeForm();
  const preview = h("iframe", { class: "preview", loading: "lazy" });
  const lines = h("div", {});
  let timer = 0;
  const show = () => showChoice(form, preview, lines);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(show, PAUSE_MS);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  box.replaceChildren(h("div", { class: "actions" }, copyButton(t("share.link"), findLink)), h("h3", {}, t("share.embed")), preview, form, lines);
  on("tab", (name) => {
    if (name !== "share") return;
    for (const one of ["units", "theme"]) follow(form, one, readUrl().get(one));
    for (const one of form.querySelectorAll("[name=layer]")) /** @type {HTMLInputElement} */ (one).checked = !store.off.has(/** @type {HTMLInputElement} */ (one).value);
    show();
  });
}

/** @type {Record<string, string>} an address of an embed → what its picture shows, in words */
const told = {};
let asked = "";

/** @param {HTMLFormElement} form @param {HTMLIFrameElement} preview @param {HTMLElement} lines */
async function showChoice(form, preview, lines) {
  const given = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form).entries()));
  const places = (own.addresses ?? findAddresses)(given, makeQuery(given, form));
  const title = t("share.iframe_title", { title: given.title || t("site.title") });
  preview.title = title;
  preview.style.setProperty("aspect-ratio", String(RATIOS[given.ratio]));
  if (preview.getAttribute("src") !== places.path) preview.src = places.path;
  const caption = [given.caption, given.credit].filter(Boolean).join(" · ");
  const write = (/** @type {{ title: string, alt: string }} */ said) => {
    // A copy on a disk has no address that an article could name.
    const found = places.base.startsWith("file:") ? [] : writeSnippets(places, { ...said, caption, ratio: given.ratio }, { provider: !own.addresses });
    const open = new Set([...lines.querySelectorAll("details[open]")].map((one) => one.getAttribute("data-name")));
    lines.replaceChildren(...found.map(({ name, text }) => block(name, text, open.has(name))));
  };
  write({ title, alt: told[places.address] ?? describeView() });
  if (own.addresses) return;
  asked = places.address;
  const answer = await readOembed(places).catch(() => null);
  if (answer && asked === places.address) write(answer);
}

/** The words for an embed come from the server: they may be in the other language. @param {Addresses} places */
async function readOembed({ address }) {
  const answer = await (await fetch(`/oembed?url=${encodeURIComponent(address)}`)).json();
  told[address] = answer.description;
  return { title: unescape(/ title="([^"]*)"/.exec(answer.html)?.[1] ?? ""), alt: answer.description };
}

/** @param {string} name @param {string} text @param {boolean} open */
function block(name, text, open) {
  return h("details", { class: "snippet", "data-name": name, open }, h("summary", {}, t(name)),
    h("pre", { tabindex: "0" }, h("code", {}, text)), copyButton(t("share.copy"), () => text));
}

function makeForm() {
  const select = (/** @type {string} */ name, /** @type {string} */ label, /** @type {[string, string][]} */ options) =>
    h("label", {}, label, h("select", { name }, ...options.map(([value, text]) => h("option", { value }, text))));
  const text = (/** @type {string} */ name, most = 120) => h("label", {}, t(`share.${name}`), h("input", { name, maxlength: most, autocomplete: "off" }));
  const [pinned, newest] = t("share.version").split("/");
  return h("form", { class: "form two" },
    select("part", t("share.part"), [["this", t("share.view")], ["whole", t("share.whole")]]),
    select("ratio", t("share.ratio"), Object.keys(RATIOS).map((one) => [one, one.replace("/", ":")])),
    select("theme", t("tool.theme"), [["auto", t("theme.auto")], ["light", t("theme.light")], ["dark", t("theme.dark")]]),
    select("lang", t("share.lang"), /** @type {[string, string][]} */ ([["en", "English"], ["ja", "日本語"]].filter(([one]) => theatre().languages.includes(one)).sort(([one]) => (one === lang() ? -1 : 1)))),
    select("units", t("tool.units"), [["", t("tool.units.km")], ["mi", t("tool.units.mi")], ["nmi", t("tool.units.nmi")]]),
    text("title"), text("credit"), h("div", { class: "whole" }, text("caption", 400)),
    h("div", { class: "whole" }, select("version", t("share.which"), [["pinned", pinned], ["latest", newest]])),
    h("fieldset", { class: "whole checks" }, h("legend", {}, t("tab.layers")),
      ...Object.entries(theatre().layers).filter(([, one]) => one.switch).map(([id, one]) => h("label", {}, h("input", { type: "checkbox", name: "layer", value: id, checked: true }), one.title)),
      h("label", {}, h("input", { type: "checkbox", name: "legend", value: "1", checked: true }), t("legend.title"))));
}

/** @param {Record<string, string>} given @param {URLSearchParams} query @returns {Addresses} */
function findAddresses(given, query) {
  const { base = "", version } = document.body.dataset;
  const text = writeQuery(query);
  const held = given.version === "pinned" ? `/v/${version}` : "";
  const path = `${held}/embed?${text}`;
  return { path, address: base + path, page: `${base}/?${text}`, picture: `${base}${held}/map.png?${text}&width=${WIDTH}&height=${heightOf(given.ratio)}&scale=2`, base };
}

/** What the page had when Share was last opened. @type {Record<string, string>} */
const had = {};

/** A field begins with what the page has, and changes with it: else a choice made here stays. @param {HTMLFormElement} form @param {string} name @param {string | null} value */
function follow(form, name, value) {
  const field = /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
  const options = [...field.options].map((one) => one.value);
  const now = value && options.includes(value) ? value : options[0];
  if (now !== (had[name] ?? options[0])) field.value = now;
  had[name] = now;
}

/** What is shown, as an address says it: the line or rings that are drawn, and no others. */
function readShown() {
  const given = readUrl();
  const shown = new URLSearchParams();
  for (const name of [...VIEW, ...(FIGURES[store.figure ?? ""] ?? [])]) {
    const value = given.get(name);
    if (value) shown.set(name, value);
  }
  if (store.figure) shown.set("tool", store.figure);
  // Which article the page opens with changes; the one that is read does not.
  const { article } = document.body.dataset;
  if (article && (store.claim || document.body.dataset.chosen !== undefined)) shown.set("article", article);
  return shown;
}

/** A link to what is shown, its tabs and filters too. */
function findLink() {
  const url = new URL(location.href);
  const shown = readShown();
  for (const [name, value] of readUrl()) {
    const figure = Object.values(FIGURES).flat().includes(name);
    if (!figure && !(name === "tool" && (value === "share" || store.figure))) shown.set(name, value);
  }
  if (root() !== null) shown.delete("article");
  url.search = writeQuery(shown);
  return url.href;
}

/** What the choices add up to, as an address says it. @param {Record<string, string>} given @param {HTMLFormElement} form */
function makeQuery(given, form) {
  const query = new URLSearchParams({ lang: given.lang });
  if (given.theme !== "auto") query.set("theme", given.theme);
  if (given.part === "this") for (const [name, value] of readShown()) query.set(name, value);
  const layers = new FormData(form).getAll("layer");
  if (layers.length < form.querySelectorAll("[name=layer]").length) query.set("layers", layers.join(",") || "none");
  if (!given.legend) query.set("legend", "0");
  for (const name of ["units", ...TEXTS]) if (given[name]) query.set(name, given[name]);
  return query;
}

/** @param {URLSearchParams} query */
export const writeQuery = (query) => query.toString().replace(/%2C/g, ",").replace(/%2F/g, "/").replace(/%3A/g, ":");
