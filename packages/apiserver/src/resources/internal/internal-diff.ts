import type { JsonObject } from "@flux-ts/base";
import type { InternalType } from "./internal-form.ts";
import { internalForm } from "./internal-form.ts";
import { lineDiff } from "./line-diff.ts";

/** What has changed of a value, as messages show it: line by line of upstream's own form, behind a line end. */
export function internalDiff(type: InternalType, before: JsonObject, after: JsonObject): string {
  const text = (value: JsonObject) => JSON.stringify(internalForm(type, value), plain, 1);
  return `\n${lineDiff(text(before), text(after))}`;
}

/** Integers beyond a double have no place in these types, but must not break a message either. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
