/** What a reader opens: fetched as one file when the first of them is wanted. */
export { openCoverage } from "./coverage/coverage.js";
export { openDistance } from "./distance.js";
export { readIndex } from "./finder.js";
export { makeSearch } from "./search.js";
export { openShare } from "./share.js";
export { openTable } from "./table.js";
