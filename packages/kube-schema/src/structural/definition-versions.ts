import { canonicalJson, getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { duplicate, invalid, required } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import { objectsIn } from "./keywords.ts";

/**
 * The paths of what versions have each: the API server keeps what all of them have alike in one place, and its messages
 * speak of that place. What was spoken of once is left out.
 */
function placesOf(
  versions: readonly JsonObject[],
  read: (version: JsonObject) => JsonValue | undefined,
): readonly { readonly value: JsonValue | undefined; readonly path: string }[] {
  const values = versions.map(read);
  const shared = values.every((value) => canonicalJson(value ?? null) === canonicalJson(values[0] ?? null));
  if (shared) return values.slice(0, 1).map((value) => ({ value, path: "spec" }));
  return values.map((value, index) => ({ value, path: `spec.versions[${index}]` }));
}

/** Checks what versions have beside their schemas: warnings, columns, subresources, selectable fields. */
export function checkVersionDetails(versions: readonly JsonObject[]): readonly FieldCause[] {
  const schemaOf = (version: JsonObject): JsonValue | undefined => {
    const { schema } = version;
    return isJsonObject(schema) ? schema["openAPIV3Schema"] : undefined;
  };
  const first = versions.map(schemaOf).find(isJsonObject) ?? {};
  return [
    ...versions.flatMap((version, index) => checkDeprecation(version, `spec.versions[${index}].deprecationWarning`)),
    ...placesOf(versions, (version) => version["additionalPrinterColumns"]).flatMap(({ value, path }) =>
      objectsIn(value).flatMap((column, index) => checkColumn(column, `${path}.additionalPrinterColumns[${index}]`)),
    ),
    ...placesOf(versions, (version) => version["subresources"]).flatMap(({ value, path }) =>
      isJsonObject(value) && isJsonObject(value["scale"])
        ? checkScale(value["scale"], `${path}.subresources.scale`)
        : [],
    ),
    ...placesOf(versions, (version) => version["selectableFields"]).flatMap(({ value, path }, index) => {
      const own = path === "spec" ? first : schemaOf(versions[index] ?? {});
      return checkSelectable(objectsIn(value), isJsonObject(own) ? own : {}, `${path}.selectableFields`);
    }),
  ];
}

const longestWarning = 256;

function checkDeprecation(version: JsonObject, path: string): readonly FieldCause[] {
  const warning = getOwn(version, "deprecationWarning");
  if (typeof warning !== "string") return [];
  const causes: FieldCause[] = [];
  if (version["deprecated"] !== true) causes.push(invalid(path, warning, "can only be set for deprecated versions"));
  if (warning === "") causes.push(invalid(path, warning, "must not be an empty string"));
  if (warning.length > longestWarning) {
    causes.push(invalid(path, warning, `must be <= ${longestWarning} characters long`));
  }
  const unprintable = warning.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u);
  if (unprintable >= 0) {
    const why = `must only contain printable UTF-8 characters; non-printable character found at index ${unprintable}`;
    causes.push(invalid(path, warning, why));
  }
  return causes;
}

function textIn(object: JsonObject, key: string): string {
  const value = getOwn(object, key);
  return typeof value === "string" ? value : "";
}

const simplePath = "must be a simple json path starting with .";
const columnTypes = ["boolean", "date", "integer", "number", "string"];
const columnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

function checkColumn(column: JsonObject, path: string): readonly FieldCause[] {
  const [name, type] = [textIn(column, "name"), textIn(column, "type")];
  const [format, jsonPath] = [textIn(column, "format"), textIn(column, "jsonPath")];
  const types = `must be one of ${columnTypes.join(",")}`;
  const causes: FieldCause[] = name === "" ? [required(`${path}.name`)] : [];
  if (type === "") causes.push(required(`${path}.type`, types));
  else if (!columnTypes.includes(type)) causes.push(invalid(`${path}.type`, type, types));
  if (format !== "" && !columnFormats.includes(format)) {
    causes.push(invalid(`${path}.format`, format, `must be one of ${columnFormats.join(",")}`));
  }
  if (jsonPath === "") causes.push(required(`${path}.JSONPath`));
  else if (!jsonPath.startsWith(".")) causes.push(invalid(`${path}.JSONPath`, jsonPath, simplePath));
  return causes;
}

function checkScale(scale: JsonObject, path: string): readonly FieldCause[] {
  const check = (field: string, places: readonly string[], detail: string): readonly FieldCause[] => {
    const text = textIn(scale, field);
    if (text === "") return field === "labelSelectorPath" ? [] : [required(`${path}.${field}`)];
    if (!text.startsWith(".")) return [invalid(`${path}.${field}`, text, simplePath)];
    return places.some((place) => text.startsWith(place)) ? [] : [invalid(`${path}.${field}`, text, detail)];
  };
  return [
    ...check("specReplicasPath", [".spec."], "should be a json path under .spec"),
    ...check("statusReplicasPath", [".status."], "should be a json path under .status"),
    ...check("labelSelectorPath", [".spec.", ".status."], "should be a json path under either .spec or .status"),
  ];
}

function checkSelectable(fields: readonly JsonObject[], schema: JsonObject, path: string): readonly FieldCause[] {
  const seen = new Set<string>();
  return fields.flatMap((field, index) => {
    const at = `${path}[${index}].jsonPath`;
    const text = textIn(field, "jsonPath");
    if (text === "") return [required(at)];
    const problem = selectableProblem(text, schema);
    if (problem !== undefined) return [invalid(at, text, problem)];
    if (seen.has(text)) return [duplicate(at, text)];
    seen.add(text);
    return [];
  });
}

const selectableTypes: readonly unknown[] = ["string", "boolean", "integer"];

/** Why objects cannot be selected by a field. */
function selectableProblem(text: string, schema: JsonObject): string | undefined {
  if (!text.startsWith(".") && !text.startsWith("[")) {
    return `is an invalid path: expected [ or . but got: ${text.split(/[.[]/)[0] ?? ""}`;
  }
  if (text.includes("[")) return "is an invalid path: array notation is not allowed";
  let node: JsonObject = schema;
  for (const name of text.slice(1).split(".")) {
    const properties = getOwn(node, "properties");
    const next = isJsonObject(properties) ? getOwn(properties, name) : undefined;
    if (!isJsonObject(next)) return "is an invalid path: does not refer to a valid field";
    node = next;
  }
  if (text.startsWith(".metadata.")) return "must not point to fields in metadata";
  if (selectableTypes.includes(node["type"])) return undefined;
  return "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";
}
