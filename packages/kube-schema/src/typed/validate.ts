import { isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonValue } from "@flux-ts/base";
import { formatElement, parseElement } from "../field-set/path-element.ts";
import type { PathElement } from "../field-set/path-element.ts";
import { formatGoValue } from "../patch/go-format.ts";
import type { ListType, MapType, ScalarKind, ValueType } from "../schema/model.ts";
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
  /** Whether null is a value like any other, as the one of CEL is, which no type takes. @default false */
  readonly refuseNulls?: boolean;
}

/** What is wrong with a value; empty when it is valid. Messages and paths are the API server's. */
export function validateTyped(typed: TypedValue, options: TypeCheckOptions = {}): readonly TypeMismatch[] {
  const check = new Check(options);
  check.value(typed.value, typed.type);
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
  readonly #refuseNulls: boolean;

  constructor({ allowDuplicates = false, refuseNulls = false }: TypeCheckOptions) {
    this.#allowDuplicates = allowDuplicates;
    this.#refuseNulls = refuseNulls;
  }

  value(value: JsonValue, type: ValueType): void {
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
    if (value === null) return this.#null(nullProblems[kind]);
    const problem = scalarProblem(value, kind);
    if (problem !== undefined) this.#report(problem);
  }

  #list(value: JsonValue, list: ListType): void {
    if (value === null) return this.#null("expected list, got &{NULL_VALUE}");
    if (!Array.isArray(value)) return this.#report(`expected list, got &{${formatGoValue(value)}}`);
    if (list.relationship === "associative") return this.#items(value as JsonArray, list);
    for (let index = 0; index < value.length; index++) {
      const before = this.mismatches.length;
      this.value((value as JsonArray)[index] as JsonValue, list.element);
      if (this.mismatches.length > before) this.#place(before, { kind: "index", index });
    }
  }

  #items(items: JsonArray, list: ListType): void {
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const key = itemKey(list, item);
      // Without a key there is no path for what lies below, nor for the items after.
      if (key === undefined) return this.#report(`element ${index}: ${itemProblem(list, item)}`);
      if (seen.has(key) && !this.#allowDuplicates) {
        this.#report(`duplicate entries for key ${formatElement(parseElement(key) as PathElement)}`);
      }
      seen.add(key);
      const before = this.mismatches.length;
      this.value(item, list.element);
      if (this.mismatches.length > before) this.#place(before, parseElement(key) as PathElement);
    }
  }

  #map(value: JsonValue, map: MapType): void {
    if (value === null) return this.#null("expected map, got &{NULL_VALUE}");
    if (!isJsonObject(value)) return this.#report(`expected map, got &{${formatGoValue(value)}}`);
    for (const name of Object.keys(value)) {
      const type = map.fields.get(name)?.type ?? map.additional;
      if (type === undefined) {
        return this.#report("field not declared in schema", formatElement({ kind: "field", name }));
      }
      const before = this.mismatches.length;
      this.value(value[name] as JsonValue, type);
      if (this.mismatches.length > before) this.#place(before, { kind: "field", name });
    }
  }

  /** Says of the mismatches from `start` on that they are below an element: paths are printed only for what is wrong. */
  #place(start: number, element: PathElement): void {
    const prefix = formatElement(element);
    for (const mismatch of this.mismatches.slice(start)) mismatch.path = prefix + mismatch.path;
  }

  #null(message: string): void {
    if (this.#refuseNulls) this.#report(message);
  }

  #report(message: string, path = ""): void {
    this.mismatches.push({ path, message });
  }
}

/** How the null of CEL looks to the parts of upstream that look for a scalar. */
const nullProblems: { readonly [Kind in ScalarKind]: string } = {
  numeric: "expected numeric (int or float), got structpb.NullValue",
  string: "expected string, got &value.valueUnstructured{Value:0}",
  boolean: "expected boolean, got &{NULL_VALUE}",
  untyped: "expected any scalar, got &{NULL_VALUE}",
};

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
