/** /embed.js: lets every map of this site on a page take its own height. */
(() => {
  const once = /** @type {any} */ (window);
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const home = script?.src ? new URL(script.src).origin : "";
  /** Components keep their frames to themselves. @param {ParentNode} root @returns {HTMLIFrameElement[]} */
  const list = (root) => [...root.querySelectorAll("*")].flatMap((one) => (one instanceof HTMLIFrameElement ? one : one.shadowRoot ? list(one.shadowRoot) : []));
  const listen = () => addEventListener("message", ({ source, data }) => {
    if (data?.type !== "geoposture:height" || !(data.height > 99 && data.height < 4000)) return;
    for (const frame of list(document)) {
      if (frame.contentWindow !== source) continue;
      Object.assign(frame.style, { aspectRatio: "auto", minHeight: "0", height: `${data.height}px` });
    }
  });
  if (!once.geopostureHost) listen();
  once.geopostureHost = true;
  // A frame that was there first has told its height to nobody: it is asked again.
  for (const frame of list(document)) if (frame.src.startsWith(home)) frame.contentWindow?.postMessage({ type: "geoposture:ask" }, "*");
})();
