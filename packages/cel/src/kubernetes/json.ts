import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { MapValue } from "../values/map.ts";
import type { Value } from "../values/value.ts";
import { LazyList } from "./list-kinds.ts";

/** A JSON object whose fields are read when they are asked for. */
class JsonMap extends MapValue {
  readonly #object: JsonObject;

  constructor(object: JsonObject) {
    super();
    this.#object = object;
  }

  get size(): number {
    return Object.keys(this.#object).length;
  }

  get(key: Value): Value | undefined {
    const value = typeof key === "string" ? getOwn(this.#object, key) : undefined;
    return value === undefined ? undefined : fromJson(value);
  }

  keys(): Iterable<Value> {
    return Object.keys(this.#object);
  }
}

/**
 * JSON as a value, without a schema. Whole numbers are ints: JavaScript does not tell `1.0` from `1`. Objects and arrays
 * are not copied; they must not change while the value is used.
 */
export function fromJson(value: JsonValue): Value {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) {
    const items: JsonArray = value;
    return new LazyList(items.length, (index) => fromJson(items[index] ?? null));
  }
  return isJsonObject(value) ? new JsonMap(value) : (value as Exclude<JsonValue, JsonArray | JsonObject>);
}
