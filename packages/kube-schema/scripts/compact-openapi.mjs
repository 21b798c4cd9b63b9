// Turns recorded OpenAPI v3 documents of a Kubernetes API server into the data files of this package:
//   node packages/kube-schema/scripts/compact-openapi.mjs <folder with one JSON document per group version>
// References to definitions are shortened, and the definitions of `apimachinery`, which every document repeats,
// moved to a file of their own. src/builtin/documents.ts reads the result.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const target = join(import.meta.dirname, "..", "data");
const [source] = process.argv.slice(2);
if (source === undefined) throw new Error("Usage: compact-openapi.mjs <folder>");

const prefix = "#/components/schemas/";
const shared = {};

mkdirSync(target, { recursive: true });
for (const file of readdirSync(source).sort()) {
  const { components, paths } = JSON.parse(readFileSync(join(source, file), "utf8"));
  const definitions = {};
  for (const [name, schema] of Object.entries(components.schemas)) {
    const place = isShared(name, schema) ? shared : definitions;
    place[name] = compactSchema(schema);
  }
  write(file, { definitions, paths: compactPaths(paths) });
}
write("apimachinery.json", { definitions: shared });

/** Kinds such as DeleteOptions list the group versions that serve them, so they differ from document to document. */
function isShared(name, schema) {
  return name.startsWith("io.k8s.apimachinery.") && schema["x-kubernetes-group-version-kind"] === undefined;
}

/** `$ref` keeps the name only, and so does `allOf` where it is nothing but the wrapping of a reference. */
function compactSchema({ $ref, allOf, properties, items, additionalProperties, ...rest }) {
  const wrapped = allOf?.length === 1 ? allOf[0].$ref : undefined;
  return defined({
    $ref: $ref?.slice(prefix.length),
    allOf: wrapped === undefined ? allOf?.map(compactSchema) : wrapped.slice(prefix.length),
    properties: properties && mapValues(properties, compactSchema),
    items: items && compactSchema(items),
    additionalProperties: additionalProperties && compactSchema(additionalProperties),
    ...rest,
  });
}

function defined(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** Per path and HTTP method: operation id, action, kind; what clients look up in `paths`. */
function compactPaths(paths) {
  return mapValues(paths, (operations) =>
    mapValues(operations, (operation) => {
      const { group, version, kind } = operation["x-kubernetes-group-version-kind"] ?? {};
      const subject = kind === undefined ? [] : [group, version, kind];
      return [operation.operationId, operation["x-kubernetes-action"] ?? "", ...subject];
    }),
  );
}

function write(file, content) {
  writeFileSync(join(target, file), `${JSON.stringify(content)}\n`);
}
