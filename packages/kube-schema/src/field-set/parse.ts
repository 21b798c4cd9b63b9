import { isJsonObject, stringifyJson } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { FieldSetError } from "./errors.ts";
import { hasChildren, isBare, leaf } from "./node.ts";
import type { SetDraft, SetNode } from "./node.ts";
import { parseElement, serializeElement } from "./path-element.ts";

/**
 * Reads FieldsV1 from a client. What is written as the API server writes it is taken as it is.
 *
 * @throws FieldSetError when a key is no path element.
 */
export function parseNode(fieldsV1: JsonObject): SetNode {
  let draft: SetDraft | undefined;
  for (const key of Object.keys(fieldsV1)) {
    const value = fieldsV1[key] as JsonValue;
    const canonical = canonicalKey(key);
    const entry = canonical === "." ? leafOf(value) : parseEntry(value);
    if (canonical === key && entry === value) continue;
    draft ??= { ...(fieldsV1 as SetNode) };
    if (canonical !== key) delete draft[key];
    if (canonical !== undefined) draft[canonical] = entry;
  }
  return draft ?? (fieldsV1 as SetNode);
}

function parseEntry(value: JsonValue): SetNode {
  if (!isJsonObject(value)) throw new FieldSetError(`expected an object, got ${stringifyJson(value)}`);
  const entry = parseNode(value);
  return hasChildren(entry) ? entry : leafOf(entry);
}

function leafOf(value: JsonValue): SetNode {
  return isJsonObject(value) && isBare(value as SetNode) ? (value as SetNode) : leaf;
}

/** The key as we would write it; undefined for elements of unknown kinds. */
function canonicalKey(key: string): string | undefined {
  if (key === "." || key.startsWith("f:") || isPlainKey(key)) return key;
  const element = parseElement(key);
  return element && serializeElement(element);
}

const plainValue = String.raw`(?:"[-\w ./:]*"|0|[1-9]\d{0,14})`;
const plainKey = new RegExp(String.raw`^k:\{"(\w+)":${plainValue}(?:,"(\w+)":${plainValue})?\}$`);

/** Whether one or two key fields with simple values are written as we would write them: most items have such keys. */
function isPlainKey(key: string): boolean {
  const [, first, second] = plainKey.exec(key) ?? [];
  return first !== undefined && (second === undefined || first < second);
}
