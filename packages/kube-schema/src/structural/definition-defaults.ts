import type { FieldCause } from "./cause.ts";
import { forbiddenField, invalid, noField, required } from "./cause.ts";
import { checkEmbedded } from "./embedded.ts";
import { hasUnknownFields } from "./prune.ts";
import type { ValidationRules } from "./rules.ts";
import type { StructuralSchema } from "./schema.ts";
import { brokenRules } from "./validate.ts";
import { validateSchema } from "./validate-schema.ts";

export interface DefaultFaults {
  /** Defaults that the schema does not accept. */
  readonly invalid: readonly FieldCause[];
  /** Defaults where none may be. */
  readonly others: readonly FieldCause[];
}

/** Checks that the defaults of a schema are values the schema accepts, rules included. */
export function checkDefaults(
  schema: StructuralSchema,
  path: string,
  rules: ValidationRules | undefined,
): DefaultFaults {
  const metadata = schema.properties.get("metadata");
  const rest = [...schema.properties].filter(([name]) => name !== "metadata");
  return {
    others: metadata === undefined ? [] : forbidDefaults(metadata, `${path}.properties[metadata]`),
    invalid: [
      ...rest.flatMap(([name, property]) => checkBelow(property, `${path}.properties[${name}]`, rules)),
      ...(schema.additional === undefined ? [] : checkBelow(schema.additional, `${path}.additionalProperties`, rules)),
    ],
  };
}

function checkBelow(schema: StructuralSchema, path: string, rules: ValidationRules | undefined): readonly FieldCause[] {
  const causes = checkDefault(schema, `${path}.default`, rules);
  return causes.length > 0 ? causes : childrenOf(schema, path).flatMap(([child, at]) => checkBelow(child, at, rules));
}

function checkDefault(
  schema: StructuralSchema,
  path: string,
  rules: ValidationRules | undefined,
): readonly FieldCause[] {
  const preset = schema.default;
  if (preset === undefined) return [];
  if (hasUnknownFields(preset, schema)) return [invalid(path, preset, "must not have unknown fields")];
  // What defaults below would fill in does not count.
  const unnamed = checkEmbedded(preset, schema).map((cause) =>
    cause.type === "FieldValueRequired" ? required(cause.field) : cause,
  );
  const causes = [...validateSchema(preset, schema, { path: "", old: undefined }), ...unnamed];
  const broken = causes.length > 0 || rules === undefined ? [] : brokenRules(preset, schema, rules);
  return [...causes, ...broken].map((cause) => ({ ...cause, field: placeOf(cause, path) }));
}

function placeOf({ field }: FieldCause, path: string): string {
  if (field === "" || field === noField) return path;
  return field.startsWith("[") || field.startsWith(".") ? `${path}${field}` : `${path}.${field}`;
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
