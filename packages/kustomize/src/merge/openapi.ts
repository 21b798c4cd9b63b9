import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";

/** What merging needs to know of one field. */
export interface SchemaField {
  /** The definition of the value, of its items or of its values. */
  readonly ref?: string;
  /** Where `ref` applies: to the value itself when absent. */
  readonly in?: "items" | "values";
  /** `x-kubernetes-patch-strategy`. */
  readonly strategy?: string;
  /** The keys that tell items of a merged list apart. */
  readonly keys?: readonly string[];
  /** Fields of a schema that is written in place instead of being referred to. */
  readonly fields?: SchemaFields;
}

export type SchemaFields = { readonly [name: string]: SchemaField };

/** An OpenAPI document reduced to merging (definitions by kind) and scoping. */
export interface SchemaData {
  readonly version: string;
  /** `apiVersion/kind` -> name of its definition, `""` for one without merge keys. */
  readonly kinds: { readonly [kind: string]: string };
  readonly definitions: { readonly [name: string]: SchemaFields };
  readonly clusterScoped: readonly string[];
}

const refPrefix = "#/definitions/";
const maxInlineDepth = 32;

/** Reduces an OpenAPI v2 document, as clusters and `kustomize openapi fetch` give it. */
export function reduceOpenApi(document: JsonObject, version: string): SchemaData {
  const kinds: { [kind: string]: string } = {};
  const definitions: { [name: string]: SchemaFields } = {};
  for (const [name, definition] of entriesOf(document["definitions"])) {
    if (!isJsonObject(definition)) continue;
    setOwn(definitions, name, reduceFields(definition, 0));
    for (const kind of kindsOf(definition)) if (!Object.hasOwn(kinds, kind)) setOwn(kinds, kind, name);
  }
  return { version, kinds, definitions, clusterScoped: clusterScopedKinds(document["paths"]) };
}

function reduceFields(schema: JsonObject, depth: number): SchemaFields {
  const fields: { [name: string]: SchemaField } = {};
  for (const [name, property] of entriesOf(schema["properties"])) {
    if (isJsonObject(property)) setOwn(fields, name, reduceField(property, depth));
  }
  return fields;
}

function reduceField(schema: JsonObject, depth: number): SchemaField {
  const strategy = schema["x-kubernetes-patch-strategy"];
  const items = schema["items"];
  const values = schema["additionalProperties"];
  const place = isJsonObject(items) ? "items" : isJsonObject(values) ? "values" : undefined;
  const target = isJsonObject(items) ? items : isJsonObject(values) ? values : schema;
  const ref = target["$ref"];
  return {
    ...(typeof ref === "string" && ref.startsWith(refPrefix) && { ref: ref.slice(refPrefix.length) }),
    ...(place && { in: place }),
    ...(typeof strategy === "string" && { strategy }),
    ...(typeof strategy === "string" && { keys: mergeKeys(schema) }),
    ...(isJsonObject(target["properties"]) && depth < maxInlineDepth && { fields: reduceFields(target, depth + 1) }),
  };
}

/** The map keys of a list come before the single merge key that older schemas give. */
function mergeKeys(schema: JsonObject): string[] {
  const mapKeys = schema["x-kubernetes-list-map-keys"];
  if (Array.isArray(mapKeys)) return mapKeys.map(String);
  const key = schema["x-kubernetes-patch-merge-key"];
  return typeof key === "string" ? [key] : [];
}

function kindsOf(definition: JsonObject): string[] {
  const list = definition["x-kubernetes-group-version-kind"];
  if (!Array.isArray(list)) return [];
  return list.filter(isJsonObject).map((gvk) => kindKey(gvk));
}

function kindKey(gvk: JsonObject): string {
  const group = textOf(gvk["group"]);
  return `${group === "" ? "" : `${group}/`}${textOf(gvk["version"])}/${textOf(gvk["kind"])}`;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** A kind whose only paths have no `{namespace}` in them has objects for the whole cluster. */
function clusterScopedKinds(paths: JsonValue | undefined): string[] {
  const namespaced = new Map<string, boolean>();
  for (const [path, operations] of entriesOf(paths)) {
    const get = isJsonObject(operations) ? getOwn(operations, "get") : undefined;
    const gvk = isJsonObject(get) ? get["x-kubernetes-group-version-kind"] : undefined;
    if (!isJsonObject(gvk)) continue;
    const key = kindKey(gvk);
    namespaced.set(key, (namespaced.get(key) ?? false) || path.includes("namespaces/{namespace}"));
  }
  return [...namespaced].filter(([, isNamespaced]) => !isNamespaced).map(([kind]) => kind);
}

function entriesOf(value: JsonValue | undefined): [string, JsonValue][] {
  return isJsonObject(value) ? Object.entries(value) : [];
}
