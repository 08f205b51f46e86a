/** Work in steps that nobody feels, on a phone that is four times slower too. */

/** Let the page answer before the next piece of work. */
export const breathe = () => new Promise((go) => setTimeout(go));

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
