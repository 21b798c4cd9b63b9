import type { JsonArray, JsonObject, JsonValue, SourcePosition } from "@flux-ts/base";
import { notesOf } from "@flux-ts/yaml";
import type { DuplicateKey } from "@flux-ts/yaml";
import { KustomizeError } from "../errors.ts";
import { quoteGo } from "../text/go.ts";
import type { Resource } from "./resource.ts";
import { mapItems, withField } from "./value.ts";

/**
 * The object as JSON: without notes, and with nothing that JSON cannot hold.
 *
 * @throws KustomizeError `unprintable`. The real tool goes on with such objects until it prints them, and then shows
 * them whole.
 */
export function printableObject(resource: Resource): JsonObject {
  return jsonOf(resource, (fault) => `${formatGoSyntax(resource.object)}: ${fault}`);
}

/** As {@link printableObject}, where the real tool reports no more than the fault. */
export function jsonObject(resource: Resource): JsonObject {
  return jsonOf(resource, (fault) => fault);
}

function jsonOf({ object, origin }: Resource, describe: (fault: string) => string): JsonObject {
  if (isPlain(object)) return object;
  const duplicates = duplicatesIn(object);
  if (duplicates.length > 0) throw duplicateKeys(duplicates, origin.position);
  const fault = faultIn(object);
  if (fault !== undefined) {
    throw new KustomizeError("unprintable", describe(fault), { position: origin.position });
  }
  return withoutNotes(object) as JsonObject;
}

function duplicatesIn(value: JsonValue): readonly DuplicateKey[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return (value as JsonArray).flatMap(duplicatesIn);
  const map = value as JsonObject;
  return [...(notesOf(map)?.duplicates ?? []), ...Object.values(map).flatMap(duplicatesIn)];
}

function duplicateKeys(duplicates: readonly DuplicateKey[], start: SourcePosition | undefined): KustomizeError {
  const ordered = duplicates.toSorted((a, b) => a.line - b.line);
  const lines = ordered.map(
    ({ key, line, lineBefore }) =>
      `\n  line ${line}: mapping key ${JSON.stringify(key)} already defined at line ${lineBefore}`,
  );
  const message = `map[string]interface {}(nil): yaml: unmarshal errors:${lines.join("")}`;
  const line = ordered[0]?.line ?? 1;
  return new KustomizeError("unprintable", message, {
    position: start && { file: start.file, line: start.line + line - 1 },
  });
}

/** Whether a value is JSON with nothing noted of it. Nearly all are. */
function isPlain(value: JsonValue): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value !== "object") return true;
  if (Array.isArray(value)) return value.every(isPlain);
  return notesOf(value as JsonObject) === undefined && Object.values(value).every(isPlain);
}

/** What Go's JSON encoder meets first of what it cannot encode. */
function faultIn(value: JsonValue): string | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) return `json: unsupported value: ${formatGoSyntax(value)}`;
  if (value === null || typeof value !== "object") return undefined;
  if (Array.isArray(value)) return firstFault(value as JsonArray);
  const map = value as JsonObject;
  if ((notesOf(map)?.otherKeys.size ?? 0) > 0) return "json: unsupported type: map[interface {}]interface {}";
  return firstFault(
    Object.keys(map)
      .sort()
      .map((key) => map[key] as JsonValue),
  );
}

function firstFault(values: JsonArray): string | undefined {
  for (const value of values) {
    const fault = faultIn(value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function withoutNotes(value: JsonValue): JsonValue {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return mapItems(value as JsonArray, withoutNotes);
  const notes = notesOf(value as JsonObject);
  let map = value as JsonObject;
  if (notes) {
    // Printed and read again, as the real tool does it, nothing in braces is a text.
    const isText = (name: string): boolean => notes.isFlow && notes.blank.has(name);
    map = Object.fromEntries(Object.entries(map).map(([name, field]) => [name, isText(name) ? "" : field]));
  }
  for (const [name, field] of Object.entries(map)) map = withField(map, name, withoutNotes(field));
  return map;
}

/** A value as Go's `%#v` prints decoded YAML. */
function formatGoSyntax(value: JsonValue): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "string") return quoteGo(value);
  if (typeof value === "number") return formatNumber(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(formatGoSyntax).join(", ")}}`;
  return formatMap(value as JsonObject);
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value).replace(/e([+-])(\d)$/, "e$10$2");
}

/** Go prints the keys that are texts before the others. */
function formatMap(map: JsonObject): string {
  const others = notesOf(map)?.otherKeys ?? new Map<string, string>();
  const isOther = (key: string): boolean => others.has(key);
  const keys = Object.keys(map).sort((a, b) => Number(isOther(a)) - Number(isOther(b)) || (a < b ? -1 : 1));
  const pairs = keys.map((key) => `${others.get(key) ?? quoteGo(key)}:${formatGoSyntax(map[key] as JsonValue)}`);
  const keyType = others.size > 0 ? "interface {}" : "string";
  return `map[${keyType}]interface {}{${pairs.join(", ")}}`;
}
