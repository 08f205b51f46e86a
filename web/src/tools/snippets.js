/** The lines that an editor pastes: pure functions over addresses and words, no page. */
import shapes from "../../../geoposture/language/embed_shapes.json" with { type: "json" };

/** The shapes that are offered. @type {Record<string, { frame: number[], map: number[] }>} */
export const SHAPES = shapes;
export const WIDTH = 720;
/** A column of a phone wants a frame higher than wide: text first, and then the map. */
export const LEAST_HEIGHT = 440;

/**
 * @typedef {import("../core/offline.js").Addresses} Addresses
 * @typedef {{ title: string, alt: string, caption: string, shape: string }} Said
 * @typedef {{ name: string, text: string }} Snippet name is the key of its label
 */

/** @param {string} text */
export const escape = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** What an attribute says. @param {string} text */
export const unescape = (text) => text.replace(/&quot;|&#34;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** @param {string} [shape] */
export function heightOf(shape = "wide") {
  const [width, height] = (SHAPES[shape] ?? SHAPES.wide).frame;
  return Math.round((WIDTH * height) / width);
}

/** How a frame is as wide as its column, and never a strip. @param {string} shape */
const styleOf = (shape) => `border:0;width:100%;height:auto;min-height:${LEAST_HEIGHT}px;aspect-ratio:${SHAPES[shape].frame.join("/")}`;

/** A frame with a title, a ratio, and in attributes what a host's policy leaves of it: width, height, no border. @param {Addresses} places @param {Said} said */
const writeFrame = ({ address }, { title, shape }) =>
  `<iframe src="${escape(address)}" title="${escape(title)}" loading="lazy" width="100%" height="${heightOf(shape)}" frameborder="0" style="${styleOf(shape)}" allow="fullscreen" referrerpolicy="strict-origin-when-cross-origin"></iframe>`;

/** @param {Addresses} places @param {Said} said @param {string} picture */
const writeFigure = ({ page }, { alt, caption }, picture) =>
  `<figure><a href="${escape(page)}"><img src="${escape(picture)}" alt="${escape(alt)}" width="${WIDTH}" loading="lazy" style="max-width:100%;height:auto"></a>${caption ? `<figcaption>${escape(caption)}</figcaption>` : ""}</figure>`;

/**
 * @param {Addresses} places @param {Said} said @param {{ provider: boolean }} options whether an oEmbed provider is there
 * @returns {Snippet[]} what fits most articles first
 */
export function writeSnippets(places, said, { provider }) {
  const { address, page, pictures, base } = places;
  const { png, svg } = pictures;
  const frame = writeFrame(places, said);
  const found = [
    { name: "share.embed_auto", text: `${frame}\n<script src="${escape(base)}/embed.js" async></script>` },
    { name: "share.iframe", text: frame },
    provider && { name: "share.address", text: address },
    png && { name: "share.png", text: writeFigure(places, said, png) },
    svg && { name: "share.svg", text: writeFigure(places, said, svg) },
    provider && { name: "share.oembed", text: `${base}/oembed?url=${encodeURIComponent(address)}&maxwidth=${WIDTH}` },
    png && { name: "share.markdown", text: `[![${said.alt.replace(/[[\]]/g, "")}](${png})](${page})` },
    svg && provider && { name: "share.print", text: `${svg}&print=1` },
  ];
  return /** @type {Snippet[]} */ (found.filter(Boolean));
}
