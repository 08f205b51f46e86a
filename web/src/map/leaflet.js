/** The one door to Leaflet's objects that are not types. */
import * as L from "leaflet-modules";

// A zoom ends by Leaflet's own timer, in a task of its own: by the event of the transition it ends within a frame, and both are felt.
L.Map.include(/** @type {any} */ ({ _catchTransitionEnd() {} }));

export { L };
