/** Rectangles on the map, in pixels: pure functions, no page. */

/** @typedef {{ x: number, y: number, width: number, height: number, ref?: string }} Box */

/** Whether two boxes come nearer than a gap. @param {Box} a @param {Box} b @param {number} gap */
export const overlap = (a, b, gap) => a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;

/** Whether the first lies in the second. @param {Box} a @param {Box} b */
export const within = (a, b) => a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
