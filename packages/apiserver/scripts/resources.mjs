// Makes data/resources.json from the discovery documents of a real API server:
//   node scripts/resources.mjs FOLDER   (holding resources.json and discovery-apis.json)
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
if (folder === undefined) throw new Error("Usage: node scripts/resources.mjs FOLDER");
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const lists = read("resources.json");
const groups = [
  { name: "", versions: ["v1"] },
  ...read("discovery-apis.json").items.map((group) => ({
    name: group.metadata.name,
    versions: group.versions.map((version) => version.version),
  })),
];

const compact = groups.map(({ name, versions }) => ({
  group: name,
  versions: versions.map((version) => ({ version, resources: resourcesOf(name, version) })),
}));
const lines = compact.map((group) => JSON.stringify(group)).join(",\n");
writeFileSync(new URL("../data/resources.json", import.meta.url), `[\n${lines}\n]\n`);

function resourcesOf(group, version) {
  const list = lists[group === "" ? `api/${version}` : `apis/${group}/${version}`].resources;
  return list
    .filter((entry) => !entry.name.includes("/"))
    .map((entry) => ({
      plural: entry.name,
      singular: entry.singularName,
      kind: entry.kind,
      namespaced: entry.namespaced,
      verbs: entry.verbs,
      ...(entry.shortNames && { shortNames: entry.shortNames }),
      ...(entry.categories && { categories: entry.categories }),
      ...(entry.storageVersionHash && { storageVersionHash: entry.storageVersionHash }),
      subresources: subresourcesOf(list, entry.name),
    }));
}

function subresourcesOf(list, plural) {
  return list
    .filter((entry) => entry.name.startsWith(`${plural}/`))
    .map((entry) => ({
      name: entry.name.slice(plural.length + 1),
      kind: entry.kind,
      ...(entry.version && { group: entry.group, version: entry.version }),
      verbs: entry.verbs,
    }));
}
