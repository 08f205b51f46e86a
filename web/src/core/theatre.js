/** What the layers of the map are: its settings say so, and no line of code names one. */
import { features, store } from "./store.js";

/**
 * @typedef {{ id: string, role: string, title: string, description?: string, switch?: boolean }} LayerRole
 * @typedef {{
 *   layers: Record<string, LayerRole>, parts: Record<string, string>, far: string | null, languages: string[],
 *   figured: string[], groups: Record<string, string[]>, ambiguous: { id: string, names: string[], features: string[] }[],
 *   lead?: string | null, starts: { from?: string, to?: string, origins?: string, target?: string, radius?: number },
 * }} Theatre
 * @typedef {Omit<Theatre, "layers"> & { layers: LayerRole[] }} Given as the script of the page has it
 */

/** @type {Theatre} */
const NONE = { layers: {}, parts: {}, far: null, languages: ["en"], figured: [], groups: {}, ambiguous: [], starts: {} };

/** @type {Theatre | null} */
let known = null;

/** @returns {Theatre} */
export function theatre() {
  const given = store.settings?.theatre;
  if (!given) return NONE;
  return (known ??= { ...given, layers: Object.fromEntries(given.layers.map((one) => [one.id, one])) });
}

/** The layers of a role, in the order of the theatre. @param {string} role */
export const layersOf = (role) => Object.entries(theatre().layers).filter(([, one]) => one.role === role).map(([id]) => id);

/** @param {string} ref LAYER or LAYER/FEATURE */
export const layerOf = (ref) => ref.split("/")[0];

/** @param {string} ref LAYER or LAYER/FEATURE */
export const roleOf = (ref) => theatre().layers[layerOf(ref)]?.role ?? "";

/** The title of a layer, null where there is none of this name. @param {string} layer */
export const titleOf = (layer) => theatre().layers[layer]?.title ?? null;

/** The features of all layers of facilities. */
export const facilities = () => layersOf("facilities").flatMap(features);

/** The features of all layers of islands. */
export const islands = () => layersOf("land").flatMap(features);

/** What of the backdrop is drawn for a layer, and goes with it. @param {string} layer */
export const partsOf = (layer) => Object.keys(theatre().parts).filter((name) => theatre().parts[name] === layer);

/** The one feature of a layer that has one: the name of the layer stands for both. @param {string} ref */
export const wholeOf = (ref) => (roleOf(ref) === "areas" && !ref.includes("/") ? (features(ref)[0]?.ref ?? ref) : ref);
