import { getOwn } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { fault } from "./fault.ts";
import type { Fault } from "./fault.ts";
import type { SchemaDocument } from "./schema.ts";

/** One look at a value with one schema. */
export interface Check {
  readonly document: SchemaDocument;
  readonly schema: JsonObject;
  readonly value: JsonValue;
  readonly at: string;
  /** Properties and items that a schema with its subschemas has spoken about. */
  readonly seen: Set<string>;
  /** Looks with a subschema, at the same value or another one. */
  readonly look: (schema: JsonValue, check: Check) => readonly Fault[];
}

/** `minLength` and `maxLength`, `minItems` and `maxItems`, `minProperties` and `maxProperties`. */
export function limit(
  at: string,
  what: "Length" | "Items" | "Properties",
  schema: JsonObject,
  size: number,
): readonly Fault[] {
  const faults: Fault[] = [];
  const least = getOwn(schema, `min${what}`);
  const most = getOwn(schema, `max${what}`);
  if (typeof least === "number" && size < least) faults.push(fault(at, `min${what}: got ${size}, want ${least}`));
  if (typeof most === "number" && size > most) faults.push(fault(at, `max${what}: got ${size}, want ${most}`));
  return faults;
}

export function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
