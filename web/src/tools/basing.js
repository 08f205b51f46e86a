/** Where public sources say that a system is: the rows of the table as they stand, in no order of ours. */
import { h } from "../core/dom.js";
import { formatDate, has, pick, t } from "../core/words.js";

/** @typedef {import("./finder.js").Entry} Entry */

/**
 * @param {any[]} rows of the table of basing @param {Entry[]} entries what places are called @param {(entry: Entry) => void} go
 * @returns {{ parts: (Node | string)[], sources: string[] }[]} the parts of each row, and what it rests on
 */
export function listBasing(rows, entries, go) {
  if (!rows.length) return [{ parts: [t("search.system_none")], sources: [] }];
  return rows.map((row) => ({ parts: tellRow(row, entries.find((one) => one.ref === row.place), go), sources: row.sources }));
}

/** @param {any} row @param {Entry | undefined} entry @param {(entry: Entry) => void} go @returns {(Node | string)[]} */
function tellRow(row, entry, go) {
  const key = `basing.${row.status}`;
  const said = [has(key) ? t(key) : row.status, row.since && t("search.system_since", { date: formatDate(row.since) }), row.until && t("search.system_until", { date: formatDate(row.until) }), !row.supported && t("search.system_weak")];
  const place = entry ? h("button", { type: "button", class: "link-button", onclick: () => go(entry) }, entry.name) : row.place;
  return [h("p", {}, place, ` · ${said.filter(Boolean).join(" · ")}`), row.wording && h("p", { class: "small", lang: "en" }, pick(row, "wording") ?? "")].filter(Boolean);
}
