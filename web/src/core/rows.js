/** The rows of the table come and change places so many a frame: to lay out all of them at once is felt on a phone. */
import { nextFrame } from "./pace.js";

/** As many rows as are laid out without being felt. */
const ROWS_A_FRAME = 2;
/** No row is lower than this, in pixels: so many at most are in sight. */
const LOWEST_PX = 40;

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

/** Show so many of the rows that wait. @param {number} [most] @returns {boolean} whether there were any */
export function showRows(most = Infinity) {
  const rows = [...waiting()].slice(0, most);
  for (const row of rows) row.classList.remove("later");
  return rows.length > 0;
}

export const unroll = () => goOn((turn += 1));

/** @param {number} own */
async function goOn(own) {
  do await nextFrame();
  while (own === turn && showRows(ROWS_A_FRAME));
}

/**
 * Put rows in order: those in sight first, while the others wait.
 * @param {HTMLTableSectionElement} body @param {HTMLTableRowElement[]} rows
 */
export async function placeRows(body, rows) {
  const own = (turn += 1);
  const inSight = Math.ceil(innerHeight / LOWEST_PX);
  await nextFrame();
  for (const row of [...body.rows].slice(inSight)) row.classList.add("later");
  for (let at = 0; at < inSight && own === turn; at += ROWS_A_FRAME) {
    const part = rows.slice(at, at + ROWS_A_FRAME);
    for (const row of part) row.classList.remove("later");
    const before = body.rows[at - 1];
    if (before) before.after(...part);
    else body.prepend(...part);
    await nextFrame();
  }
  if (own !== turn) return;
  const rest = rows.slice(inSight);
  for (const row of rest) row.classList.add("later");
  body.append(...rest);
  await goOn(own);
}
