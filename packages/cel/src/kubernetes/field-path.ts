import { isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";

const step = /^(?:\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\])/;

/**
 * The `fieldPath` of a rule as the API server prints it after the path of the value: properties with a dot, keys of maps in
 * brackets. Undefined when the schema has no such field.
 */
export function resolveFieldPath(path: string, schema: JsonObject): string | undefined {
  let rest = path.trim();
  let at: JsonValue | undefined = schema;
  let printed = "";
  while (rest !== "") {
    const match = step.exec(rest);
    if (match === null || !isJsonObject(at)) return undefined;
    const name: string = match[1] ?? (match[2] ?? match[3] ?? "").replaceAll(/\\(.)/g, "$1");
    rest = rest.slice(match[0].length);
    const properties: JsonValue | undefined = at["properties"];
    const property: JsonValue | undefined =
      isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const next: JsonValue | undefined = property ?? at["additionalProperties"];
    if (!isJsonObject(next)) return undefined;
    printed += property === undefined ? `[${name}]` : `.${name}`;
    at = next;
  }
  return printed === "" ? undefined : printed;
}
