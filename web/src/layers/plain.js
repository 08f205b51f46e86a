/** A layer that the theatre says nothing of: its shapes and points, each of which opens its card. */
import { emit, store } from "../core/store.js";
import { pick } from "../core/words.js";
import { L } from "../map/leaflet.js";

/** @typedef {import("../core/store.js").Feature} Feature */

const RADIUS = 6;

/** @param {import("leaflet").LayerGroup} group @param {Feature[]} features @param {import("./load.js").Spec} spec */
export function drawPlain(group, features, spec) {
  const placed = features.filter((one) => one.geometry);
  const refOf = (/** @type {Feature} */ one) => `${spec.id}/${one.id}`;
  const shapes = L.geoJSON(/** @type {any} */ ({ type: "FeatureCollection", features: placed }), {
    pane: "lines",
    pointToLayer: (_, at) => L.circleMarker(at, { pane: "lines", radius: RADIUS }),
    style: () => ({ className: "plain-shape", weight: 2 }),
    onEachFeature: (feature, shape) => {
      const one = /** @type {Feature} */ (feature);
      shape.on("click", () => (store.picking ? null : emit("choose", refOf(one))));
      shape.on("add", () => dress(shape, pick(one.properties, "name") ?? one.id, refOf(one)));
    },
  });
  group.addLayer(shapes);
}

/** Make a shape a button with a name. @param {any} shape @param {string} name @param {string} ref */
function dress(shape, name, ref) {
  const element = /** @type {SVGElement | undefined} */ (shape.getElement?.());
  if (!element) return;
  for (const [key, value] of Object.entries({ role: "button", tabindex: "0", "aria-label": name, "data-ref": ref })) element.setAttribute(key, value);
  element.addEventListener("keydown", (event) => {
    const { key } = /** @type {KeyboardEvent} */ (event);
    if (key !== "Enter" && key !== " ") return;
    event.preventDefault();
    emit("choose", ref);
  });
}
