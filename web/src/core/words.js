/** The words of the page's language, from the one strings table. */

import { at, own } from "./offline.js";
import { fetchPatiently } from "./patience.js";
import vocabulary from "./vocabulary.js";

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
  tools ??= (own.words?.() ?? fetchPatiently(at(`/words.json?lang=${language}`)).then((answer) => answer.json())).then((words) => void Object.assign(table, words));
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
 * The value of a two-language property, e.g. `name`; an empty one is none.
 * @param {Record<string, any>} properties @param {string} name @param {string} [language_]
 * @returns {string | null}
 */
export function pick(properties, name, language_ = language) {
  return properties[`${name}_${language_}`] || properties[`${name}_en`] || properties[`${name}_ja`] || properties[name] || null;
}

/** A day, month or year as the language writes it: the browser's own words for it are felt when they are first asked for. @param {string} day @param {string} [language_] */
export function formatDate(day, language_ = language) {
  const numbers = day.split("-").map(Number);
  if (language_ === "ja") return numbers.map((one, at) => `${one}${"年月日"[at]}`).join("");
  const [year, month, date] = numbers;
  return [date, month && vocabulary.months[month - 1], year].filter(Boolean).join(" ");
}
