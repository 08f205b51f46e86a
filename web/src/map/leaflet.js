/** The one door to Leaflet's objects that are not types. */
import * as L from "leaflet-modules";

export { L };
