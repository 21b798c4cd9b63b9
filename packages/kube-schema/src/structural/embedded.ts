import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { invalid, required } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import { join } from "./check-value.ts";
import type { StructuralSchema } from "./schema.ts";

const kindSyntax = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Checks that embedded resources say what they are. */
export function checkEmbedded(value: JsonValue, schema: StructuralSchema, path = ""): readonly FieldCause[] {
  if (!schema.below.embedded) return [];
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return [];
    return (value as JsonArray).flatMap((item, index) => checkEmbedded(item, items, `${path}[${index}]`));
  }
  if (!isJsonObject(value)) return [];
  const causes = schema.embeddedResource ? checkIdentity(value, path) : [];
  const below = Object.keys(value).flatMap((key) => {
    const property = schema.properties.get(key);
    if (property !== undefined) return checkEmbedded(value[key] as JsonValue, property, join(path, key));
    if (schema.additional === undefined) return [];
    return checkEmbedded(value[key] as JsonValue, schema.additional, `${path}[${key}]`);
  });
  return [...causes, ...below];
}

function checkIdentity(resource: JsonObject, path: string): readonly FieldCause[] {
  const apiVersion = getOwn(resource, "apiVersion") ?? "";
  const kind = getOwn(resource, "kind") ?? "";
  const causes: FieldCause[] = [];
  if (apiVersion === "") causes.push(required(join(path, "apiVersion"), "must not be empty"));
  else if (typeof apiVersion === "string" && apiVersion.split("/").length > 2) {
    const detail = `unexpected GroupVersion string: ${apiVersion}`;
    causes.push(invalid(join(path, "apiVersion"), apiVersion, detail));
  }
  if (kind === "") causes.push(required(join(path, "kind"), "must not be empty"));
  else if (typeof kind === "string" && !kindSyntax.test(kind.toLowerCase())) {
    causes.push(invalid(join(path, "kind"), kind, notAKind));
  }
  return causes;
}

const notAKind =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
  "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is " +
  "'[a-z]([-a-z0-9]*[a-z0-9])?')";
