import { getOwn } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { Place } from "./document.ts";
import { keywordOf } from "./drafts.ts";
import { fault } from "./fault.ts";
import type { Fault } from "./fault.ts";
import type { SchemaLibrary } from "./library.ts";
import type { Spellings } from "./parse.ts";
import { shownCount } from "./print.ts";

/** One validation of a value. */
export interface Run {
  readonly library: SchemaLibrary;
  readonly spellingOf: Spellings;
  /** Whether formats are held against in every draft, as in schemas of schemas. */
  readonly assertsFormats: boolean;
  /** Another schema that stands in for one of schemas of schemas, where a value asks for it. */
  readonly substitute: (target: Place, value: JsonValue) => Place;
  /** Looks with a subschema, at the same value or another one. */
  readonly look: (schema: JsonValue, check: Check, view: View) => readonly Fault[];
  readonly matches: (pattern: string, text: string) => boolean;
  /** Counts a look, and throws a SchemaError when there were too many, or too many in each other. */
  readonly count: (depth: number) => void;
}

/** What is looked at. */
export interface View {
  readonly value: JsonValue;
  /** A JSON pointer to the value. */
  readonly at: string;
  /** Properties and items that a schema with its subschemas has spoken about. */
  readonly seen: Set<string>;
  /** The keyword that asks, and the key under it: `/properties/a`. */
  readonly via: string;
}

/** One look at a value with one schema. */
export interface Check extends View {
  readonly run: Run;
  readonly place: Place;
  readonly schema: JsonObject;
  /** The look that this one comes from. */
  readonly parent: Check | undefined;
  /** How many looks lead to this one. */
  readonly depth: number;
}

/** What a keyword of the schema says, if its draft knows it. */
export function keyword({ schema, place }: Check, name: string): JsonValue | undefined {
  return keywordOf(schema, name, place.resource.dialect);
}

/** `minLength` and `maxLength`, `minItems` and `maxItems`, `minProperties` and `maxProperties`. */
export function limit(check: Check, what: "Length" | "Items" | "Properties", size: number): readonly Fault[] {
  const faults: Fault[] = [];
  const least = keyword(check, `min${what}`);
  const most = keyword(check, `max${what}`);
  const say = (name: string, bound: number) =>
    fault(check.at, `${name}${what}: got ${shownCount(size)}, want ${shownCount(bound)}`);
  if (typeof least === "number" && size < least) faults.push(say("min", least));
  if (typeof most === "number" && size > most) faults.push(say("max", most));
  return faults;
}

/** Looks at a part of the value: what schemas say about its parts is theirs. */
export function lookInside(schema: JsonValue, check: Check, inside: Omit<View, "seen">): readonly Fault[] {
  return check.run.look(schema, check, { ...inside, seen: new Set() });
}

export function ownKeyword(schema: JsonValue, name: string): JsonValue | undefined {
  return typeof schema === "object" && schema !== null && !Array.isArray(schema)
    ? getOwn(schema as JsonObject, name)
    : undefined;
}
