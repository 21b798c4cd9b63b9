// The objects that expressions of mutations make: `Object{...}`, `Object.spec{...}` and `JSONPatch{...}`.
import type { CelType, FieldType, StructTypes, Value } from "@flux-ts/cel";
import { ListValue, MapValue, StructValue } from "@flux-ts/cel";

const dyn: FieldType = { type: { kind: "dyn" } };
const string: FieldType = { type: { kind: "scalar", name: "string" }, unset: "" };

/** Nothing is known of the fields of the object: what is in them is checked when the patch is applied. */
const anyField = { get: () => dyn };

const patchFields: ReadonlyMap<string, FieldType> = new Map([
  ["op", string],
  ["path", string],
  ["from", string],
  ["value", dyn],
]);

/** Upstream gives fields that an operation does not have a type without a name, which nothing is of. */
const noType: FieldType = { type: { kind: "scalar", name: "" } };

const operation: CelType & { readonly kind: "object" } = {
  kind: "object",
  name: "JSONPatch",
  fields: { get: (field) => patchFields.get(field) ?? noType },
};

/** The root, and what is in its fields: types are named by the path from the root. */
export const mutationStructs: StructTypes = (name) => {
  if (name === operation.name) return operation;
  return name === "Object" || name.startsWith("Object.") ? { kind: "object", name, fields: anyField } : undefined;
};

/**
 * Says which objects within a value are of the type of another place than theirs; undefined when none is. Items of
 * lists and values of maps are at the place of the list or map.
 *
 * @param path the place of the value
 */
export function misplacedIn(value: Value, path: string): string | undefined {
  const problems = [...misplacedBelow(value, path)];
  return problems.length === 0 ? undefined : `type mismatch: ${problems.join("\n")}`;
}

function* misplacedBelow(value: Value, path: string): Generator<string, void> {
  if (value instanceof ListValue) for (const item of value) yield* misplacedBelow(item, path);
  if (value instanceof MapValue) for (const key of value.keys()) yield* misplacedBelow(value.get(key) ?? null, path);
  if (!(value instanceof StructValue)) return;
  const { typeName, fields } = value;
  if (typeName !== path) {
    const expected = `expected "${path}", which matches field name path from root Object type`;
    yield `unexpected type name "${typeName}", ${expected}`;
  }
  for (const [field, part] of fields) yield* misplacedBelow(part, `${path}.${field}`);
}
