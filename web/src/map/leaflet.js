/** The one door to Leaflet, and the list of what is used of it: a bundle carries no more. */
import {
  bounds, circle, circleMarker, Control, divIcon, geoJSON, LatLng, latLngBounds, layerGroup, LineUtil, Map as LeafletMap, map, marker, Marker, Path, point,
  setOptions, stamp, SVG, tileLayer, tooltip,
} from "leaflet-modules";

// A zoom ends by Leaflet's own timer, in a task of its own: by the event of the transition it ends within a frame, and both are felt.
LeafletMap.include(/** @type {any} */ ({ _catchTransitionEnd() {} }));

export const L = {
  bounds, circle, circleMarker, Control, divIcon, geoJSON, LatLng, latLngBounds, layerGroup, LineUtil, map, marker, Marker, Path, point,
  setOptions, stamp, SVG, tileLayer, tooltip,
};
