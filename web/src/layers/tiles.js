/** An operator's own background, under all layers: only where the settings of the page name one. */

/** @param {import("./approach.js").Kit} kit */
export function layTiles({ L, store, from }) {
  const map = /** @type {import("leaflet").Map} */ (store.map);
  const url = store.settings?.tiles;
  if (!url) return;
  const box = map.getContainer();
  const tiles = L.tileLayer(url, { maxZoom: map.getMaxZoom() });
  // The land gives way to what is there, not to what was asked for.
  tiles.on("tileload", () => box.classList.add("tiled"));
  tiles.on("remove", () => box.classList.remove("tiled"));
  const arrange = () => {
    const wanted = map.getZoom() >= from.tiles;
    if (wanted !== map.hasLayer(tiles)) map[wanted ? "addLayer" : "removeLayer"](tiles);
  };
  map.on("zoomend", arrange);
  arrange();
}
