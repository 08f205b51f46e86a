/** Elements without markup: text goes in as text, whatever it holds. */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes] `on…` are listeners, null and false are left out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(.../** @type {(Node | string)[]} */ (children.filter((one) => one !== null && one !== undefined && one !== false && one !== "")));
  return element;
}

/** @param {Element} element @param {string} name @param {any} value */
function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : String(value));
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag @param {Record<string, string | number>} attributes @param {...Element} children
 * @returns {SVGElement}
 */
export function s(tag, attributes, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** @param {string} id @returns {HTMLElement | null} */
export const byId = (id) => document.getElementById(id);

/** A link out, only to the web; else the bare text. @param {string | null} url @param {string} text */
export function linkOut(url, text) {
  if (!url || !/^https?:\/\//.test(url)) return document.createTextNode(text);
  return h("a", { href: url, rel: "noopener nofollow" }, text);
}

/** Say something to screen readers. @param {string} text */
export function announce(text) {
  const live = byId("live");
  if (live) live.textContent = text;
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
/** A phone, or a tablet that stands upright: the panel is a sheet below the map. The rule of `narrow.css`. */
export const narrow = () => matchMedia("(max-width: 559px), (max-width: 900px) and (orientation: portrait)").matches;
