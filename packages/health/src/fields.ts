import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonValue, KubeObject } from "@flux-ts/base";

/** The fields of an object that readiness is read from; whatever has another type counts as absent. */
export interface Fields {
  readonly object: KubeObject;
  number(...path: readonly string[]): number | undefined;
  string(...path: readonly string[]): string | undefined;
  boolean(...path: readonly string[]): boolean | undefined;
  list(...path: readonly string[]): JsonArray;
}

export function fieldsOf(object: KubeObject): Fields {
  const at = (path: readonly string[]): JsonValue | undefined =>
    path.reduce<JsonValue | undefined>((value, key) => (isJsonObject(value) ? getOwn(value, key) : undefined), object);
  return {
    object,
    number: (...path) => ofType(at(path), "number"),
    string: (...path) => ofType(at(path), "string"),
    boolean: (...path) => ofType(at(path), "boolean"),
    list: (...path) => {
      const value = at(path);
      return Array.isArray(value) ? (value as JsonArray) : [];
    },
  };
}

interface Types {
  readonly number: number;
  readonly string: string;
  readonly boolean: boolean;
}

function ofType<T extends keyof Types>(value: JsonValue | undefined, type: T): Types[T] | undefined {
  return typeof value === type ? (value as Types[T]) : undefined;
}

/** A condition as it stands in any kind's status. */
export interface StatusCondition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

export function conditionsOf(fields: Fields): readonly StatusCondition[] {
  return fields.list("status", "conditions").filter(isJsonObject) as readonly StatusCondition[];
}

export function conditionOf(fields: Fields, type: string): StatusCondition | undefined {
  return conditionsOf(fields).find((condition) => condition.type === type);
}
