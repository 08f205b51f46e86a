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

/**
 * A queue that works so many things off a frame, whoever puts them in. What turns out to be needless says so, and does not count.
 * @param {number} most @returns {(acts: (() => boolean)[]) => void}
 */
export function makeQueue(most) {
  /** @type {(() => boolean)[]} */
  const queue = [];
  let working = false;
  const work = async () => {
    working = true;
    while (queue.length) {
      await untilDrawn();
      for (let done = 0; done < most && queue.length; ) done += Number(/** @type {() => boolean} */ (queue.shift())());
    }
    working = false;
  };
  return (acts) => {
    queue.push(...acts);
    if (!working) work();
  };
}

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
