import { typeNameOf } from "../values/kinds.ts";
import { Uint } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { formatDouble } from "./go-number.ts";

/** A key as it appears in messages. */
export function showKey(key: Value): string {
  if (key instanceof Uint) return String(key.value);
  if (typeof key === "number") return formatDouble(key);
  return typeof key === "object" && key !== null ? typeNameOf(key) : String(key);
}
