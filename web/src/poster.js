/** The embed before it is touched: tells its height to the page round it, whoever listens. */
const sender = new URLSearchParams(location.search).get("childId") ?? "";

function tell() {
  const height = Math.ceil(document.querySelector("main")?.scrollHeight ?? document.documentElement.scrollHeight);
  if (height === last || parent === window) return;
  last = height;
  parent.postMessage({ type: "geoposture:height", height }, "*");
  parent.postMessage(`pymxPYMx${sender}xPYMxheightxPYMx${height}`, "*");
  parent.postMessage({ sentinel: "amp", type: "embed-size", height }, "*");
}

let last = 0;
addEventListener("load", tell);
new ResizeObserver(tell).observe(document.body);
