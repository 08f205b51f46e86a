/** Longitudes on the map: what GeoJSON cuts at 180° is drawn in one piece. Pure functions, no page. */

/**
 * @typedef {[number, number]} Spot lon, lat
 * @typedef {{ geometry: any, piece?: "ground" | "edge" }} Shape
 */

/** Far from both ends of the map: what a drawing is centred on lies within half a turn of it. */
const HOME = 70;
const TURN = 360;
const HALF = 180;
const POLE = 90;
const NEAR = 1e-6;

/** The turn to add to a longitude, so that the Pacific is whole. @param {number} lon */
const turnHome = (lon) => -TURN * Math.round((lon - HOME) / TURN) || 0;

/** A longitude where the map shows it. @param {number} lon */
export const bringHome = (lon) => lon + turnHome(lon);

/** A longitude as an address writes it. @param {number} lon */
export const fold = (lon) => lon - TURN * Math.floor((lon + HALF) / TURN);

/** @param {any} node @param {number} by @returns {any} */
export const shift = (node, by) => (typeof node[0] === "number" ? [node[0] + by, node[1]] : node.map((/** @type {any} */ one) => shift(one, by)));

/** @param {any} node @returns {[number, number]} the westernmost and the easternmost longitude */
export function findSpan(node) {
  if (typeof node[0] === "number") return [node[0], node[0]];
  const spans = node.map(findSpan);
  return [Math.min(...spans.map((/** @type {Spot} */ one) => one[0])), Math.max(...spans.map((/** @type {Spot} */ one) => one[1]))];
}

const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) < NEAR;

/** Whether an edge was made by cutting: along 180°, or along a pole. @param {Spot} a @param {Spot} b */
const isCut = (a, b) => (near(a[0], b[0]) && near(Math.abs(fold(a[0])), HALF)) || (near(a[1], b[1]) && near(Math.abs(a[1]), POLE));

/** A ring without the edges that cutting made. @param {Spot[]} ring @returns {Spot[][]} */
function openRing(ring) {
  /** @type {Spot[][]} */
  const lines = [[ring[0]]];
  for (let at = 1; at < ring.length; at += 1) {
    if (isCut(ring[at - 1], ring[at])) lines.push([ring[at]]);
    else lines[lines.length - 1].push(ring[at]);
  }
  return lines.filter((line) => line.length > 1);
}

const wasCut = (/** @type {Spot[][]} */ polygon) => polygon.some((ring) => ring.some((spot, at) => at > 0 && isCut(ring[at - 1], spot)));

/**
 * A shape as it is drawn: where it was cut, ground without an edge, and the edge apart.
 * @template {Shape} T @param {T} shape @returns {T[]}
 */
export function openCuts(shape) {
  const { geometry } = shape;
  const parts = partsOf(geometry, "Polygon");
  if (!parts.some(wasCut)) return [shape];
  const lines = parts.flatMap((/** @type {Spot[][]} */ polygon) => polygon.flatMap(openRing));
  return [{ ...shape, piece: "ground" }, { ...shape, piece: "edge", geometry: { type: "MultiLineString", coordinates: lines } }];
}

/** @param {any} geometry @param {string} type @returns {any[]} */
function partsOf(geometry, type) {
  if (geometry?.type === type) return [geometry.coordinates];
  return geometry?.type === `Multi${type}` ? geometry.coordinates : [];
}

/**
 * A computed shape in one piece: its parts side by side over 180°, near the middle of the map.
 * @template {Shape} T @param {T} shape @returns {T[]}
 */
export function unfold(shape) {
  const { geometry } = shape;
  const areas = partsOf(geometry, "Polygon");
  const lines = partsOf(geometry, "LineString");
  if (areas.length) return openCuts({ ...shape, geometry: { type: "MultiPolygon", coordinates: joinAreas(areas) } });
  if (lines.length) return [{ ...shape, geometry: { type: "MultiLineString", coordinates: joinLines(lines) } }];
  return [shape];
}

/** @param {any[]} parts @returns {any[]} */
function joinAreas(parts) {
  const spans = parts.map(findSpan);
  // A cap over a pole is as wide as the world: it goes on beyond the edge.
  if (spans.some(([west, east]) => east - west > TURN - NEAR)) return [...parts, ...shift(parts, TURN)];
  const crosses = spans.some(([, east]) => near(east, HALF));
  const beside = parts.map((part, at) => (crosses && near(spans[at][0], -HALF) ? shift(part, TURN) : part));
  return shift(beside, turnOf(beside));
}

/** @param {Spot[][]} parts @returns {Spot[][]} */
function joinLines(parts) {
  /** @type {Spot[][]} */
  const joined = [];
  for (const part of parts) {
    const last = joined.at(-1);
    const end = last?.at(-1);
    if (last && end && near(Math.abs(fold(end[0])), HALF) && near(Math.abs(part[0][0]), HALF) && near(end[1], part[0][1])) {
      last.push(...shift(part, end[0] - part[0][0]).slice(1));
    } else joined.push([...part]);
  }
  return shift(joined, turnOf(joined));
}

/** @param {any[]} parts */
function turnOf(parts) {
  const [west, east] = findSpan(parts);
  return turnHome((west + east) / 2);
}
