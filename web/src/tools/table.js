/** The table of facilities: the server's rows, with the map's filters, sortable, joined to the marks. */
import { byId, h } from "../core/dom.js";
import { passes } from "../layers/filters.js";
import { lightMarks } from "../layers/marks.js";
import { placeRows } from "../core/rows.js";
import { find, on } from "../core/store.js";
import { facilities, roleOf } from "../core/theatre.js";
import { t } from "../core/words.js";

export function openTable() {
  const table = /** @type {HTMLTableElement | null} */ (document.querySelector("#pane-table table"));
  if (!table) return;
  for (const [column, head] of [...table.tHead?.rows[0].cells ?? []].entries()) makeSortable(table, head, column);
  on("filter", () => applyFilter(table));
  on("data", (layer) => roleOf(layer) === "facilities" && applyFilter(table));
  on("opened", (ref) => markRow(table, ref));
  on("closed", () => markRow(table, null));
  for (const name of ["pointerover", "focusin"]) table.addEventListener(name, (event) => light(event.target));
  for (const name of ["pointerleave", "focusout"]) table.addEventListener(name, () => lightMarks(new Map()));
  applyFilter(table);
}

/** @param {HTMLTableElement} table @param {HTMLTableCellElement} head @param {number} column */
function makeSortable(table, head, column) {
  const name = head.textContent ?? "";
  const button = h("button", { type: "button", class: "sort", title: t("table.sort", { col: name }) }, name);
  button.addEventListener("click", () => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const one of table.tHead?.rows[0].cells ?? []) one.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    sortRows(table, column, up);
  });
  head.replaceChildren(button);
}

/**
 * By the places that the server has found: to learn an alphabet is felt on a phone.
 * @param {HTMLTableElement} table @param {number} column @param {boolean} up
 */
function sortRows(table, column, up) {
  const body = table.tBodies[0];
  const place = (/** @type {HTMLTableRowElement} */ row) => Number.parseInt(row.dataset.order?.split(" ")[column] ?? "-");
  const rows = [...body.rows].map((row) => ({ row, at: place(row) }));
  // What has none stays at the end, either way.
  rows.sort((a, b) => Number(Number.isNaN(a.at)) - Number(Number.isNaN(b.at)) || (a.at - b.at) * (up ? 1 : -1) || 0);
  placeRows(body, rows.map((one) => one.row));
}

/** @param {HTMLTableElement} table */
function applyFilter(table) {
  if (!facilities().length) return;
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const feature = find(row.dataset.ref ?? "");
    row.hidden = Boolean(feature) && !passes(/** @type {any} */ (feature));
    if (!row.hidden) shown += 1;
  }
  const caption = table.caption;
  if (caption) caption.textContent = shown ? t("table.filtered", { shown, total: table.tBodies[0].rows.length }) : t("state.empty");
}

/** @param {HTMLTableElement} table @param {string | null} ref */
function markRow(table, ref) {
  for (const row of table.tBodies[0].rows) row.classList.toggle("open", row.dataset.ref === ref);
}

/** @param {EventTarget | null} target */
function light(target) {
  const ref = /** @type {HTMLElement} */ (target).closest("tr")?.dataset.ref;
  if (ref) lightMarks(new Map([[ref, "explicit"]]));
}
