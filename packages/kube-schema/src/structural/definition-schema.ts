import { isJsonObject } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { forbiddenField, invalid, notSupported, required } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import { patternError } from "./checks.ts";
import { checkLists } from "./definition-lists.ts";
import { checkRuleForms } from "./definition-rules.ts";
import { checkValueValidations } from "./definition-values.ts";
import { propertiesOf } from "./keywords.ts";

/** What is wrong with a schema. */
export interface SchemaFaults {
  /** It is not structural, so that values cannot be looked at by it. */
  readonly structural: readonly FieldCause[];
  /** It asks for what cannot be had. */
  readonly others: readonly FieldCause[];
}

/** Checks the `openAPIV3Schema` of a version against the rules of structural schemas. */
export function checkSchemaRules(schema: JsonObject, path: string): SchemaFaults {
  const { type } = schema;
  const structural: FieldCause[] = [];
  if (type === undefined || type === "") structural.push(required(`${path}.type`, "must not be empty at the root"));
  else if (type !== "object") structural.push(invalid(`${path}.type`, type, "must be object at the root"));
  for (const [name, property] of propertiesOf(schema)) {
    const { type: given = "string" } = property;
    const identifies = name === "apiVersion" || name === "kind";
    if (identifies && given !== "string") {
      structural.push(invalid(`${path}.properties[${name}].type`, given, "must be string"));
    }
  }
  const metadata = propertiesOf(schema).find(([name]) => name === "metadata");
  if (metadata !== undefined) structural.push(...checkMetadata(metadata[1], `${path}.properties[metadata]`));
  const others: FieldCause[] =
    schema["nullable"] === true ? [forbiddenField(`${path}.nullable`, "nullable cannot be true at the root")] : [];
  checkNode(schema, path, { structural, others });
  structural.push(...checkValueValidations(schema, path));
  return { structural, others };
}

const metadataFields: ReadonlySet<string> = new Set(["name", "generateName"]);

function checkMetadata(schema: JsonObject, path: string): readonly FieldCause[] {
  const { type, properties: _properties, description: _description, default: _default, ...more } = schema;
  const known = propertiesOf(schema).every(([name]) => metadataFields.has(name));
  if (type !== undefined && type !== "object") return [invalid(`${path}.type`, type, "must be object")];
  if (known && Object.keys(more).length === 0) return [];
  return [
    forbiddenField(
      path,
      "must not specify anything other than name and generateName, but metadata is implicitly specified",
    ),
  ];
}

interface Faults {
  readonly structural: FieldCause[];
  readonly others: FieldCause[];
}

function checkNode(schema: JsonObject, path: string, faults: Faults): void {
  faults.structural.push(...checkKeywords(schema, path), ...checkExtensions(schema, path));
  faults.others.push(
    ...checkUse(schema, path),
    ...checkMapType(schema, path),
    ...checkLists(schema, path),
    ...checkRuleForms(schema, path),
  );
  checkChildren(schema, path, faults);
}

const unsupported = ["$ref", "definitions", "dependencies", "id", "patternProperties", "additionalItems"];
const types = ["array", "boolean", "integer", "number", "object", "string"];

/** Keywords of JSON Schema that no structural schema has. */
function checkKeywords(schema: JsonObject, path: string): readonly FieldCause[] {
  const { type, pattern, items } = schema;
  const causes: FieldCause[] = unsupported
    .filter((keyword) => Object.hasOwn(schema, keyword))
    .map((keyword) => forbiddenField(`${path}.${keyword}`, `${keyword} is not supported`));
  if (Array.isArray(items)) {
    causes.push(forbiddenField(`${path}.items`, "items must be a schema object and not an array"));
  } else if (type === "array" && !isJsonObject(items)) causes.push(required(`${path}.items`, "must be specified"));
  const problem = typeof pattern === "string" ? patternError(pattern) : undefined;
  if (problem !== undefined) {
    const detail = `must be a valid regular expression, but isn't: ${problem}`;
    causes.push(invalid(`${path}.pattern`, pattern as string, detail));
  }
  return causes;
}

/** Keywords that CRDs must not use, or only so. */
function checkUse(schema: JsonObject, path: string): readonly FieldCause[] {
  const { type } = schema;
  const causes: FieldCause[] = [];
  if (schema["uniqueItems"] === true) {
    const detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
    causes.push(forbiddenField(`${path}.uniqueItems`, detail));
  }
  if (schema["additionalProperties"] === false) {
    causes.push(forbiddenField(`${path}.additionalProperties`, "additionalProperties cannot be set to false"));
  }
  if (schema["additionalProperties"] !== undefined && propertiesOf(schema).length > 0) {
    const detail = "additionalProperties and properties are mutual exclusive";
    causes.push(forbiddenField(`${path}.additionalProperties`, detail));
  }
  if (type === "null") {
    causes.push(forbiddenField(`${path}.type`, "type cannot be set to null, use nullable as an alternative"));
  }
  if (typeof type === "string" && type !== "" && !types.includes(type)) {
    causes.push(notSupported(`${path}.type`, type, types));
  }
  return causes;
}

function checkExtensions(schema: JsonObject, path: string): readonly FieldCause[] {
  const { type } = schema;
  const causes: FieldCause[] = [];
  const preserves = schema["x-kubernetes-preserve-unknown-fields"];
  if (preserves === false) {
    const detail = "must be true or undefined";
    causes.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, detail));
  }
  if (schema["x-kubernetes-embedded-resource"] === true) {
    if (type !== "object") {
      const detail = "must be object if x-kubernetes-embedded-resource is true";
      causes.push(type === undefined ? required(`${path}.type`, detail) : invalid(`${path}.type`, type, detail));
    }
    if (preserves !== true && propertiesOf(schema).length === 0) {
      const detail =
        "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
      causes.push(required(`${path}.properties`, detail));
    }
  }
  return causes;
}

function checkMapType(schema: JsonObject, path: string): readonly FieldCause[] {
  const { type } = schema;
  const mapType = schema["x-kubernetes-map-type"];
  if (mapType === undefined) return [];
  const causes: FieldCause[] = [];
  if (type !== "object") {
    causes.push(invalid(`${path}.type`, type ?? "", "must be object if x-kubernetes-map-type is specified"));
  }
  if (mapType !== "atomic" && mapType !== "granular") {
    causes.push(notSupported(`${path}.x-kubernetes-map-type`, mapType, ["atomic", "granular"]));
  }
  return causes;
}

function checkChildren(schema: JsonObject, path: string, faults: Faults): void {
  const { items, additionalProperties: values } = schema;
  for (const [name, property] of propertiesOf(schema)) {
    checkChild(property, `${path}.properties[${name}]`, { what: "object fields", faults });
  }
  if (isJsonObject(values)) {
    checkChild(values, `${path}.additionalProperties`, { what: "object fields", faults });
  }
  if (isJsonObject(items)) checkChild(items, `${path}.items`, { what: "array items", faults });
}

function checkChild(
  schema: JsonObject,
  path: string,
  { what, faults }: { readonly what: string; readonly faults: Faults },
): void {
  const { type } = schema;
  const typed = typeof type === "string" && type !== "";
  const free = schema["x-kubernetes-int-or-string"] === true || schema["x-kubernetes-preserve-unknown-fields"] === true;
  // What is only a reference is refused as that.
  if (!typed && !free && !Object.hasOwn(schema, "$ref"))
    faults.structural.push(required(`${path}.type`, `must not be empty for specified ${what}`));
  checkNode(schema, path, faults);
}
