// Reduces kustomize's built-in OpenAPI document to what merging (merge keys, patch strategies) and scoping need.
// usage: node packages/kustomize/scripts/reduce-schema.mjs OPENAPI_JSON
import { readFile, writeFile } from "node:fs/promises";
import { reduceOpenApi } from "../src/merge/openapi.ts";

const [input] = process.argv.slice(2);
if (input === undefined) throw new Error("usage: reduce-schema.mjs OPENAPI_JSON");
const document = JSON.parse(await readFile(input, "utf8"));
const { version, kinds, definitions } = reduceOpenApi(document, document.schemaVersion);
dropDeadEnds(definitions);
const output = {
  version,
  kinds: sorted(Object.fromEntries(Object.entries(kinds).map(([kind, name]) => [kind, definitions[name] ? name : ""]))),
  definitions: sorted(definitions),
  clusterScoped: document.scopes
    .filter(({ known, namespaced }) => known && !namespaced)
    .map(({ apiVersion, kind }) => `${apiVersion}/${kind}`)
    .toSorted(),
};
await writeFile(new URL("../data/openapi.json", import.meta.url), `${JSON.stringify(output)}\n`);

/** Drops what leads to no merge key, until a pass finds nothing to drop. */
function dropDeadEnds(definitions) {
  for (let dropped = true; dropped;) {
    dropped = false;
    for (const [name, fields] of Object.entries(definitions)) {
      for (const [key, field] of Object.entries(fields)) {
        if (field.strategy?.includes("merge") || definitions[field.ref]) continue;
        delete fields[key];
        dropped = true;
      }
      if (Object.keys(fields).length > 0) continue;
      delete definitions[name];
      dropped = true;
    }
  }
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
