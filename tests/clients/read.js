// usage: node read.js ADDRESS — what camptocamp's ogc-client finds there, as JSON.
import { OgcApiEndpoint } from "@camptocamp/ogc-client";

const endpoint = new OgcApiEndpoint(process.argv[2]);
const info = await endpoint.getCollectionInfo("us_bases");
const box = [127, 26, 129, 27];
const found = [];
for (let offset = 0; ; offset += 4) {
  const page = await endpoint.getCollectionItems("us_bases", 4, offset, null, null, box);
  found.push(...page.map((one) => one.id));
  if (page.length < 4) break;
}
console.log(
  JSON.stringify({
    title: (await endpoint.info).title,
    collections: await endpoint.featureCollections,
    hasFeatures: await endpoint.hasFeatures,
    licence: info.licence ?? info.license,
    queryables: info.queryables?.map((one) => one.name),
    item: (await endpoint.getCollectionItem("us_bases", "kadena-ab")).properties.name_ja,
    found,
  }),
);
