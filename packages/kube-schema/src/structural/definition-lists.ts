import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { forbiddenField, invalid, notSupported, required } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import { stringsIn } from "./keywords.ts";

/** Checks `x-kubernetes-list-type` and what depends on it. */
export function checkLists(schema: JsonObject, path: string): readonly FieldCause[] {
  const listType = schema["x-kubernetes-list-type"];
  const keys = stringsIn(schema["x-kubernetes-list-map-keys"]);
  const at = `${path}.x-kubernetes-list-type`;
  const causes: FieldCause[] = [];
  if (keys.length > 0 && listType !== "map") {
    const detail = "must be map if x-kubernetes-list-map-keys is non-empty";
    causes.push(listType === undefined ? required(at, detail) : invalid(at, listType, detail));
  }
  if (listType === undefined) return causes;
  if (schema["type"] !== "array") {
    const detail = "must be array if x-kubernetes-list-type is specified";
    return [...causes, invalid(`${path}.type`, schema["type"] ?? "", detail)];
  }
  if (listType === "map") return [...causes, ...checkMapList(schema, path, keys)];
  if (listType === "set") return [...causes, ...checkSetList(schema, path)];
  return listType === "atomic" ? causes : [...causes, notSupported(at, listType, ["atomic", "set", "map"])];
}

function checkMapList(schema: JsonObject, path: string, keys: readonly string[]): readonly FieldCause[] {
  const at = `${path}.x-kubernetes-list-map-keys`;
  const causes: FieldCause[] = [];
  if (keys.length === 0) causes.push(required(at, "must not be empty if x-kubernetes-list-type is map"));
  const items = getOwn(schema, "items");
  if (!isJsonObject(items)) {
    return [...causes, required(`${path}.items`, "must have a schema if x-kubernetes-list-type is map")];
  }
  if (items["type"] !== "object") {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    causes.push(invalid(`${path}.items.type`, items["type"] ?? "", detail));
  }
  if (items["nullable"] === true) {
    causes.push(forbiddenField(`${path}.items.nullable`, "cannot be nullable when x-kubernetes-list-type is map"));
  }
  const properties = isJsonObject(items["properties"]) ? items["properties"] : {};
  if (keys.some((key) => !Object.hasOwn(properties, key))) {
    causes.push(invalid(at, keys, "entries must all be names of item properties"));
  }
  for (const key of keys) {
    const property = getOwn(properties, key);
    if (isJsonObject(property)) causes.push(...checkKey(property, key, { items, path }));
  }
  if (new Set(keys).size !== keys.length) causes.push(invalid(at, keys, "must not contain duplicate entries"));
  return causes;
}

const scalars: readonly unknown[] = ["string", "integer", "number", "boolean"];

function checkKey(
  property: JsonObject,
  key: string,
  { items, path }: { readonly items: JsonObject; readonly path: string },
): readonly FieldCause[] {
  const at = `${path}.items.properties[${key}]`;
  const causes: FieldCause[] = [];
  if (!scalars.includes(property["type"])) {
    const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
    causes.push(invalid(`${at}.type`, property["type"] ?? "", detail));
  }
  const inKeys = "this property is in x-kubernetes-list-map-keys, so it";
  if (property["nullable"] === true) causes.push(forbiddenField(`${at}.nullable`, `${inKeys} cannot be nullable`));
  const always = Object.hasOwn(property, "default") || stringsIn(items["required"]).includes(key);
  if (!always) causes.push(required(`${at}.default`, `${inKeys} must have a default or be a required property`));
  return causes;
}

function checkSetList(schema: JsonObject, path: string): readonly FieldCause[] {
  const items = getOwn(schema, "items");
  if (!isJsonObject(items)) return [];
  const causes: FieldCause[] = [];
  if (items["nullable"] === true) {
    causes.push(forbiddenField(`${path}.items.nullable`, "cannot be nullable when x-kubernetes-list-type is set"));
  }
  const detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
  const mapType = getOwn(items, "x-kubernetes-map-type") ?? null;
  if (items["type"] === "object" && mapType !== "atomic") {
    causes.push(invalid(`${path}.items.x-kubernetes-map-type`, mapType, detail));
  }
  // Unlike an object, a list that says nothing is atomic.
  const listType = getOwn(items, "x-kubernetes-list-type") ?? "atomic";
  if (items["type"] === "array" && listType !== "atomic") {
    causes.push(invalid(`${path}.items.x-kubernetes-list-type`, listType, detail));
  }
  return causes;
}
