/** Rectangles, in pixels where nothing else is said: pure functions, no page. */

/** @typedef {{ x: number, y: number, width: number, height: number, ref?: string }} Box */

/** Whether two boxes come nearer than a gap. @param {Box} a @param {Box} b @param {number} gap */
export const overlap = (a, b, gap) => a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;

/** Whether the first lies in the second. @param {Box} a @param {Box} b */
export const within = (a, b) => a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;

/** The box round positions, in degrees, however deep they lie and however many they are. @param {any[]} coordinates @returns {[[number, number], [number, number]]} */
export function boxOf(coordinates) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const hold = (/** @type {any[]} */ node) => {
    if (typeof node[0] !== "number") return node.forEach(hold);
    [west, south, east, north] = [Math.min(west, node[0]), Math.min(south, node[1]), Math.max(east, node[0]), Math.max(north, node[1])];
  };
  hold(coordinates);
  return [[south, west], [north, east]];
}
