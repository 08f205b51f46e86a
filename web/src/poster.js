/** The embed before it is touched: tells its height to the page round it, whoever listens. */
const sender = new URLSearchParams(location.search).get("childId") ?? "";

/** How high the map would be, by its width: a frame may start far too low. */
const SHARE = { wide: 0.5, slim: 0.8 };
const SLIM_PX = 480;
const HIGHEST_PX = 560;

function measure() {
  const all = document.querySelector("main")?.scrollHeight ?? document.documentElement.scrollHeight;
  const map = document.querySelector("figure")?.offsetHeight ?? 0;
  const wanted = Math.min(HIGHEST_PX, innerWidth * (innerWidth < SLIM_PX ? SHARE.slim : SHARE.wide));
  return Math.ceil(Math.max(all, all - map + wanted));
}

function tell() {
  const height = measure();
  if (height === last || parent === window) return;
  last = height;
  parent.postMessage({ type: "geoposture:height", height }, "*");
  parent.postMessage(`pymxPYMx${sender}xPYMxheightxPYMx${height}`, "*");
  parent.postMessage({ sentinel: "amp", type: "embed-size", height }, "*");
}

let last = 0;
addEventListener("load", tell);
new ResizeObserver(tell).observe(document.body);
