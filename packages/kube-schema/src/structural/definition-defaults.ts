import type { FieldCause } from "./cause.ts";
import { forbiddenField, invalid } from "./cause.ts";
import { fillDefaults } from "./defaults.ts";
import { hasUnknownFields } from "./prune.ts";
import type { StructuralSchema } from "./schema.ts";
import { checkUniqueLists } from "./unique-lists.ts";
import { validateSchema } from "./validate-schema.ts";

/** Checks that the defaults of a schema are values the schema accepts. */
export function checkDefaults(schema: StructuralSchema, path: string): readonly FieldCause[] {
  const metadata = schema.properties.get("metadata");
  const rest = [...schema.properties].filter(([name]) => name !== "metadata");
  return [
    ...(metadata === undefined ? [] : forbidDefaults(metadata, `${path}.properties[metadata]`)),
    ...rest.flatMap(([name, property]) => checkBelow(property, `${path}.properties[${name}]`)),
    ...(schema.additional === undefined ? [] : checkBelow(schema.additional, `${path}.additionalProperties`)),
  ];
}

function checkBelow(schema: StructuralSchema, path: string): readonly FieldCause[] {
  const causes = checkDefault(schema, `${path}.default`);
  return causes.length > 0 ? causes : childrenOf(schema, path).flatMap(([child, at]) => checkBelow(child, at));
}

function checkDefault(schema: StructuralSchema, path: string): readonly FieldCause[] {
  const preset = schema.default;
  if (preset === undefined) return [];
  if (hasUnknownFields(preset, schema)) return [invalid(path, preset, "must not have unknown fields")];
  // Defaults below fill in what the value leaves out, so they count.
  const value = fillDefaults(preset, schema);
  const causes = [...validateSchema(value, schema, { path: "", old: undefined }), ...checkUniqueLists(value, schema)];
  return causes.map((cause) => ({ ...cause, field: cause.field === "" ? path : `${path}.${cause.field}` }));
}

function forbidDefaults(schema: StructuralSchema, path: string): readonly FieldCause[] {
  const own =
    schema.default === undefined ? [] : [forbiddenField(`${path}.default`, "must not be set in top-level metadata")];
  return [...own, ...childrenOf(schema, path).flatMap(([child, at]) => forbidDefaults(child, at))];
}

function childrenOf(schema: StructuralSchema, path: string): readonly (readonly [StructuralSchema, string])[] {
  const { properties, items, additional } = schema;
  return [
    ...[...properties].map(([name, property]) => [property, `${path}.properties[${name}]`] as const),
    ...(items === undefined ? [] : [[items, `${path}.items`] as const]),
    ...(additional === undefined ? [] : [[additional, `${path}.additionalProperties`] as const]),
  ];
}
