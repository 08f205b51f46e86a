/** Runways from end to end, as wide as they are where the data know it: fetched shortly before they are drawn. */

import { tellLegend } from "./legend.js";

const EARLIER = 0.5;
const LEAST_PX = 1.8;
/** Pixels from one spot of a line to the next that no name covers. */
const STEP = 4;

/** @param {import("./approach.js").Kit} kit */
export function drawRunways(kit) {
  const parts = kit.later.filter(({ spec }) => spec.role === "runways").map((one) => drawPart(kit, one));
  kit.keepFree(() => parts.flatMap((listLines) => listLines()).flatMap((shape) => trace(kit, shape)));
}

/** The spots of a line in the window. @param {import("./approach.js").Kit} kit @param {import("leaflet").Polyline} shape */
function trace({ store }, shape) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  if (!map.getBounds().intersects(shape.getBounds())) return [];
  const lines = /** @type {import("leaflet").LatLng[][]} */ ([shape.getLatLngs()].flat(shape.feature?.geometry.type === "LineString" ? 0 : 1));
  return lines.flatMap((line) => line.slice(1).flatMap((end, at) => {
    const [from, to] = [line[at], end].map((one) => map.latLngToLayerPoint(one));
    const steps = Math.ceil(from.distanceTo(to) / STEP);
    return Array.from({ length: steps + 1 }, (_, step) => {
      const share = step / Math.max(1, steps);
      return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, width: 0, height: 0 };
    });
  }));
}

/**
 * The part of a theatre: drawn when it is near. Returns what lists its lines on the map.
 * @param {import("./approach.js").Kit} kit @param {import("./approach.js").Kit["later"][number]} part
 */
function drawPart(kit, { spec, group }) {
  const { store, onAny, emit, load, from } = kit;
  const map = /** @type {import("leaflet").Map} */ (store.map);
  /** @type {ReturnType<typeof makeLine>[]} */
  let lines = [];
  const list = () => (map.hasLayer(group) ? lines.filter(({ shape }) => group.hasLayer(shape)).map(({ shape }) => shape) : []);
  const arrange = () => {
    for (const { feature, shape } of lines) {
      const wanted = map.getZoom() >= from.runways && isKept(kit, feature);
      if (wanted !== group.hasLayer(shape)) group[wanted ? "addLayer" : "removeLayer"](shape);
      if (wanted) shape.setStyle({ weight: findWidth(kit, feature) });
    }
    tellLegend(kit, "runway", list().length > 0);
    emit("layout");
  };
  const come = () => {
    if (map.getZoom() < from.runways - EARLIER) return;
    map.off("zoomend", come);
    load(spec).then((features) => {
      lines = features.filter(({ geometry }) => /LineString$/.test(geometry?.type)).map((one) => makeLine(kit, one));
      arrange();
    }, () => map.on("zoomend", come));
  };
  map.on("zoomend", come);
  map.on("zoomend", arrange);
  onAny(["filter", "data", "layers"], arrange);
  come();
  return list;
}

/** A line goes with the facility that it names: filtered out with it. @param {import("./approach.js").Kit} kit @param {import("../core/store.js").Feature} feature */
function isKept({ find, passes }, { properties }) {
  const facility = properties.feature ? find(properties.feature) : null;
  return !facility || passes(facility);
}

/** @param {import("./approach.js").Kit} kit @param {import("../core/store.js").Feature} feature */
function findWidth({ store, metresPerPixel }, { geometry, properties: { width_m } }) {
  const [, lat] = geometry.coordinates.flat(geometry.type === "LineString" ? 0 : 1)[0];
  const zoom = /** @type {import("leaflet").Map} */ (store.map).getZoom();
  return Math.max(LEAST_PX, (Number(width_m) || 0) / metresPerPixel(lat, zoom));
}

/** @param {import("./approach.js").Kit} kit @param {import("../core/store.js").Feature} feature */
function makeLine({ L, exactly }, feature) {
  const shapes = L.geoJSON(/** @type {any} */ (feature), { pane: "areas", interactive: false, style: () => ({ className: "runway", lineCap: "butt" }) });
  exactly(shapes);
  const [shape] = /** @type {import("leaflet").Polyline[]} */ (shapes.getLayers());
  shape.on("add", () => {
    const element = shape.getElement();
    element?.setAttribute("data-part", "runway");
    if (feature.properties.feature) element?.setAttribute("data-ref", feature.properties.feature);
  });
  return { feature, shape };
}
