/** Rings with @turf/turf: origins on standard input, union area and CPU milliseconds out. */
import { readFileSync } from "node:fs";
import { area, circle, featureCollection, union } from "@turf/turf";

const { origins, radius_km, steps } = JSON.parse(readFileSync(0, "utf8"));
const best = { cpu_ms: Infinity, area_m2: 0 };
for (let run = 0; run < 3; run += 1) {
  const start = process.cpuUsage();
  const rings = origins.map((origin) => circle(origin, radius_km, { steps, units: "kilometers" }));
  const joined = union(featureCollection(rings));
  const { user, system } = process.cpuUsage(start);
  best.area_m2 = area(joined);
  best.cpu_ms = Math.min(best.cpu_ms, (user + system) / 1000);
}
console.log(JSON.stringify(best));
