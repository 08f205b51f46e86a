/** Facilities as dashed squares of their true area, where their position bears it; the mark stays. */
import { tellLegend } from "./legend.js";

const PANE = 350;

/** @param {import("./approach.js").Kit} kit */
export function drawAreas(kit) {
  const { store, onAny, find, layerOf, isDrawn, passes, load, later, from } = kit;
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const pane = map.createPane("areas");
  pane.style.zIndex = String(PANE);
  pane.style.pointerEvents = "none";
  /** @type {Map<string, import("leaflet").Layer>} */
  const squares = new Map();
  const arrange = () => {
    for (const [ref, square] of squares) {
      const [facility, group] = [find(ref), store.groups.get(layerOf(ref))];
      const wanted = Boolean(map.getZoom() >= from.areas && facility && isDrawn(facility) && passes(facility));
      if (group && wanted !== group.hasLayer(square)) group[wanted ? "addLayer" : "removeLayer"](square);
    }
    choose();
    tellLegend(kit, "square", [...squares.values()].some((one) => map.hasLayer(one)));
  };
  const choose = () => squares.forEach((one, ref) => elementOf(one)?.classList.toggle("chosen", ref === store.open));
  map.on("zoomend", arrange);
  onAny(["filter", "data", "layers"], arrange);
  onAny(["opened", "closed"], choose);
  for (const { spec } of later.filter((one) => one.spec.role === "squares")) {
    load(spec).then((features) => {
      for (const one of features) squares.set(one.properties.feature, makeSquare(kit, one));
      arrange();
      tellCard(kit, squares);
    }, () => {});
  }
}

/** @param {import("leaflet").Layer} square */
const elementOf = (square) => /** @type {import("leaflet").Polygon} */ (square).getElement();

/** @param {import("./approach.js").Kit} kit @param {import("../core/store.js").Feature} feature */
function makeSquare({ L, exactly }, feature) {
  const shapes = L.geoJSON(/** @type {any} */ (feature), { pane: "areas", interactive: false, style: () => ({ className: "square", smoothFactor: 0, noClip: true }) });
  exactly(shapes);
  const [square] = shapes.getLayers();
  square.on("add", () => {
    elementOf(square)?.setAttribute("data-part", "area");
    elementOf(square)?.setAttribute("data-ref", feature.properties.feature);
  });
  return square;
}

/** The card of what has a square says so beside its area, whenever it comes. @param {import("./approach.js").Kit} kit @param {Map<string, unknown>} squares */
function tellCard({ store, h, t }, squares) {
  const card = document.getElementById("card");
  if (!card) return;
  const tell = () => {
    const area = card.querySelector("[data-area]");
    if (area && squares.has(store.open ?? "") && !area.querySelector(".square-note")) area.append(h("span", { class: "small square-note" }, t("card.square")));
  };
  new MutationObserver(tell).observe(card, { childList: true, subtree: true });
  tell();
}
