import { isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonValue } from "@flux-ts/base";
import { formatElement, parseElement } from "../field-set/path-element.ts";
import type { PathElement } from "../field-set/path-element.ts";
import { formatGoValue } from "../patch/go-format.ts";
import type { ListType, MapType, ScalarKind } from "../schema/model.ts";
import { formatGoSyntax, formatGoType } from "./go-text.ts";
import { itemKey, itemProblem } from "./item-key.ts";
import { formOf } from "./value.ts";
import type { TypedValue } from "./value.ts";

/** A place where a value is not what its type says. */
export interface TypeMismatch {
  /** As printed; empty at the root. */
  readonly path: string;
  readonly message: string;
}

export interface TypeCheckOptions {
  /** Stored objects may have list items that are the same; applied ones may not. @default false */
  readonly allowDuplicates?: boolean;
}

/** What is wrong with a value; empty when it is valid. Messages and paths are the API server's. */
export function validateTyped(typed: TypedValue, options: TypeCheckOptions = {}): readonly TypeMismatch[] {
  const check = new Check(options.allowDuplicates ?? false);
  check.value(typed);
  return check.mismatches;
}

/** Mismatches as one message, as the API server words it. */
export function formatMismatches(mismatches: readonly TypeMismatch[]): string {
  const lines = mismatches.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  return lines.length === 1 ? (lines[0] as string) : ["errors:", ...lines.map((line) => `  ${line}`)].join("\n");
}

class Check {
  readonly mismatches: { path: string; message: string }[] = [];
  readonly #allowDuplicates: boolean;

  constructor(allowDuplicates: boolean) {
    this.#allowDuplicates = allowDuplicates;
  }

  value({ value, type }: TypedValue): void {
    switch (formOf(type, value)) {
      case "map":
        return this.#map(value, type.map as MapType);
      case "list":
        return this.#list(value, type.list as ListType);
      case "scalar":
        return this.#scalar(value, type.scalar as ScalarKind);
      case undefined:
        return this.#report(type.problem ?? "schema error");
    }
  }

  #scalar(value: JsonValue, kind: ScalarKind): void {
    const problem = value === null ? undefined : scalarProblem(value, kind);
    if (problem !== undefined) this.#report(problem);
  }

  #list(value: JsonValue, list: ListType): void {
    if (value === null) return;
    if (!Array.isArray(value)) return this.#report(`expected list, got &{${formatGoValue(value)}}`);
    if (list.relationship === "associative") return this.#items(value as JsonArray, list);
    for (const [index, item] of (value as JsonArray).entries()) {
      this.#below({ value: item, type: list.element }, () => ({ kind: "index", index }));
    }
  }

  #items(items: JsonArray, list: ListType): void {
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const key = itemKey(list, item);
      // Without a key there is no path for what lies below, nor for the items after.
      if (key === undefined) return this.#report(`element ${index}: ${itemProblem(list, item)}`);
      const element = (): PathElement => parseElement(key) as PathElement;
      if (seen.has(key) && !this.#allowDuplicates) {
        this.#report(`duplicate entries for key ${formatElement(element())}`);
      }
      seen.add(key);
      this.#below({ value: item, type: list.element }, element);
    }
  }

  #map(value: JsonValue, map: MapType): void {
    if (value === null) return;
    if (!isJsonObject(value)) return this.#report(`expected map, got &{${formatGoValue(value)}}`);
    for (const name in value) {
      const element = (): PathElement => ({ kind: "field", name });
      const type = map.fields.get(name)?.type ?? map.additional;
      if (type === undefined) return this.#report("field not declared in schema", formatElement(element()));
      this.#below({ value: value[name] as JsonValue, type }, element);
    }
  }

  /** Checks a part; the path to it is printed only when something is wrong with it. */
  #below(part: TypedValue, element: () => PathElement): void {
    const before = this.mismatches.length;
    this.value(part);
    if (this.mismatches.length === before) return;
    const prefix = formatElement(element());
    for (const mismatch of this.mismatches.slice(before)) mismatch.path = prefix + mismatch.path;
  }

  #report(message: string, path = ""): void {
    this.mismatches.push({ path, message });
  }
}

function scalarProblem(value: Exclude<JsonValue, null>, kind: ScalarKind): string | undefined {
  const numeric = typeof value === "number" || typeof value === "bigint";
  switch (kind) {
    case "numeric":
      return numeric ? undefined : `expected numeric (int or float), got ${formatGoType(value)}`;
    case "string":
      return typeof value === "string"
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${formatGoSyntax(value)}}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `expected boolean, got &{${formatGoValue(value)}}`;
    case "untyped":
      return typeof value === "object" ? `expected any scalar, got &{${formatGoValue(value)}}` : undefined;
  }
}
