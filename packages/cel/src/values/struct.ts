import type { ObjectType } from "../check/types.ts";
import { equalValues } from "./equality.ts";
import type { Opaque, Value } from "./value.ts";

/** An object that an expression made: `Name{field: value}`. */
export class StructValue implements Opaque {
  readonly typeName: string;
  /** The fields that were set. */
  readonly fields: ReadonlyMap<string, Value>;
  readonly #type: ObjectType;

  constructor(type: ObjectType, fields: ReadonlyMap<string, Value>) {
    this.#type = type;
    this.typeName = type.name;
    this.fields = fields;
  }

  /** The value of a field, set or not. */
  read(field: string): Value {
    return this.fields.get(field) ?? this.#type.fields.get(field)?.unset ?? null;
  }

  equals(other: Opaque): boolean {
    if (!(other instanceof StructValue) || other.fields.size !== this.fields.size) return false;
    return [...this.fields].every(([name, value]) => {
      const found = other.fields.get(name);
      return found !== undefined && equalValues(value, found);
    });
  }
}
