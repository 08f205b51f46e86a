// usage: node compress.js FOLDER '{"HASH": "FILE", …}' — the smallest br and gzip form of every file.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import zlib from "node:zlib";

const [folder, named] = process.argv.slice(2);
for (const [hash, file] of Object.entries(JSON.parse(named))) {
  const data = readFileSync(file);
  const br = zlib.brotliCompressSync(data, {
    params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: data.length,
    },
  });
  writeFileSync(join(folder, `${hash}.br`), br);
  writeFileSync(join(folder, `${hash}.gzip`), zlib.gzipSync(data, { level: 9 }));
}
