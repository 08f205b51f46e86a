/** Lengths on the map: pure functions, no page. */
const METRES_PER_DEGREE = 111319.49;

/** The length in metres of a pixel along the parallel of a latitude. @param {number} lat @param {number} zoom */
export const metresPerPixel = (lat, zoom) => (METRES_PER_DEGREE * 360 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);

/** The longest round length (1, 2, 5 × 10ⁿ) that fits, in metres. @param {number} most */
export function roundLength(most) {
  const ten = 10 ** Math.floor(Math.log10(most));
  return ([5, 2, 1].find((one) => one * ten <= most) ?? 1) * ten;
}
