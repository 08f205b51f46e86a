/** The words of the page's language, from the one strings table. */

import { own } from "./offline.js";

/** @type {Record<string, string>} */
let table = {};
let language = "en";

/** @param {Record<string, string>} words @param {string} lang */
export function setWords(words, lang) {
  table = words;
  language = lang;
}

/** @type {Promise<void> | null} */
let tools = null;

/** The words of the tools, fetched once: with them come the tools. */
export function readToolWords() {
  if ("distance.from" in table) return Promise.resolve();
  tools ??= (own.words?.() ?? fetch(`/words.json?lang=${language}`).then((answer) => answer.json())).then((words) => void Object.assign(table, words));
  tools.catch(() => (tools = null));
  return tools;
}

export const lang = () => language;
export const otherLang = () => (language === "en" ? "ja" : "en");

/**
 * The text of a key, its {placeholders} filled; the key itself if there is none.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  return (table[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
  );
}

/** @param {string} key */
export const has = (key) => key in table;

/**
 * The value of a two-language property, e.g. `name`.
 * @param {Record<string, any>} properties @param {string} name @param {string} [language_]
 * @returns {string | null}
 */
export function pick(properties, name, language_ = language) {
  return properties[`${name}_${language_}`] ?? properties[`${name}_en`] ?? properties[`${name}_ja`] ?? properties[name] ?? null;
}

/** A day, month or year as the language writes it. @param {string} day @param {string} [language_] */
export function formatDate(day, language_ = language) {
  const [year, month, date] = day.split("-").map(Number);
  if (!month) return language_ === "ja" ? `${year}年` : String(year);
  const options = /** @type {Intl.DateTimeFormatOptions} */ ({ year: "numeric", month: "long", day: date ? "numeric" : undefined, timeZone: "UTC" });
  return new Intl.DateTimeFormat(language_ === "ja" ? "ja-JP" : "en-GB", options).format(Date.UTC(year, month - 1, date || 1));
}
