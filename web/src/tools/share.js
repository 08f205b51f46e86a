/** Share: choices, a live preview, pictures to download, and the lines that an editor pastes. */
import { theatre } from "../core/theatre.js";
import vocabulary from "../core/vocabulary.js";
import { copyButton } from "../core/request.js";
import { byId, h } from "../core/dom.js";
import { at, folder, own } from "../core/offline.js";
import { fetchPatiently } from "../core/patience.js";
import { findAddresses, findLink, readShown } from "./link.js";
import { SHAPES, WIDTH, heightOf, unescape, writeSnippets } from "./snippets.js";
import { on, store } from "../core/store.js";
import { describeView } from "../layers/description.js";
import { readUrl } from "../core/url.js";
import { lang, t } from "../core/words.js";

/** @typedef {import("../core/offline.js").Addresses} Addresses */
/** @typedef {Record<string, string>} Given */
/** @typedef {{ form: HTMLFormElement, preview: HTMLIFrameElement, files: HTMLElement, lines: HTMLElement }} Parts */

const TEXTS = ["title", "credit", "caption"];
const MOST_ALT = 600;
const PAUSE_MS = 400;

export function openShare() {
  const box = /** @type {HTMLElement} */ (byId("share"));
  if (document.body.dataset.offline !== undefined) return box.replaceChildren(...tellOffline());
  const form = makeForm();
  const parts = { form, preview: h("iframe", { loading: "lazy" }), files: h("div", { class: "actions" }, copyButton(t("share.link"), findLink)), lines: h("div", {}) };
  let timer = 0;
  const show = () => showChoice(parts);
  const follows = (/** @type {Event} */ event) => {
    if (event.target === altOf(form)) keepAlt(form);
    clearTimeout(timer);
    timer = window.setTimeout(show, PAUSE_MS);
  };
  // An emptied text comes back once its field is left.
  for (const name of ["input", "change"]) form.addEventListener(name, follows);
  form.addEventListener("submit", (event) => event.preventDefault());
  box.replaceChildren(parts.files, h("h3", {}, t("share.embed")), h("div", { class: "preview" }, parts.preview), form, parts.lines);
  on("tab", (name) => {
    if (name !== "share") return;
    for (const one of ["units", "theme"]) follow(form, one, readUrl().get(one));
    for (const one of form.querySelectorAll("[name=layer]")) /** @type {HTMLInputElement} */ (one).checked = !store.off.has(/** @type {HTMLInputElement} */ (one).value);
    show();
  });
}

/** A copy for a desk without a network has no frames; the picture of its map lies beside it. */
const tellOffline = () => [
  h("p", { class: "note" }, t("share.offline")),
  h("div", { class: "actions" }, h("a", { class: "button", href: `${folder(lang())}map.svg`, download: "map.svg" }, t("share.download", { form: "SVG" }))),
];

/** @type {Record<string, { title: string, alt: string }>} an address of an embed → its title and what its picture shows, in words */
const told = {};
let asked = "";

/** @param {Parts} parts */
async function showChoice({ form, preview, files, lines }) {
  const given = /** @type {Given} */ (Object.fromEntries(new FormData(form).entries()));
  const plain = findPlaces(given, makeQuery(given, form));
  const title = t("share.iframe_title", { title: given.title || t("site.title") });
  const write = (/** @type {{ title: string, alt: string }} */ said) => {
    const alt = showAlt(form, given, said.alt);
    const query = makeQuery(given, form);
    if (alt !== said.alt) query.set("alt", alt);
    const places = findPlaces(given, query);
    showPreview(preview, places, { ...given, title: said.title });
    files.replaceChildren(/** @type {Element} */ (files.firstElementChild), ...listFiles(places));
    writeLines(lines, places, { ...said, alt, caption: [given.caption, given.credit].filter(Boolean).join(" · "), shape: given.shape });
  };
  write(told[plain.address] ?? { title, alt: describeView() });
  if (own.addresses || told[plain.address]) return;
  asked = plain.address;
  const answer = await readOembed(plain).catch(() => null);
  if (answer && asked === plain.address) write(answer);
}

/** @param {Given} given @param {URLSearchParams} query */
const findPlaces = (given, query) => (own.addresses ?? findAddresses)(given, query);

/** The words for an embed come from the server: they may be in the other language. @param {Addresses} places */
async function readOembed({ address }) {
  const answer = await (await fetchPatiently(at(`/oembed?url=${encodeURIComponent(address)}`))).json();
  return (told[address] = { title: unescape(/ title="([^"]*)"/.exec(answer.html)?.[1] ?? ""), alt: answer.description });
}

/** The frame as a column of an article has it, and as much smaller as the panel is: narrower it would be another. @param {HTMLIFrameElement} preview @param {Addresses} places @param {Given} given */
function showPreview(preview, { path }, { title, shape }) {
  preview.title = title;
  const scale = Math.min(1, (preview.parentElement?.clientWidth || WIDTH / 2) / WIDTH);
  preview.style.cssText = `width:${WIDTH}px;height:${heightOf(shape)}px;scale:${scale}`;
  preview.parentElement?.style.setProperty("height", `${heightOf(shape) * scale}px`);
  if (preview.getAttribute("src") !== path) preview.src = path;
}

/** The pictures that there are, each a click. @param {Addresses} places */
function listFiles({ files, pictures }) {
  const found = Object.entries(files).filter(([, address]) => address);
  const links = found.map(([form, address]) => h("a", { class: "button", href: address, download: `map.${form}` }, t("share.download", { form: form.toUpperCase() })));
  return pictures.svg ? links : [...links, h("p", { class: "small" }, t("share.no_picture"))];
}

/** @param {HTMLElement} lines @param {Addresses} places @param {import("./snippets.js").Said} said */
function writeLines(lines, places, said) {
  // A copy on a disk has no address that an article could name.
  const found = places.base.startsWith("file:") ? [] : writeSnippets(places, said, { provider: !own.addresses });
  const open = new Set([...lines.querySelectorAll("details[open]")].map((one) => one.getAttribute("data-name")));
  lines.replaceChildren(...found.map(({ name, text }) => block(name, text, open.has(name))));
}

/** @param {string} name @param {string} text @param {boolean} open */
function block(name, text, open) {
  return h("details", { class: "snippet", "data-name": name, open }, h("summary", {}, t(name)),
    h("pre", { tabindex: "0" }, h("code", {}, text)), copyButton(t("share.copy"), () => text));
}

/** Alternative texts that were written here, each for what it tells. @type {Map<string, string>} */
const written = new Map();
/** What a text tells of: a move of the map leaves it true, another line or place does not. */
const TOLD = ["tool", "feature", "article", "claim", "where", ...Object.values(vocabulary.view.figures).flat()];

/** @param {HTMLFormElement} form */
const altOf = (form) => /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("alt"));

/** @param {Given} given */
function findSubject(given) {
  const shown = readShown();
  return [given.lang, ...(given.part === "this" ? TOLD.map((name) => shown.get(name)) : [])].join("\n");
}

/** Keep what was written; an empty field goes back to the map's own words. @param {HTMLFormElement} form */
function keepAlt(form) {
  const given = /** @type {Given} */ (Object.fromEntries(new FormData(form).entries()));
  const text = given.alt.replace(/\s+/g, " ").trim();
  if (text) written.set(findSubject(given), text);
  else written.delete(findSubject(given));
}

/** Show the text for what is shared, unless somebody is writing it, and return it. @param {HTMLFormElement} form @param {Given} given @param {string} own_ */
function showAlt(form, given, own_) {
  const field = altOf(form);
  const text = written.get(findSubject(given)) ?? own_;
  if (field !== document.activeElement && field.value !== text) field.value = text;
  return text;
}

function makeForm() {
  const select = (/** @type {string} */ name, /** @type {string} */ label, /** @type {[string, string][]} */ options) =>
    h("label", {}, label, h("select", { name }, ...options.map(([value, text]) => h("option", { value }, text))));
  const text = (/** @type {string} */ name, most = 120) => h("label", {}, t(`share.${name}`), h("input", { name, maxlength: most, autocomplete: "off" }));
  const [pinned, newest] = t("share.version").split("/");
  return h("form", { class: "form two" },
    select("part", t("share.part"), [["this", t("share.view")], ["whole", t("share.whole")]]),
    select("shape", t("share.shape"), Object.keys(SHAPES).map((one) => [one, t(`share.shape_${one}`)])),
    select("theme", t("tool.theme"), [["auto", t("theme.auto")], ["light", t("theme.light")], ["dark", t("theme.dark")]]),
    select("lang", t("share.lang"), /** @type {[string, string][]} */ ([["en", "English"], ["ja", "日本語"]].filter(([one]) => theatre().languages.includes(one)).sort(([one]) => (one === lang() ? -1 : 1)))),
    h("div", { class: "whole" }, text("title")), h("div", { class: "whole" }, text("caption", 400)),
    h("label", { class: "whole" }, t("share.alt"), h("textarea", { name: "alt", rows: 4, maxlength: MOST_ALT })),
    text("credit"), select("units", t("tool.units"), [["", t("tool.units.km")], ["mi", t("tool.units.mi")], ["nmi", t("tool.units.nmi")]]),
    h("div", { class: "whole" }, select("version", t("share.which"), [["pinned", pinned], ["latest", newest]])),
    h("fieldset", { class: "whole checks" }, h("legend", {}, t("tab.layers")),
      ...Object.entries(theatre().layers).filter(([, one]) => one.switch).map(([id, one]) => h("label", {}, h("input", { type: "checkbox", name: "layer", value: id, checked: true }), one.title)),
      h("label", {}, h("input", { type: "checkbox", name: "legend", value: "1", checked: true }), t("legend.title"))));
}

/** What the page had when Share was last opened. @type {Given} */
const had = {};

/** A field begins with what the page has, and changes with it: else a choice made here stays. @param {HTMLFormElement} form @param {string} name @param {string | null} value */
function follow(form, name, value) {
  const field = /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
  const options = [...field.options].map((one) => one.value);
  const now = value && options.includes(value) ? value : options[0];
  if (now !== (had[name] ?? options[0])) field.value = now;
  had[name] = now;
}

/** What the choices add up to, as an address says it. @param {Given} given @param {HTMLFormElement} form */
function makeQuery(given, form) {
  const query = new URLSearchParams({ lang: given.lang });
  if (given.theme !== "auto") query.set("theme", given.theme);
  if (given.part === "this") for (const [name, value] of readShown()) query.set(name, value);
  const layers = new FormData(form).getAll("layer");
  if (layers.length < form.querySelectorAll("[name=layer]").length) query.set("layers", layers.join(",") || "none");
  if (!given.legend) query.set("legend", "0");
  for (const name of ["units", "shape", ...TEXTS]) if (given[name]) query.set(name, given[name]);
  return query;
}
