// Makes data/protobuf.json, the field numbers of the built-in kinds, from Kubernetes' interface definitions:
//   node scripts/protobuf.mjs FOLDER   (holding the generated.proto files of api, apimachinery, apiextensions-apiserver and kube-aggregator)
// Types are not kept: they follow from the OpenAPI schemas of kube-schema. `+NAME=3` is a message in field 3 whose
// fields stand in the object itself.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
if (folder === undefined) throw new Error("Usage: node scripts/protobuf.mjs FOLDER");

const schemaFolder = new URL("../../kube-schema/data/", import.meta.url);
const schemas = Object.assign(
  {},
  ...readdirSync(schemaFolder).map((file) => JSON.parse(readFileSync(new URL(file, schemaFolder), "utf8")).definitions),
);
const messages = Object.assign({}, ...protoFiles(folder).map((file) => messagesIn(readFileSync(file, "utf8"))));
const table = {};
for (const [name, { properties }] of Object.entries(schemas)) add(name, properties ?? {});
const lines = Object.keys(table)
  .sort()
  .map((name) => `${JSON.stringify(name)}:${JSON.stringify(table[name])}`);
writeFileSync(new URL("../data/protobuf.json", import.meta.url), `{\n${lines.join(",\n")}\n}\n`);

function add(name, properties) {
  const fields = messages[name];
  if (fields === undefined || table[name] !== undefined) return;
  const listed = [];
  // Some field names differ from those in JSON by the case of their letters and by dashes and the like.
  const byLetters = new Map(Object.keys(properties).map((property) => [lettersOf(property), property]));
  for (const { field, type, number } of fields) {
    const property = byLetters.get(lettersOf(field));
    if (property !== undefined) listed.push(`${property}=${number}`);
    else if (messages[type] !== undefined) {
      listed.push(`+${type}=${number}`);
      add(type, properties);
    }
  }
  table[name] = listed.join(" ");
}

function lettersOf(name) {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function protoFiles(place) {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === "generated.proto")
    .map((entry) => join(entry.parentPath, entry.name));
}

function messagesIn(text) {
  const source = text.replaceAll(/\/\/.*$|\/\*[^]*?\*\//gm, "");
  const prefix = /^package ([\w.]+);/m
    .exec(source)[1]
    .replace(/^k8s\.io\./, "io.k8s.")
    .replaceAll("_", "-");
  const found = {};
  for (const [, name, body] of source.matchAll(/^message (\w+) \{([^]*?)^\}/gm)) {
    const fields = body.matchAll(/(?:optional|repeated)?\s*(map<[^>]*>|[.\w]+) (\w+) = (\d+);/g);
    found[`${prefix}.${name}`] = [...fields].map(([, type, field, number]) => ({
      field,
      number: Number(number),
      type: type.includes(".") ? type.replace(/^\.?k8s\.io\./, "io.k8s.").replaceAll("_", "-") : `${prefix}.${type}`,
    }));
  }
  return found;
}
