/** Island chains, which have no outline of their own, as the islands that the map has of them. */
import { features } from "../core/store.js";

const SAKISHIMA = ["Okinawa Islands", "Kerama Islands", "Miyako Islands", "Yaeyama Islands"];
/** @type {Record<string, string[]>} a place's reference → the groups of the archipelago's layer */
const CHAINS = {
  "places/ryukyu-islands": SAKISHIMA,
  "places/southwest-islands": [...SAKISHIMA, "Osumi Islands", "Tokara Islands", "Amami Islands", "Daito Islands"],
  "places/northern-territories": ["Northern Territories / southern Kurils"],
};

export const isChain = (/** @type {string} */ ref) => ref in CHAINS;

/** @param {string} ref @returns {import("../core/store.js").Feature[]} */
export const islandsOf = (ref) => features("japan_archipelago").filter((one) => one.geometry && CHAINS[ref]?.includes(one.properties.group));
