import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { forbiddenField, required } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import { propertiesOf, objectsIn } from "./keywords.ts";

/**
 * Checks `allOf`, `anyOf`, `oneOf` and `not` everywhere in a schema: they may restrict values, but not say anything
 * about structure that the schema around them does not say.
 */
export function checkValueValidations(schema: JsonObject, path: string, root = true): readonly FieldCause[] {
  const { items, additionalProperties: values } = schema;
  return [
    ...branchesOf(schema, path)
      .filter(([branch]) => !isIntOrStringBranch(branch, schema))
      .flatMap(([branch, at]) => checkBranch(branch, at, { schema, path, root })),
    ...propertiesOf(schema).flatMap(([name, property]) =>
      checkValueValidations(property, `${path}.properties[${name}]`, false),
    ),
    ...(isJsonObject(items) ? checkValueValidations(items, `${path}.items`, false) : []),
    ...(isJsonObject(values) ? checkValueValidations(values, `${path}.additionalProperties`, false) : []),
  ];
}

type Located = readonly [schema: JsonObject, path: string];

function branchesOf(schema: JsonObject, path: string): readonly Located[] {
  const { not } = schema;
  return [
    ...["allOf", "anyOf", "oneOf"].flatMap((keyword) =>
      objectsIn(schema[keyword]).map((branch, index): Located => [branch, `${path}.${keyword}[${index}]`]),
    ),
    ...(isJsonObject(not) ? [[not, `${path}.not`] as const] : []),
  ];
}

/**
 * The one place where branches may have types: `anyOf: [{type: integer}, {type: string}]` of an int-or-string, which may
 * stand alone in the first branch of an `allOf`.
 */
function saysIntOrString(schema: JsonObject): boolean {
  const branches = objectsIn(schema["anyOf"]);
  return (
    branches.length === 2 &&
    branches.every((branch) => Object.keys(branch).length === 1) &&
    branches[0]?.["type"] === "integer" &&
    branches[1]?.["type"] === "string"
  );
}

function isIntOrStringBranch(branch: JsonObject, schema: JsonObject): boolean {
  if (schema["x-kubernetes-int-or-string"] !== true) return false;
  if (saysIntOrString(schema) && objectsIn(schema["anyOf"]).includes(branch)) return true;
  const isFirst = objectsIn(schema["allOf"])[0] === branch;
  return isFirst && Object.keys(branch).length === 1 && saysIntOrString(branch);
}

const structural: readonly (readonly [keyword: string, detail: string])[] = [
  ["type", "must be empty to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["default", "must be undefined to be structural"],
  ["nullable", "must be false to be structural"],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural"],
  ["x-kubernetes-embedded-resource", "must be false to be structural"],
  ["x-kubernetes-int-or-string", "must be false to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
  ["x-kubernetes-validations", "must be empty to be structural"],
];

function checkBranch(
  branch: JsonObject,
  at: string,
  around: { readonly schema: JsonObject | undefined; readonly path: string; readonly root: boolean },
): readonly FieldCause[] {
  const { schema, path } = around;
  const causes = structural
    .filter(([keyword]) => isSaid(branch, keyword))
    .map(([keyword, detail]) => forbiddenField(`${at}.${keyword}`, detail));
  const missing = (place: string, said: string) =>
    schema === undefined ? [] : [required(place, `because it is defined in ${said}`)];
  const children = [
    ...propertiesOf(branch).map(([name, inner]) => {
      const properties = schema && getOwn(schema, "properties");
      const outer = isJsonObject(properties) ? getOwn(properties, name) : undefined;
      return { inner, outer, place: `properties[${name}]` };
    }),
    ...(isJsonObject(branch["items"])
      ? [{ inner: branch["items"], outer: schema && getOwn(schema, "items"), place: "items" }]
      : []),
  ];
  for (const { inner, outer, place } of children) {
    if (place === "properties[metadata]" && around.root) {
      causes.push(forbiddenField(`${at}.${place}`, "must not be specified in a nested context"));
      if (!isJsonObject(outer)) causes.push(...missing(`${path}.${place}`, `${at}.${place}`));
      continue;
    }
    const declared = isJsonObject(outer) ? outer : undefined;
    if (declared === undefined) causes.push(...missing(`${path}.${place}`, `${at}.${place}`));
    causes.push(...checkBranch(inner, `${at}.${place}`, { schema: declared, path: `${path}.${place}`, root: false }));
  }
  return [...causes, ...branchesOf(branch, at).flatMap(([inner, place]) => checkBranch(inner, place, around))];
}

function isSaid(schema: JsonObject, keyword: string): boolean {
  const value = getOwn(schema, keyword);
  return value !== undefined && value !== "" && value !== false && !(Array.isArray(value) && value.length === 0);
}
