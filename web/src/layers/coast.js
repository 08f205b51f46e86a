/** How good the coast in view is, by its own data: said beside the scale from where one would take it for exact. */

import { linesOf } from "../map/paths.js";

/** @param {import("./approach.js").Kit} kit */
export function sayCoast({ store, onAny, emit, coasts, h, t, from }) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const note = h("p", { class: "coast-off", "data-part": "coast", "data-obstacle": true, hidden: true });
  map.getContainer().querySelector(".leaflet-control-scale")?.before(note);
  const say = () => {
    map.getContainer().classList.toggle("near", map.getZoom() >= from.coast);
    const off = map.getZoom() < from.coast ? 0 : findOff(coasts(), map.getBounds());
    const text = off ? t("note.coast_off", { m: Math.round(off * 1000).toLocaleString("en") }) : "";
    if (text === note.textContent) return;
    note.textContent = text;
    note.hidden = !text;
    emit("layout");
  };
  map.on("moveend", say);
  onAny(["coasts", "data"], say);
  say();
}

/**
 * How far the worst coast in view can be off, in kilometres; 0 where none is there, or its data do not say.
 * @param {import("../core/store.js").Feature[]} coasts @param {import("leaflet").LatLngBounds} view
 */
function findOff(coasts, view) {
  const known = coasts.filter(({ properties }) => Number(properties?.uncertainty_km) > 0);
  const offs = known.filter(({ geometry }) => geometry && reaches(geometry, view)).map(({ properties }) => properties.uncertainty_km);
  return Math.max(0, ...offs);
}

/** Whether a piece of a coast lies in view: near enough, neither of its ends need be. @param {any} geometry @param {import("leaflet").LatLngBounds} view */
const reaches = (geometry, view) => linesOf(geometry).some((line) => line.some((one, at) => at > 0 && crosses(line[at - 1], one, view)));

/** @param {number[]} from @param {number[]} to lon, lat @param {import("leaflet").LatLngBounds} view */
function crosses([x1, y1], [x2, y2], view) {
  const [west, east, south, north] = [view.getWest(), view.getEast(), view.getSouth(), view.getNorth()];
  if (Math.max(x1, x2) < west || Math.min(x1, x2) > east || Math.max(y1, y2) < south || Math.min(y1, y2) > north) return false;
  // The corners of the view lie on one side of a line that passes it by.
  const sides = [[west, south], [west, north], [east, south], [east, north]].map(([x, y]) => Math.sign((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)));
  return new Set(sides).size > 1;
}
