/** The lines that an editor pastes: pure functions over addresses and words, no page. */

/** Ratios that are offered, by how CSS writes them. @type {Record<string, number>} */
export const RATIOS = { "16/10": 1.6, "4/3": 4 / 3, "1/1": 1, "4/5": 0.8 };
export const WIDTH = 720;

/**
 * @typedef {{ address: string, page: string, picture: string | null, base: string }} Places
 * @typedef {{ title: string, alt: string, caption: string, ratio: string }} Said
 * @typedef {{ name: string, text: string }} Snippet name is the key of its label
 */

/** @param {string} text */
export const escape = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** What an attribute says. @param {string} text */
export const unescape = (text) => text.replace(/&quot;|&#34;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** @param {string} ratio */
export const heightOf = (ratio) => Math.round(WIDTH / RATIOS[ratio]);

/** A frame with a title, a ratio, and in attributes what a host's policy leaves of it: width, height, no border. @param {Places} places @param {Said} said */
const writeFrame = ({ address }, { title, ratio }) =>
  `<iframe src="${escape(address)}" title="${escape(title)}" loading="lazy" width="100%" height="${heightOf(ratio)}" frameborder="0" style="border:0;width:100%;height:auto;aspect-ratio:${ratio}" allow="fullscreen" referrerpolicy="strict-origin-when-cross-origin"></iframe>`;

/** @param {Places} places @param {Said} said @param {string} picture */
const writeFigure = ({ page }, { alt, caption }, picture) =>
  `<figure><a href="${escape(page)}"><img src="${escape(picture)}" alt="${escape(alt)}" width="${WIDTH}" loading="lazy" style="max-width:100%;height:auto"></a>${caption ? `<figcaption>${escape(caption)}</figcaption>` : ""}</figure>`;

/** @param {string} picture a PNG of the service @returns {string} */
const asVector = (picture) => picture.replace("/map.png?", "/map.svg?").replace(/&scale=\d/, "");

/**
 * @param {Places} places @param {Said} said @param {{ provider: boolean }} options whether an oEmbed provider is there
 * @returns {Snippet[]}
 */
export function writeSnippets(places, said, { provider }) {
  const { address, page, picture, base } = places;
  const frame = writeFrame(places, said);
  const found = [
    { name: "share.iframe", text: frame },
    { name: "share.embed_auto", text: `${frame}\n<script src="${escape(base)}/embed.js" async></script>` },
    picture && { name: "share.png", text: writeFigure(places, said, picture) },
    picture && provider && { name: "share.svg", text: writeFigure(places, said, asVector(picture)) },
    provider && { name: "share.oembed", text: `${base}/oembed?url=${encodeURIComponent(address)}&maxwidth=${WIDTH}` },
    provider && { name: "share.address", text: address },
    picture && { name: "share.markdown", text: `[![${said.alt.replace(/[[\]]/g, "")}](${picture})](${page})` },
    picture && provider && { name: "share.print", text: `${asVector(picture)}&print=1` },
  ];
  return /** @type {Snippet[]} */ (found.filter(Boolean));
}
