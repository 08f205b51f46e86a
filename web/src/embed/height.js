/** A frame tells its height to the page round it, whoever listens, and whenever it is asked. */
import { speak } from "./wordpress.js";

/** How high the map would be, by its width: a frame may start far too low. */
const SHARE = { wide: 0.5, slim: 0.8 };
const SLIM_PX = 480;
const HIGHEST_PX = 560;

export function tellHeight() {
  const sender = new URLSearchParams(location.search).get("childId") ?? "";
  const tellWordPress = speak(() => tell({ again: true }));
  let last = 0;
  /** @param {{ again?: boolean }} [options] */
  const tell = ({ again = false } = {}) => {
    const height = measure();
    if ((height === last && !again) || parent === window) return;
    last = height;
    parent.postMessage({ type: "geoposture:height", height }, "*");
    parent.postMessage(`pymxPYMx${sender}xPYMxheightxPYMx${height}`, "*");
    parent.postMessage({ sentinel: "amp", type: "embed-size", height }, "*");
    tellWordPress(height);
  };
  addEventListener("load", () => tell());
  addEventListener("message", ({ data }) => data?.type === "geoposture:ask" && tell({ again: true }));
  new ResizeObserver(() => tell()).observe(document.body);
}

function measure() {
  const all = document.querySelector("main")?.scrollHeight ?? document.documentElement.scrollHeight;
  const map = /** @type {HTMLElement | null} */ (document.querySelector("figure, .stage"))?.offsetHeight ?? 0;
  const wanted = Math.min(HIGHEST_PX, innerWidth * (innerWidth < SLIM_PX ? SHARE.slim : SHARE.wide));
  return Math.ceil(Math.max(all, all - map + wanted));
}
