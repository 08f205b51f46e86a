/** What folium's script calls, in this order: words, map, layer …, inset, start. */
import { makeInset } from "./layers/inset.js";
import { makeLayer } from "./layers/layers.js";
import { makeMap } from "./map/map.js";
import { start } from "./app.js";
import { setWords } from "./core/words.js";

Object.assign(window, {
  geoposture: { words: setWords, map: makeMap, layer: makeLayer, inset: makeInset, start },
});
