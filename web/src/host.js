/** /embed.js: lets every map of this site on a page take its own height. */
(() => {
  const once = /** @type {any} */ (window);
  if (once.geopostureHost) return;
  once.geopostureHost = true;
  addEventListener("message", ({ source, data }) => {
    if (data?.type !== "geoposture:height" || !(data.height > 99 && data.height < 4000)) return;
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow !== source) continue;
      frame.style.aspectRatio = "auto";
      frame.style.height = `${data.height}px`;
    }
  });
})();
