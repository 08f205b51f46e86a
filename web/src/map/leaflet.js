/** The one door to Leaflet's objects that are not types. */
import L from "leaflet";

export { L };
