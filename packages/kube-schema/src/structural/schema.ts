import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { compileChecks } from "./checks.ts";
import type { ValueChecks } from "./checks.ts";
import { propertiesOf, objectsIn, stringsIn } from "./keywords.ts";
import type { ValidationRule } from "./rules.ts";

/**
 * A structural schema made ready for use: compile it once per version of a CRD, then use it for every object.
 * Parts that say nothing (no defaults below, nothing to prune) are marked, so that walks can skip them.
 */
export interface StructuralSchema {
  readonly source: JsonObject;
  readonly properties: ReadonlyMap<string, StructuralSchema>;
  /** The schema of values whose key is not in `properties`; undefined when such keys are not declared. */
  readonly additional: StructuralSchema | undefined;
  /** The properties that have a default. */
  readonly presets: readonly (readonly [name: string, schema: StructuralSchema])[];
  readonly items: StructuralSchema | undefined;
  readonly nullable: boolean;
  readonly preserveUnknown: boolean;
  readonly embeddedResource: boolean;
  /** Undefined when the schema has no default. */
  readonly default: JsonValue | undefined;
  readonly listType: "atomic" | "set" | "map" | undefined;
  readonly listMapKeys: readonly string[];
  readonly rules: readonly ValidationRule[];
  readonly checks: ValueChecks;
  readonly allOf: readonly StructuralSchema[];
  readonly anyOf: readonly StructuralSchema[];
  readonly oneOf: readonly StructuralSchema[];
  readonly not: StructuralSchema | undefined;
  /** What this schema or one below it has; walks that look for it skip the rest. */
  readonly below: {
    readonly rules: boolean;
    /** A list whose items must differ. */
    readonly uniqueLists: boolean;
    readonly embedded: boolean;
  };
}

/**
 * Compiles the `openAPIV3Schema` of a CRD version. Never fails: what `checkDefinition` would have refused
 * is read as if it were absent.
 */
export function compileStructuralSchema(source: JsonObject): StructuralSchema {
  const properties = new Map(propertiesOf(source).map(([name, property]) => [name, compileStructuralSchema(property)]));
  const additional = compileAdditional(source["additionalProperties"]);
  const items = isJsonObject(source["items"]) ? compileStructuralSchema(source["items"]) : undefined;
  const children = [...properties.values(), ...[additional, items].filter((child) => child !== undefined)];
  const rules = readRules(source["x-kubernetes-validations"]);
  const listType = readListType(source["x-kubernetes-list-type"]);
  const embeddedResource = source["x-kubernetes-embedded-resource"] === true;
  const preset = getOwn(source, "default");
  return {
    source,
    properties,
    additional,
    presets: [...properties].filter(([, property]) => property.default !== undefined),
    items,
    nullable: source["nullable"] === true,
    preserveUnknown: source["x-kubernetes-preserve-unknown-fields"] === true,
    embeddedResource,
    // An explicit null is what a default looks like after the API server stored it: none.
    default: preset === null ? undefined : preset,
    listType,
    listMapKeys: stringsIn(source["x-kubernetes-list-map-keys"]),
    rules,
    checks: compileChecks(source),
    allOf: objectsIn(source["allOf"]).map(compileStructuralSchema),
    anyOf: objectsIn(source["anyOf"]).map(compileStructuralSchema),
    oneOf: objectsIn(source["oneOf"]).map(compileStructuralSchema),
    not: isJsonObject(source["not"]) ? compileStructuralSchema(source["not"]) : undefined,
    below: {
      rules: rules.length > 0 || children.some((child) => child.below.rules),
      uniqueLists: listType === "set" || listType === "map" || children.some((child) => child.below.uniqueLists),
      embedded: embeddedResource || children.some((child) => child.below.embedded),
    },
  };
}

/** The schema of anything, for `additionalProperties: true`. */
const anything: JsonObject = { "x-kubernetes-preserve-unknown-fields": true, nullable: true };

function compileAdditional(additional: JsonValue | undefined): StructuralSchema | undefined {
  if (additional === true) return compileStructuralSchema(anything);
  return isJsonObject(additional) ? compileStructuralSchema(additional) : undefined;
}

function readRules(rules: JsonValue | undefined): readonly ValidationRule[] {
  if (!Array.isArray(rules)) return [];
  return (rules as JsonArray).filter(isRule);
}

function isRule(rule: JsonValue): rule is JsonObject & ValidationRule {
  return isJsonObject(rule) && typeof rule["rule"] === "string";
}

function readListType(type: JsonValue | undefined): StructuralSchema["listType"] {
  return type === "atomic" || type === "set" || type === "map" ? type : undefined;
}
