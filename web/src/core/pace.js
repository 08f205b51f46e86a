/** Work in steps that nobody feels, on a phone that is four times slower too. */

/** Let the page answer before the next piece of work. */
export const breathe = () => new Promise((go) => setTimeout(go));

/** As long as nobody feels it, on a phone that is four times slower too. */
const SLICE_MS = 8;

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

/** Until what was changed is drawn. */
export const untilDrawn = () => nextFrame().then(breathe);

/** The same work once, in a task of its own, however often it is asked for before. @param {() => void} act */
export function once(act) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      act();
    });
  };
}
