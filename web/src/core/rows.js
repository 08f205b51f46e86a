/** The rows of the table come and change places so many a frame: to lay out all of them at once is felt on a phone. */
import { byFrames, inSlices, nextFrame, untilDrawn } from "./pace.js";

/** As many rows as are laid out and painted without being felt. */
const ROWS_A_FRAME = 1;
/** And as many as are taken away. */
const ROWS_AWAY = 30;

/** The work that was asked for last: one before it that is not through ends. */
let turn = 0;

const waiting = () => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#pane-table tr.later"));

let held = false;

/** Let the rows wait before their pane is shown for the first time: until then nothing lays them out. */
export function holdRows() {
  if (held) return;
  held = true;
  for (const row of document.querySelectorAll("#pane-table tbody tr")) row.classList.add("later");
}

/** Show so many of the rows that wait; one that a filter hides costs nothing. @param {number} [most] @returns {boolean} whether there were any */
export function showRows(most = Infinity) {
  let left = most;
  const rows = waiting();
  for (const row of rows) {
    if (!left) break;
    row.classList.remove("later");
    left -= Number(!row.hidden);
  }
  return rows.length > 0;
}

/** Show the rows that wait, in the order that they have or are about to have. */
export const unroll = () => goOn(turn);

/** @param {number} own */
async function goOn(own) {
  await untilDrawn();
  while (own === turn && showRows(ROWS_A_FRAME)) await nextFrame();
}

/**
 * Put rows in order: all wait, and come again from the first. What was painted stays so; a row that is
 * put between others has all after it painted anew.
 * @param {HTMLTableSectionElement} body @param {HTMLTableRowElement[]} rows
 */
export async function placeRows(body, rows) {
  const own = (turn += 1);
  await untilDrawn();
  // What is scrolled keeps its place, as if the rows were there.
  const table = /** @type {HTMLElement} */ (body.parentElement?.parentElement);
  table.style.minHeight ||= `${table.offsetHeight}px`;
  await byFrames([...body.rows].reverse(), ROWS_AWAY, (some) => some.forEach((row) => row.classList.add("later")));
  await inSlices(rows, (row) => own === turn && body.append(row));
  await goOn(own);
  if (own === turn) table.style.minHeight = "";
}
