/** What `build.py` puts into the scripts: the file of what is seen from near. */
declare const NEAR: string;

/** Leaflet's modules, by the name that `build.py` gives them. */
declare module "leaflet-modules" {
  export * from "leaflet";
}
