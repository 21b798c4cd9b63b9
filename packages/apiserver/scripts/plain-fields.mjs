// Makes data/plain-fields.json from the type declarations of Kubernetes: the fields of each type that hold a text, a
// number or a flag by value, so that the empty one is the same as none and is not printed.
//   node scripts/plain-fields.mjs FOLDER   (holding k8s.io/api and k8s.io/apimachinery)
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const folder = process.argv[2];
if (folder === undefined) throw new Error("Usage: node scripts/plain-fields.mjs FOLDER");

const schemaFolder = new URL("../../kube-schema/data/", import.meta.url);
const schemas = Object.assign(
  {},
  ...readdirSync(schemaFolder).map((file) => JSON.parse(readFileSync(new URL(file, schemaFolder), "utf8")).definitions),
);
const structs = new Map();
for (const file of goFiles(folder)) readStructs(packageOf(file), readFileSync(file, "utf8"));

const lines = Object.keys(schemas)
  .sort()
  .flatMap((name) => {
    const fields = plainFields(name).filter((field) => isScalar(schemas[name].properties?.[field]));
    return fields.length === 0 ? [] : [`${JSON.stringify(name)}:${JSON.stringify(fields.join(" "))}`];
  });
writeFileSync(new URL("../data/plain-fields.json", import.meta.url), `{\n${lines.join(",\n")}\n}\n`);

function isScalar(schema) {
  return ["string", "integer", "boolean", "number"].includes(schema?.type);
}

function plainFields(name) {
  return (structs.get(name) ?? []).flatMap(({ field, type, inline, optional }) => {
    if (inline) return plainFields(type);
    return optional && !/^(\*|\[|map\[)/.test(type) ? [field] : [];
  });
}

function goFiles(place) {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".go"))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** `io.k8s.api.apps.v1` for a file of the package k8s.io/api/apps/v1. */
function packageOf(file) {
  return dirname(relative(folder, file))
    .replaceAll("/", ".")
    .replace(/^k8s\.io/, "io.k8s");
}

function readStructs(prefix, text) {
  const source = text.replaceAll(/\/\/.*$/gm, "");
  for (const [, name, body] of source.matchAll(/^type (\w+) struct \{([^]*?)^\}/gm)) {
    const fields = body.matchAll(/^\s*(?:(\w+)\s+)?([*\w.[\]]+)\s+`[^`]*json:"([^"]*)"/gm);
    structs.set(
      `${prefix}.${name}`,
      [...fields].map(([, , type, tag]) => toField(prefix, type, tag)),
    );
  }
}

function toField(prefix, type, tag) {
  const [field, ...options] = tag.split(",");
  const target = type.startsWith("metav1.")
    ? `io.k8s.apimachinery.pkg.apis.meta.v1.${type.slice(7)}`
    : `${prefix}.${type}`;
  const inline = options.includes("inline");
  return { field, type: inline ? target : type, inline, optional: options.includes("omitempty") };
}
