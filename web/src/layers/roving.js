/** Arrow keys between things on the map: from one to the nearest in a direction. Pure, no page. */

/** @typedef {{ x: number, y: number }} Spot */

/** @type {Record<string, [number, number]>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * The thing that lies ahead and least aside.
 * @template T
 * @param {Spot} from @param {[number, number]} step @param {T[]} things @param {(thing: T) => Spot} place
 * @returns {T | null}
 */
export function findAhead(from, [dx, dy], things, place) {
  const score = (/** @type {T} */ thing) => {
    const { x, y } = place(thing);
    const ahead = (x - from.x) * dx + (y - from.y) * dy;
    return ahead > 0.5 ? ahead + 2 * Math.abs((x - from.x) * dy - (y - from.y) * dx) : Infinity;
  };
  const best = things.reduce((/** @type {{ thing: T | null, rank: number }} */ found, thing) => (score(thing) < found.rank ? { thing, rank: score(thing) } : found), { thing: null, rank: Infinity });
  return best.thing;
}
