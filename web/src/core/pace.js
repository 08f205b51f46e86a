/** Work in steps that nobody feels, on a phone that is four times slower too. */

/** Let the page answer before the next piece of work. */
export const breathe = () => new Promise((go) => setTimeout(go));

/** As long as nobody feels it, on a phone that is four times slower too. */
const SLICE_MS = 5;

/**
 * Work on one thing after the other, and let the page answer as often as it has to, and no more often:
 * each time may be a layout of the page.
 * @template T @param {Iterable<T>} things @param {(thing: T) => void} act
 */
export async function inSlices(things, act) {
  let since = performance.now();
  for (const one of things) {
    act(one);
    if (performance.now() - since < SLICE_MS) continue;
    await breathe();
    since = performance.now();
  }
  await breathe();
}

/** Until the next frame; a page that is not seen has none. @returns {Promise<unknown>} */
export const nextFrame = () => new Promise((go) => (document.hidden ? setTimeout(go) : requestAnimationFrame(go)));

/**
 * Work on so many things a frame, whose styles and places the browser works out in it too.
 * @template T @param {T[]} things @param {number} most @param {(some: T[]) => void} act
 */
export async function byFrames(things, most, act) {
  for (let at = 0; at < things.length; at += most) {
    await untilDrawn();
    act(things.slice(at, at + most));
  }
}

/** What waits for a frame, of all queues, and what share of a frame it takes. @type {{ act: () => boolean, share: number }[]} */
const waiting = [];
let working = false;

async function workOff() {
  working = true;
  while (waiting.length) {
    await untilDrawn();
    // Shares do not add up to one exactly.
    for (let left = 1; left > 1e-9; ) {
      const next = waiting.shift();
      if (!next) break;
      if (next.act()) left -= next.share;
    }
  }
  working = false;
}

/**
 * A queue that works so many things off a frame, or as many fewer as other queues have in it. What turns out to be needless says so, and does not count.
 * @param {number} most @returns {(acts: (() => boolean)[]) => void}
 */
export const makeQueue = (most) => (acts) => {
  waiting.push(...acts.map((act) => ({ act, share: 1 / most })));
  if (!working) workOff();
};

/** Until what was changed is drawn. */
export const untilDrawn = () => nextFrame().then(breathe);

/** The same work once, in a task of its own, however often it is asked for before. @param {() => void} act @param {() => Promise<unknown>} [wait] */
export function once(act, wait = breathe) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    wait().then(() => {
      waiting = false;
      act();
    });
  };
}
