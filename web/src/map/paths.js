/** Positions as numbers, and as the path that a view shows of them: pure functions, no page. */

/** Side of the whole world at zoom 0, in pixels, and where a web map ends: EPSG:3857. */
const WORLD = 256;
const FARTHEST_NORTH = 85.0511287798;
/** Two points of a path lie farther apart than this, squared, in pixels: Leaflet's own smoothing. */
const LEAST_STEP = 1;
/** On which sides of the window a point lies. */
const [LEFT, RIGHT, ABOVE, BELOW] = [1, 2, 4, 8];

/** @typedef {{ min: { x: number, y: number }, max: { x: number, y: number } }} Window */

/** Positions, lon and lat → pixels at zoom 0, one after the other. @param {number[][]} ring @returns {Float64Array} */
export function flatten(ring) {
  const flat = new Float64Array(2 * ring.length);
  // By number: this runs over each position of a map, before the browser has made it fast.
  for (let at = 0; at < ring.length; at += 1) {
    const sine = Math.sin((Math.max(-FARTHEST_NORTH, Math.min(FARTHEST_NORTH, ring[at][1])) * Math.PI) / 180);
    flat[2 * at] = (ring[at][0] / 360 + 0.5) * WORLD;
    flat[2 * at + 1] = (0.5 - Math.atanh(sine) / (2 * Math.PI)) * WORLD;
  }
  return flat;
}

/** The lines of a shape, and of all that a collection holds; a point has none. @param {any} geometry @returns {number[][][]} */
export function linesOf({ type, coordinates, geometries }) {
  if (type === "GeometryCollection") return geometries.flatMap(linesOf);
  if (type === "MultiPolygon") return coordinates.flat();
  if (type === "LineString") return [coordinates];
  return type === "Polygon" || type === "MultiLineString" ? coordinates : [];
}

/** Whether a ring runs against the clock. @param {number[][]} ring */
function isAgainstClock(ring) {
  let area = 0;
  for (let at = 1; at < ring.length; at += 1) area += ring[at - 1][0] * ring[at][1] - ring[at][0] * ring[at - 1][1];
  return area > 0;
}

/** A polygon whose rim runs against the clock and whose holes with it, however it was written. @param {number[][][]} rings */
export const orient = (rings) => rings.map((ring, at) => (isAgainstClock(ring) === (at === 0) ? ring : [...ring].reverse()));

/** The polygons of a shape, and of all that a collection holds. @param {any} geometry @returns {number[][][][]} */
export function polygonsOf({ type, coordinates, geometries }) {
  if (type === "GeometryCollection") return geometries.flatMap(polygonsOf);
  if (type === "Polygon") return [coordinates];
  return type === "MultiPolygon" ? coordinates : [];
}

/**
 * Features in portions that end with the position that makes them `enough`, or with the last one. What has no lines counts as one position.
 * @template {{ geometry: any }} F @param {F[]} features @param {number} enough @returns {F[][]}
 */
export function portion(features, enough) {
  /** @type {F[][]} */
  const portions = [];
  let held = enough;
  for (const one of features) {
    if (held >= enough) {
      portions.push([]);
      held = 0;
    }
    portions[portions.length - 1].push(one);
    held += (one.geometry && linesOf(one.geometry).flat().length) || 1;
  }
  return portions;
}

/** @typedef {"whole" | "part" | "none"} Seen how much of something a window shows */

/** How far lines reach to each side. @param {Float64Array[]} lines @returns {Window} */
export function measure(lines) {
  const [min, max] = [{ x: Infinity, y: Infinity }, { x: -Infinity, y: -Infinity }];
  for (const line of lines) {
    for (let at = 0; at < line.length; at += 2) {
      if (line[at] < min.x) min.x = line[at];
      if (line[at] > max.x) max.x = line[at];
      if (line[at + 1] < min.y) min.y = line[at + 1];
      if (line[at + 1] > max.y) max.y = line[at + 1];
    }
  }
  return { min, max };
}

/**
 * How much a window shows of what reaches so far. What lies whole in two windows is the same path in both.
 * @param {Window} reach @param {number} scale @param {{ x: number, y: number }} origin @param {Window} window @returns {Seen}
 */
export function look(reach, scale, origin, { min, max }) {
  const [left, right] = [Math.round(reach.min.x * scale - origin.x), Math.round(reach.max.x * scale - origin.x)];
  const [top, bottom] = [Math.round(reach.min.y * scale - origin.y), Math.round(reach.max.y * scale - origin.y)];
  if (!(right >= min.x && left <= max.x && bottom >= min.y && top <= max.y)) return "none";
  return left >= min.x && right <= max.x && top >= min.y && bottom <= max.y ? "whole" : "part";
}

/**
 * Lay bounds into the middle of a picture, as large as they fit.
 * @param {[[number, number], [number, number]]} bounds @param {number} width @param {number} height
 * @returns {{ scale: number, origin: { x: number, y: number } }} what `trace` and `place` want
 */
export function fit([[south, west], [north, east]], width, height) {
  const [left, bottom, right, top] = flatten([[west, south], [east, north]]);
  const scale = Math.min(width / (right - left), height / (bottom - top));
  return { scale, origin: { x: ((left + right) * scale - width) / 2, y: ((top + bottom) * scale - height) / 2 } };
}

/** Where a position is in a picture. @param {number[]} spot lon, lat @param {ReturnType<typeof fit>} fitted */
export function place(spot, { scale, origin }) {
  const [x, y] = flatten([spot]);
  return { x: x * scale - origin.x, y: y * scale - origin.y };
}

/**
 * A line as part of a path, in whole pixels. A point is left out where it, the one that was kept
 * before it and all between lie beyond one side of the window, and so does the next: what is seen
 * stays the same. A line that no point of could be seen is none; one that ends where it begins is closed.
 * @param {Float64Array} flat @param {number} scale @param {{ x: number, y: number }} origin @param {Window} window
 */
export function trace(flat, scale, origin, { min, max }) {
  const side = (/** @type {number} */ x, /** @type {number} */ y) => (x < min.x ? LEFT : x > max.x ? RIGHT : 0) | (y < min.y ? ABOVE : y > max.y ? BELOW : 0);
  const count = flat.length / 2;
  let path = "";
  let [lastX, lastY, shared, everywhere] = [NaN, NaN, 0, LEFT | RIGHT | ABOVE | BELOW];
  let x = Math.round(flat[0] * scale - origin.x);
  let y = Math.round(flat[1] * scale - origin.y);
  let code = side(x, y);
  for (let at = 0; at < count; at += 1) {
    const [hereX, hereY, own] = [x, y, code];
    everywhere &= own;
    if (at + 1 < count) {
      x = Math.round(flat[2 * at + 2] * scale - origin.x);
      y = Math.round(flat[2 * at + 3] * scale - origin.y);
      code = side(x, y);
    }
    const isEnd = at === 0 || at === count - 1;
    const step = (hereX - lastX) ** 2 + (hereY - lastY) ** 2;
    if (!isEnd && (step <= LEAST_STEP || shared & own & code)) {
      if (step > LEAST_STEP) shared &= own;
      continue;
    }
    path += `${path ? "L" : "M"}${hereX} ${hereY}`;
    [lastX, lastY, shared] = [hereX, hereY, own];
  }
  const closed = flat[0] === flat[flat.length - 2] && flat[1] === flat[flat.length - 1];
  return everywhere ? "" : path + (closed ? "Z" : "");
}
