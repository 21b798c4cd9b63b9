import {
  formatFloat,
  FuncError,
  integerOf,
  isNil,
  JsonNumber,
  listOf,
  mapValue,
  sortedKeys,
  typeOf,
} from "@flux-ts/go-template";
import type { List, Value, ValueMap } from "@flux-ts/go-template";
import { GoTime } from "../time/go-time.ts";
import { toText } from "./cast.ts";
import { GoVersion } from "./semver.ts";

/** The value as TOML: plain values of a table first, then its tables, each a level further in. What is no table stands alone. */
export function toToml(value: Value): string {
  const table = tableOf(value);
  if (table === undefined) {
    if (isTableList(value)) throw new FuncError("toml: top-level values must be Go maps or structs");
    return printValue(value);
  }
  const lines: string[] = [];
  writeTable(lines, table, []);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** What is written as a table: maps in the order of their keys, structs in that of their fields. */
type Table = readonly (readonly [key: string, value: Value])[];

function tableOf(value: Value): Table | undefined {
  const map = mapValue(value);
  if (map !== undefined) return entriesOf(map, sortedKeys(map));
  const { fields } = typeOf(value);
  return fields === undefined ? undefined : entriesOf(value as ValueMap, fields);
}

function entriesOf(map: ValueMap, keys: readonly string[]): Table {
  return keys.map((key) => [key, map[key]] as const).filter(([, value]) => !isNil(value));
}

const indent = (depth: number) => "  ".repeat(depth);

function writeTable(lines: string[], table: Table, path: readonly string[]): void {
  const isNested = (value: Value) => tableOf(value) !== undefined || isTableList(value);
  for (const [key, value] of table) {
    if (!isNested(value)) lines.push(`${indent(path.length)}${printKey(key)} = ${printValue(value)}`);
  }
  for (const [key, value] of table) if (isNested(value)) writeNested(lines, value, [...path, key]);
}

function writeNested(lines: string[], value: Value, path: readonly string[]): void {
  const name = path.map(printKey).join(".");
  const lead = indent(path.length - 1);
  const table = tableOf(value);
  const header = (text: string) => lines.push(...(lines.length > 0 ? [""] : []), lead + text);
  if (table !== undefined) {
    header(`[${name}]`);
    writeTable(lines, table, path);
    return;
  }
  for (const item of listOf(value) ?? []) {
    header(`[[${name}]]`);
    writeTable(lines, tableOf(item) ?? [], path);
  }
}

/** A list of nothing but tables is written as such. */
function isTableList(value: Value): boolean {
  const items = listOf(value);
  return items !== undefined && items.length > 0 && items.every((item) => tableOf(item) !== undefined);
}

function printKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : printString(key);
}

function printValue(value: Value): string {
  if (typeof value === "string") return printString(value);
  if (typeof value === "number") return printFloat(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof JsonNumber) return value.text;
  if (value instanceof GoTime) return value.toJson();
  const integer = integerOf(value);
  if (integer !== undefined) return integer.toString();
  const items = listOf(value);
  if (items !== undefined) return printList(items);
  if (value instanceof GoVersion) return printString(toText(value));
  const table = tableOf(value);
  if (table === undefined) throw new FuncError(`toml: unsupported type: ${typeOf(value).name}`);
  return `{${table.map(([key, item]) => `${printKey(key)} = ${printValue(item)}`).join(", ")}}`;
}

function printList(items: List): string {
  if (items.some(isNil)) throw new FuncError("toml: cannot encode array with nil element");
  return `[${items.map(printValue).join(", ")}]`;
}

/** Floats have a point or an exponent. */
function printFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = formatFloat(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const escapes: { readonly [character: string]: string } = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

function printString(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what TOML escapes
  const escaped = text.replace(/["\\\x00-\x1f\x7f]/g, (character) => {
    return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}
