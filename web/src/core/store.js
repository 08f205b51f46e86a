/**
 * What the modules share: the map, the data of each layer, what is open; and what they tell each other.
 *
 * @typedef {object} Events Each with what it brings.
 * @property {void} arranged marks stand for each other anew
 * @property {string} choose a feature shall be opened, LAYER/ID
 * @property {number | null} claim this point is read
 * @property {void} close what is open shall be closed
 * @property {void} closed it was
 * @property {void} coasts the exact coasts are there
 * @property {void} isles all islands can be opened, or anew
 * @property {string} data the features of a layer are there
 * @property {void} drawn lines and rings are
 * @property {Named[]} ends what a line or a ring begins and ends at
 * @property {void} filter another filter
 * @property {Feature} island one was clicked
 * @property {void} laid names are in their places
 * @property {void} layers some were switched on or off
 * @property {void} layout the map has another size
 * @property {string} measure-from a distance shall start there
 * @property {string} opened a feature was, LAYER/ID
 * @property {void} paper the page is printed
 * @property {void} picking a place is chosen on the map
 * @property {any} place a place without a mark shall be opened
 * @property {number} read a point of the story shall be
 * @property {string} settled a layer is there or will not come
 * @property {string[]} stack several features in one place shall be shown
 * @property {string} tab one was opened
 * @property {Named[]} told what a step of the story names
 * @property {void} url Back or Forward changed the address
 * @property {string} wanted a tab shall be opened
 *
 * @typedef {{ at: [number, number], name: string, ref: string }} Named
 * @typedef {{ type: "Feature", id: string, ref: string, geometry: any, properties: Record<string, any> }} Feature `ref` is LAYER/ID
 * @typedef {{ lang: string, theme: string, bounds: [[number, number], [number, number]], fixed?: boolean, maxZoom: number, view: [number, number, number] | null, feature: string | null, claim: number | null, where: string | null, units?: string, tiles?: string, theatre: import("./theatre.js").Given }} Settings
 */

import vocabulary from "./vocabulary.js";

/** @type {Map<string, Feature[]>} */
const data = new Map();
const bus = new EventTarget();

export const store = {
  /** @type {import("leaflet").Map | null} */
  map: null,
  /** @type {Settings | null} */
  settings: null,
  /** @type {string | null} the open feature, LAYER/ID */
  open: null,
  /** @type {string | null} its name, where no layer of the map holds it */
  openName: null,
  /** @type {[number, number] | null} lon, lat of it then */
  openAt: null,
  /** @type {string | null} the tool whose line or rings are drawn */
  figure: null,
  /** @type {Set<string>} the layers that are switched off */
  off: new Set(),
  /** @type {number | null} the claim that is read; 0 is the first card */
  claim: null,
  /** @type {Map<string, import("leaflet").LayerGroup>} what each layer draws */
  groups: new Map(),
  /** @type {((ref: string | null) => void) | null} while a place is chosen on the map */
  picking: null,
  /** @type {number} facilities that pass the filters */
  shown: 0,
};

/** Keep the features of a layer, so that what is drawn of it answers from its first mark on. @param {string} layer @param {Feature[]} features */
export const keepFeatures = (layer, features) => void data.set(layer, features);

/** @type {() => void} */
export let begin;
/** Settled when all of the page listens: what came before would not be heard. @type {Promise<void>} */
export const begun = new Promise((go) => (begin = go));

/** @type {Set<string>} layers that are there, or that will not come */
const settled = new Set();

/** Say that a layer is there or will not come. @param {string} layer */
export function settle(layer) {
  settled.add(layer);
  emit("settled", layer);
}

/** Wait until a layer is there, or will not come. @param {string} layer @returns {Promise<void>} */
export function whenSettled(layer) {
  if (settled.has(layer)) return Promise.resolve();
  return new Promise((go) => bus.addEventListener("settled", () => settled.has(layer) && go()));
}

/** @param {string} layer @returns {Feature[]} */
export const features = (layer) => data.get(layer) ?? [];

/** @param {string} ref LAYER/ID @returns {Feature | undefined} */
export function find(ref) {
  const [layer, id] = ref.split("/");
  return features(layer).find((one) => one.id === id);
}

/** @template {keyof Events} Name @param {Name} name @param {(detail: Events[Name]) => void} listener */
export function on(name, listener) {
  bus.addEventListener(name, (event) => listener(/** @type {CustomEvent} */ (event).detail));
}

/** Whichever of them comes. @template {keyof Events} Name @param {Name[]} names @param {() => void} listener */
export const onAny = (names, listener) => names.forEach((name) => on(name, listener));

/** @template {keyof Events} Name @param {Name} name @param {Events[Name]} [detail] */
export function emit(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}

/** A facility with a mark: not former, and with a verified position. @param {Feature} feature */
export const isDrawn = (feature) => feature.properties.current !== false && feature.properties.current !== null && feature.geometry !== null;

/** What stands for a whole layer of facilities. @type {string[]} */
export const LARGE = vocabulary.large_kinds;

/** An airfield, a port or a headquarters. @param {Feature} feature */
export const isLarge = (feature) => LARGE.some((kind) => valuesOf(feature, "kinds").includes(kind));

/** The values of a property, whether it is a list, one value, or not there. @param {Feature} feature @param {string} name @returns {string[]} */
export function valuesOf(feature, name) {
  const value = feature.properties[name];
  if (Array.isArray(value)) return value.map(String);
  return value === null || value === undefined ? [] : [String(value)];
}
