/** Coasts that came as steps (geoposture/formats/delta.py) → GeoJSON features. */

/** @param {{ per_degree: number, features: any[] }} packed @returns {import("../core/store.js").Feature[]} */
export function unpack({ per_degree, features }) {
  /** @param {any[]} node @returns {any} */
  const open = (node) => {
    if (typeof node[0] !== "number") return node.map(open);
    let [x, y] = [0, 0];
    const spots = [];
    for (let at = 0; at < node.length; at += 2) spots.push([(x += node[at]) / per_degree, (y += node[at + 1]) / per_degree]);
    return spots;
  };
  return features.map((one) => ({ ...one, geometry: one.geometry && { type: one.geometry.type, coordinates: open(one.geometry.delta) } }));
}
