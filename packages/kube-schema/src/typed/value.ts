import type { JsonValue } from "@flux-ts/base";
import type { ValueType } from "../schema/model.ts";

/** A value and what it is. Everything but `validateTyped` takes the value for valid. */
export interface TypedValue {
  readonly value: JsonValue;
  readonly type: ValueType;
}
