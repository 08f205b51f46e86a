/**
 * WordPress gives a pasted address a frame without a size, in a sandbox out of which no link
 * leads, and a secret after `#?`. Who tells the secret may have a height, and links opened.
 */

const LIMITS = [200, 1000];

/**
 * Speak as WordPress does: answer when it says that it is there, and let it open the links.
 * @param {() => void} answer @returns {(height: number) => void} tells the height, as far as WordPress takes it
 */
export function speak(answer) {
  const secret = /^#\?(?:.*&)?secret=([A-Za-z0-9]+)(?:&|$)/.exec(location.hash)?.[1];
  if (!secret) return () => {};
  const say = (/** @type {"height" | "link"} */ message, /** @type {number | string} */ value) => parent.postMessage({ message, value, secret }, "*");
  addEventListener("message", ({ data }) => data?.message === "ready" && data.secret === secret && answer());
  addEventListener("click", (event) => sendLink(event, (address) => say("link", address)));
  return (height) => say("height", Math.min(LIMITS[1], Math.max(LIMITS[0], height)));
}

/** Links out of the frame are opened by the page round it; those within it keep the secret. @param {MouseEvent} event @param {(address: string) => void} send */
function sendLink(event, send) {
  const link = /** @type {Element} */ (event.target).closest?.("a[href]");
  // WordPress opens addresses of the frame's own host and no others.
  if (!(link instanceof HTMLAnchorElement) || link.host !== location.host || event.defaultPrevented) return;
  if (isWithin(link)) return void (link.hash ||= location.hash);
  event.preventDefault();
  send(link.href);
}

/** Whether a link shows in the frame itself: the live map in place of its picture, a part of this page. @param {HTMLAnchorElement} link */
const isWithin = (link) => link.target !== "_blank" && /\/embed(?:\/[^/]*)?$/.test(link.pathname);
