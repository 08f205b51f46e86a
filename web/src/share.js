/** Share: a live preview, and the lines that an editor pastes. */
import { copyButton } from "./ask.js";
import { byId, h } from "./dom.js";
import { own } from "./own.js";
import { on } from "./store.js";
import { describeView } from "./twin.js";
import { readUrl } from "./url.js";
import { lang, t } from "./words.js";

const RATIOS = { "16/10": 1.6, "4/3": 4 / 3, "1/1": 1, "4/5": 0.8 };
const VIEW = ["view", "bbox", "layers", "feature", "article", "claim", "tool", "from", "to", "origins", "radius_km", "system", "target", "where"];
const WIDTH = 720;
const PAUSE_MS = 400;

export function openShare() {
  const box = /** @type {HTMLElement} */ (byId("share"));
  const form = makeForm();
  const preview = h("iframe", { class: "preview", loading: "lazy" });
  const lines = h("div", {});
  let timer = 0;
  const show = () => {
    const made = makeLines(form);
    preview.title = made.frameTitle;
    preview.style.setProperty("aspect-ratio", String(made.ratio));
    if (preview.getAttribute("src") !== made.path) preview.src = made.path;
    lines.replaceChildren(...made.blocks.map(([label, text]) => block(label, text)));
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(show, PAUSE_MS);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  box.replaceChildren(h("div", { class: "actions" }, copyButton(t("share.link"), () => location.href)), h("h3", {}, t("share.embed")), form, preview, lines);
  on("tab", (name) => name === "share" && show());
}

/** @param {string} label @param {string} text */
function block(label, text) {
  return h("details", { class: "snippet" }, h("summary", {}, label),
    h("pre", { tabindex: "0" }, h("code", {}, text)), copyButton(t("share.copy"), () => text));
}

function makeForm() {
  const select = (/** @type {string} */ name, /** @type {string} */ label, /** @type {[string, string][]} */ options) =>
    h("label", {}, label, h("select", { name }, ...options.map(([value, text]) => h("option", { value }, text))));
  const text = (/** @type {string} */ name, /** @type {string} */ label, most = 120) => h("label", {}, label, h("input", { name, maxlength: most, autocomplete: "off" }));
  const [pinned, newest] = t("share.version").split("/");
  return h("form", { class: "form two" },
    select("part", t("share.part"), [["this", t("share.view")], ["whole", t("share.whole")]]),
    select("ratio", t("share.ratio"), Object.keys(RATIOS).map((one) => [one, one.replace("/", ":")])),
    select("theme", t("tool.theme"), [["auto", t("theme.auto")], ["light", t("theme.light")], ["dark", t("theme.dark")]]),
    select("lang", t("share.lang"), [["en", "English"], ["ja", "日本語"]].sort(([one]) => (one === lang() ? -1 : 1)).map(([a, b]) => [a, b])),
    select("version", t("share.which"), [["pinned", pinned], ["latest", newest]]),
    text("title", t("share.title")), text("credit", t("share.credit")), text("caption", t("share.caption"), 400));
}

/** The address of the embed and the lines that hold it. @param {HTMLFormElement} form */
function makeLines(form) {
  const given = Object.fromEntries(/** @type {Iterable<[string, string]>} */ (new FormData(form).entries()));
  const { path, address, page, picture, base } = (own.addresses ?? findAddresses)(given, makeQuery(given));
  const title = given.title || t("site.title");
  const frameTitle = t("share.iframe_title", { title });
  const ratio = RATIOS[/** @type {"1/1"} */ (given.ratio)];
  const height = Math.round(WIDTH / ratio);
  const frame = `<iframe src="${escape(address)}" title="${escape(frameTitle)}" loading="lazy" width="100%" height="${height}" style="border:0;width:100%;height:auto;aspect-ratio:${given.ratio}" allow="fullscreen" referrerpolicy="strict-origin-when-cross-origin"></iframe>`;
  const alt = describeView();
  const caption = [given.caption, given.credit].filter(Boolean).join(" · ");
  const figure = `<figure><a href="${escape(page)}"><img src="${escape(picture ?? "")}" alt="${escape(alt)}" width="${WIDTH}" loading="lazy" style="max-width:100%;height:auto"></a>${caption ? `<figcaption>${escape(caption)}</figcaption>` : ""}</figure>`;
  /** @type {[string, string | null][]} */
  const blocks = [
    ["iframe", frame],
    [t("share.embed_auto"), `${frame}\n<script src="${base}/embed.js" async></script>`],
    [t("share.picture"), picture && figure],
    ["oEmbed", own.addresses ? null : `${base}/oembed?url=${encodeURIComponent(address)}`],
    ["WordPress, Ghost", own.addresses ? null : address],
    ["Markdown", picture && `[![${alt.replace(/[[\]]/g, "")}](${picture})](${page})`],
    [t("share.print"), picture && picture.replace("map.png", "map.svg").replace(/&width=.*/, "&width=1020&height=640")],
  ];
  // A copy on a disk has no address that an article could name.
  const shown = base.startsWith("file:") ? [] : blocks.filter(([, text]) => text);
  return { path, frameTitle, ratio, blocks: /** @type {[string, string][]} */ (shown) };
}

/** @param {Record<string, string>} given @param {URLSearchParams} query @returns {import("./own.js").Addresses} */
function findAddresses(given, query) {
  const { base = "", version } = document.body.dataset;
  const text = writeQuery(query);
  const path = `${given.version === "pinned" ? `/v/${version}` : ""}/embed?${text}`;
  const height = Math.round(WIDTH / RATIOS[/** @type {"1/1"} */ (given.ratio)]);
  return { path, address: base + path, page: `${base}/?${text}`, picture: `${base}/map.png?${text}&width=${WIDTH}&height=${height}&scale=2`, base };
}

/** @param {Record<string, string>} given */
function makeQuery(given) {
  const query = new URLSearchParams({ lang: given.lang });
  if (given.theme !== "auto") query.set("theme", given.theme);
  if (given.part === "this") for (const name of VIEW) {
    const value = readUrl().get(name);
    if (value && !(name === "tool" && value === "share")) query.set(name, value);
  }
  for (const name of ["title", "credit", "caption"]) if (given[name]) query.set(name, given[name]);
  return query;
}

/** @param {URLSearchParams} query */
export const writeQuery = (query) => query.toString().replace(/%2C/g, ",").replace(/%2F/g, "/").replace(/%3A/g, ":");

/** @param {string} text */
const escape = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
