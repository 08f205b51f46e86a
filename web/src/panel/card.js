/** The card of a facility or an island: each fact with what it rests on. */
import { byId, h, linkOut } from "../core/dom.js";
import { branchWord, drawIcon, kindWord, describeRef, placeWord } from "../layers/marks.js";
import { readClaims } from "../layers/claims.js";
import { isWhole, readDetails } from "../layers/details.js";
import { emit, find, valuesOf } from "../core/store.js";
import { layerOf, roleOf, theatre } from "../core/theatre.js";
import { plainNote, readRunways } from "./notes.js";
import { at, folder, root } from "../core/offline.js";
import { untilDrawn } from "../core/pace.js";
import { fetchPatiently } from "../core/patience.js";
import { showTab } from "./panel.js";
import { group } from "../core/units.js";
import { writeUrl } from "../core/url.js";
import { formatDate, has, lang, otherLang, pick, t } from "../core/words.js";

/** @typedef {import("../core/store.js").Feature} Feature */

/** @type {Promise<Map<string, Record<string, string | null>>> | null} */
let sources = null;
let sourcesUrl = "/sources";

/** @param {string | Record<string, any>} given where the table is, or the table itself */
export function setSources(given) {
  if (typeof given === "string") sourcesUrl = given;
  else sources = Promise.resolve(new Map(Object.entries(given)));
}

/** @param {string} ref @returns {HTMLElement | null} */
export function makeCard(ref) {
  const feature = find(ref);
  if (!feature) return null;
  const role = roleOf(ref);
  if (role === "areas") return seaCard(layerOf(ref), feature);
  if (role === "land") return islandCard(feature);
  if (role !== "facilities") return plainCard(feature);
  const card = h("article", { class: "card" }, ...facilityHead(feature));
  if (isWhole(feature)) card.append(...facilityBody(feature));
  else fillLater(card, feature);
  return card;
}

/** The name is there at once, the rest when it has come. @param {HTMLElement} card @param {Feature} feature */
function fillLater(card, feature) {
  const note = h("p", { class: "small", role: "status" }, t("card.loading"));
  card.append(note);
  // To ask is felt where it comes on top of a card that is drawn.
  untilDrawn().then(readDetails).then(
    () => note.replaceWith(...facilityBody(feature)),
    () => note.replaceWith(h("p", { class: "note", role: "alert" }, t("state.offline_ask"))),
  );
}

/** The list of the facilities that one mark stands for. @param {string[]} refs */
export function makeStack(refs) {
  const found = refs.map((ref) => /** @type {[string, Feature | undefined]} */ ([ref, find(ref)]));
  const rows = found.map(([ref, feature]) => feature && h("li", {},
    h("button", { type: "button", class: "row", onclick: () => emit("choose", ref) }, h("span", { class: "row-icon" }, /** @type {any} */ (drawIcon(feature, 16))), describeRef(ref))));
  return h("article", { class: "card" }, head(t("tool.overlap", { n: refs.length })), h("ul", { class: "plain rows" }, ...rows));
}

/**
 * A place that is no facility: what is known of it, and what can be asked. What no layer holds brings along what is said of it.
 * @param {{ ref: string, name: string, other: string | null, nowhere?: boolean, coast?: boolean, loose?: { body: Node[], rows: { parts: (Node | string)[], sources: string[] }[], sources: string[] } }} entry
 */
export function makePlaceCard({ ref, name, other, nowhere, coast, loose }) {
  return h("article", { class: "card" }, head(name), other !== name && h("p", { class: "other-name", lang: otherLang() }, other),
    ...(loose?.body ?? []), ...(loose?.rows ?? []).map((row) => h("div", { class: "said" }, ...row.parts, listSources(row.sources))),
    nowhere && !loose && h("p", { class: "note" }, t("card.nowhere")), coast && h("p", { class: "small" }, t("card.coast")),
    nowhere ? shareLine() : actions(ref, { ring: !coast }), figuresLine(ref), mentions(ref), sourceList(loose?.sources ?? [], []));
}

/** Whether there is a server to ask: not in a file of its own. */
const served = () => document.body.dataset.mode !== "file";

/** Share lies over the card: what it shares is the place that is open. */
const shareButton = () => h("button", { type: "button", class: "button", onclick: () => showTab("share", { push: true }) }, t("tool.share"));

/** What can be asked of a place. @param {string} ref @param {{ ring?: boolean }} [options] */
function actions(ref, { ring = true } = {}) {
  if (document.body.dataset.mode) return null;
  const go = (/** @type {string} */ tool, /** @type {Record<string, string>} */ wanted) => {
    showTab(tool, { push: true });
    writeUrl(wanted);
  };
  return h("p", { class: "actions" },
    h("button", { type: "button", class: "button", onclick: () => go("distance", { from: ref }) }, t("card.measure")),
    ring && byId("coverage") && h("button", { type: "button", class: "button", onclick: () => go("coverage", { origins: ref }) }, t("card.ring")),
    shareButton());
}

/** Where the figures about a place are, if there are any. @param {string} ref */
function figuresLine(ref) {
  const asked = theatre().figured.includes(ref) ? ref : roleOf(ref) === "areas" && theatre().figured.includes(layerOf(ref)) && layerOf(ref);
  if (!asked || !served()) return null;
  const href = root() === null ? at(`/figures?f=html&lang=${lang()}&place=${ref}`) : `${folder(lang())}figures.html#${asked}`;
  return h("p", { class: "small" }, h("a", { href }, t("card.figures")));
}

/** @returns {HTMLElement | null} */
const shareLine = () => (document.body.dataset.mode ? null : h("p", { class: "actions" }, shareButton()));

/** @param {Feature} feature */
const facilityHead = (feature) => [
  head(pick(feature.properties, "name") ?? feature.id, tags(feature)),
  otherName(feature.properties),
];

/** @param {Feature} feature @returns {(Node | string)[]} */
function facilityBody(feature) {
  const { properties } = feature;
  const note = plainNote(properties.note ?? "", properties);
  /** @type {any[]} */
  const parts = [
    properties.role && h("p", {}, own(`role.${feature.id}`, properties.role)),
    facts([
      [t("card.municipality"), join(valuesOf(feature, "municipalities").map(placeWord))],
      [t("card.prefecture"), join(valuesOf(feature, "prefectures").map(placeWord))],
      [t("card.area"), areaText(properties)],
      [t("card.status"), statusText(properties)],
      [t("card.position"), positionParts(feature)],
      [t("card.number"), properties.fac_no],
      [t("card.runway"), runwayText(properties)],
    ]),
    note && h("p", { class: "small" }, own(`remark.${feature.id}`, note)),
    disputedNote(feature),
    actions(feature.ref),
    figuresLine(feature.ref),
    mentions(feature.ref),
    sourceList(valuesOf(feature, "sources"), properties.area_source?.split("; ") ?? []),
    h("p", { class: "small" }, served() && h("a", { href: fileOf(feature.ref) }, "GeoJSON"), properties.as_of && `${served() ? " · " : ""}${t("table.as_of", { date: formatDate(properties.as_of) })}`),
  ];
  return parts.filter((one) => Boolean(one));
}

/** The name in the other language, where the data have one. @param {Record<string, any>} properties */
function otherName(properties) {
  const name = properties[`name_${otherLang()}`];
  return name && name !== pick(properties, "name") && h("p", { class: "other-name", lang: otherLang() }, name);
}

/** @param {Feature} feature */
function islandCard(feature) {
  const { properties } = feature;
  return h("article", { class: "card" },
    head(pick(properties, "name") ?? t("card.unnamed")),
    otherName(properties),
    properties.disputed && h("p", { class: "other-name" }, (properties.other_names ?? []).join(" · ")),
    facts([
      [t("card.group"), properties.group && groupWord(properties.group)],
      [t("card.prefecture"), !properties.disputed && properties.prefecture && placeWord(properties.prefecture)],
      [t("card.area"), sayArea(properties.area_km2)],
    ]),
    properties.disputed && h("p", { class: "note" }, islandNote(feature)),
    properties.disputed && h("p", { class: "small" }, t("note.disputed")),
    shareLine(),
    figuresLine(feature.ref),
    mentions(feature.ref),
    islandSources(feature),
  );
}

/** A feature of which nothing is known but its properties: those, as they are. @param {Feature} feature */
function plainCard(feature) {
  const { properties } = feature;
  const shown = Object.entries(properties).filter(([name, value]) => !PLAIN.test(name) && value !== null && typeof value !== "object");
  return h("article", { class: "card" },
    head(pick(properties, "name") ?? feature.id),
    h("p", { class: "small" }, theatre().layers[layerOf(feature.ref)]?.title ?? ""),
    facts(shown.map(([name, value]) => [name.replace(/_/g, " "), String(value)])),
    actions(feature.ref, { ring: feature.geometry?.type === "Point" }),
    figuresLine(feature.ref),
    mentions(feature.ref),
    sourceList(valuesOf(feature, "sources"), []),
    served() && h("p", { class: "small" }, h("a", { href: fileOf(feature.ref) }, "GeoJSON")),
  );
}

/** Properties that a card says otherwise. */
const PLAIN = /^(name|name_.*|sources)$/;

/** Where a feature is as GeoJSON. @param {string} ref */
function fileOf(ref) {
  const [layer, id] = ref.split("/");
  return root() === null ? at(`/collections/${layer}/items/${id}`) : `${root()}layers/${layer}.geojson`;
}

/** @param {string} layer @param {Feature} feature */
function seaCard(layer, feature) {
  const { properties } = feature;
  return h("article", { class: "card" },
    head(pick(properties, "name") ?? layer),
    otherName(properties),
    h("p", {}, theatre().layers[layer]?.description),
    facts([
      [t("card.area"), sayArea(properties.area_km2)],
      [t("card.limits"), properties.definition && [own(`limits.${layer}`, properties.edition ? `${properties.definition} (${properties.edition})` : properties.definition)]],
    ]),
    shareLine(),
    figuresLine(feature.ref),
    mentions(feature.ref),
    sourceList(valuesOf(feature, "sources"), []),
  );
}

/** @param {string} title @param {Node | null} [above] */
function head(title, above = null) {
  return h("header", { class: "card-head" },
    h("button", { type: "button", class: "close", "aria-label": t("card.close"), title: t("card.close"), onclick: () => emit("close") }, "×"),
    above, h("h2", { tabindex: "-1" }, title));
}

/** @param {Feature} feature */
function tags(feature) {
  return h("p", { class: "eyebrow" },
    h("span", { class: "row-icon" }, /** @type {any} */ (drawIcon(feature, 16))), branchWord(feature),
    ...valuesOf(feature, "kinds").map((kind) => h("span", { class: "tag" }, kindWord(kind))));
}

/** @param {[string, (Node | string)[] | string | number | false | null | undefined][]} rows */
function facts(rows) {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== "");
  return h("dl", { class: "facts" }, ...shown.flatMap(([term, value]) => [h("dt", {}, term), h("dd", {}, ...(Array.isArray(value) ? value : [String(value)]))]));
}

/** @param {string[]} names */
const join = (names) => names.join(lang() === "ja" ? "、" : ", ");

/** @param {any} km2 */
const sayArea = (km2) => typeof km2 === "number" && t("card.km2", { n: group(km2) });

/** The runway, with how many there are where the note says so. @param {Record<string, any>} properties */
function runwayText({ runway_m, note }) {
  if (!runway_m) return null;
  const many = readRunways(note ?? "");
  return t(many ? "card.runways" : "card.metres", { n: group(runway_m), many });
}

/** How large it is; seen from near the map's square of it has a word beside it. @param {Record<string, any>} properties */
function areaText({ area_km2, area_scope, area_date }) {
  if (area_km2 === undefined) return null;
  if (area_km2 === null) return t("card.no_figure");
  const scope = area_scope === "with_joint" && t("card.area_joint");
  const known = [scope, area_date && formatDate(area_date)].filter(Boolean);
  return [h("span", { "data-area": true }, `${sayArea(area_km2)}${known.length ? ` (${join(known)})` : ""}`)];
}

/** @param {Record<string, any>} properties */
function statusText({ status, status_date }) {
  if (status === null || status === undefined) return null;
  const key = `status.${status}`;
  return has(key) ? t(key, { date: status_date ? formatDate(status_date) : "" }) : status;
}

/** @param {string} name */
const slug = (name) => name.toLowerCase().replace(/[^a-z]+/g, "_").replace(/^_|_$/g, "");

/** A text of the data in the reader's words, else as it is. @param {string} key @param {string} [text] */
const own = (key, text = "") => (has(key) ? t(key) : h("span", { lang: "en" }, text));

/** How far a position is off and what it rests on. @param {Feature} feature */
function positionParts({ id, properties: { grade, uncertainty_km, position_basis } }) {
  if (grade === undefined && uncertainty_km === undefined) return null;
  if (grade === "M") return [t("table.unverified")];
  return [`${t("card.position_about", { km: uncertainty_km })} (${t("card.grade", { grade })}: `, own(`basis.${id}`, position_basis), ")"];
}

/** Who says what of a disputed facility: in the theatre's words where it has some. @param {Feature} feature */
function disputedNote({ id, properties }) {
  if (!properties.disputed) return null;
  const own = [`disputed.${id}`, `disputed.${id}.more`].filter(has);
  return h("div", { class: "note" }, ...(own.length ? own : ["note.disputed"]).map((key) => h("p", {}, t(key))));
}

/** @param {Feature} feature */
function islandNote({ properties }) {
  const key = `disputed.${slug(properties.group ?? "")}`;
  return t(has(key) ? key : "note.disputed");
}

/** @param {string} group */
function groupWord(group) {
  const key = `group.${slug(group)}`;
  return has(key) ? t(key) : group;
}

/** What articles say of this place, the newest first: at once where it is here, else when it has come. @param {string} ref */
function mentions(ref) {
  const place = h("section", { class: "mentions" });
  const show = (/** @type {Feature[]} */ all) => place.replaceChildren(...tellClaims(all.filter((one) => one.properties.feature === ref).map((one) => one.properties)));
  readClaims().then(show, () => place.append(h("p", { class: "small", role: "status" }, t("state.offline_ask"))));
  return place;
}

/** Claims side by side; in a list of links, since they are of any article. @param {Record<string, any>[]} rows */
function tellClaims(rows) {
  const seen = [...new Map(rows.map((row) => [`${row.article} ${row.claim_no}`, row])).values()];
  if (!seen.length) return [];
  seen.sort((a, b) => compareDays(b, a));
  const title = t("card.mentions", { n: seen.length });
  return [h("h3", {}, title), h("nav", { "aria-label": title }, h("ul", { class: "plain" }, ...seen.map((row) =>
    h("li", {}, h("p", { class: "small outlet" }, [row.publisher ?? t("note.publisher_unknown"), row.published && formatDate(row.published)].filter(Boolean).join(t("list.join"))), claimLink(row)))))];
}

/** A month stands before its own days, and what has no day before all. @param {Record<string, any>} a @param {Record<string, any>} b */
const compareDays = ({ published: a = "" }, { published: b = "" }) => (a < b ? -1 : Number(a > b));

/** Whether a claim is of the article that is told here. @param {Record<string, any>} row */
const isTold = (row) => row.article === document.body.dataset.article;

/** A claim of the article that is told here opens in the story, where there is one; that of another on its own page. @param {Record<string, any>} row */
function claimLink(row) {
  const own = `claim_${lang()}` in row;
  const words = [h("span", { class: `tag ${row.link}` }, t(row.link === "implied" ? "claim.implied" : "claim.explicit")), " ", h("span", { lang: !own && otherLang() }, pick(row, "claim") ?? "")];
  if (isTold(row) && byId(`claim-${row.claim_no}`)) return h("button", { type: "button", class: `link-button ${row.link}`, onclick: () => emit("read", row.claim_no) }, ...words);
  // A frame that tells no story, and a file without a server, have nowhere to go.
  if (isTold(row) || !served()) return h("p", {}, ...words);
  return h("a", { class: `link-button ${row.link}`, href: root() === null ? at(`/articles/${row.article}?f=html&lang=${lang()}`) : `${folder(lang())}articles/${row.article}.html` }, ...words);
}

/** The general outline of an island leaves its sources out: they are read when its card is opened. @param {Feature} feature */
function islandSources({ ref, properties }) {
  const place = h("div", {});
  const show = (/** @type {string[]} */ ids) => place.replaceChildren(...[sourceList(ids, [])].filter((one) => one !== null));
  if (properties.sources) show(properties.sources);
  else readJson(`${fileOf(ref)}?f=json`).then((body) => show(body.properties.sources), () => {});
  return place;
}

/** @param {string} url @returns {Promise<any>} */
const readJson = async (url) => (await fetchPatiently(url)).json();

/** The sources of a place, those of its area marked. @param {string[]} own @param {string[]} area */
function sourceList(own, area) {
  if (!own.length && !area.length) return null;
  const ids = [...new Set([...own, ...area])];
  return h("section", {}, h("h3", {}, t("card.sources", { n: ids.length })), listSources(ids, area));
}

/** @param {string[]} ids @param {string[]} [area] those that say how large it is */
function listSources(ids, area = []) {
  const list = h("ul", { class: "plain small" }, ...ids.map((id) => h("li", {}, id)));
  const describe = (/** @type {Map<string, any>} */ table) => ids.map((id) => h("li", {}, ...describeSource(table.get(id), id), area.includes(id) && ` (${t("card.area")})`));
  readSources().then((table) => list.replaceChildren(...describe(table)), () => {});
  return list;
}

/** @param {Record<string, string | null> | undefined} source @param {string} id @returns {(Node | string)[]} */
function describeSource(source, id) {
  if (!source) return [id];
  const rest = [source.publisher, source.date && formatDate(source.date), source.kind, !source.url && t("card.no_address")].filter(Boolean).join(", ");
  return [linkOut(source.url, source.title ?? id), rest ? ` — ${rest}` : ""];
}

function readSources() {
  sources ??= readJson(at(sourcesUrl)).then((body) => new Map(body.sources.map((/** @type {any} */ one) => [one.id, one])));
  return sources;
}
