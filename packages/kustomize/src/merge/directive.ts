import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { KustomizeError } from "../errors.ts";
import { scalarText, withField } from "../resource/value.ts";

/** What a patch asks for at one place with `$patch`. */
export type Directive = "merge" | "replace" | "delete";

const directiveKey = "$patch";

/** Takes the directive out of a map of a patch. */
export function splitDirective(patch: JsonObject): { directive: Directive; rest: JsonObject } {
  const value = getOwn(patch, directiveKey);
  if (value === undefined) return { directive: "merge", rest: patch };
  return { directive: parseDirective(value), rest: withField(patch, directiveKey, undefined) };
}

/** Takes the directive out of a list of a patch: it stands in an item of its own. */
export function splitListDirective(patch: JsonArray): { directive: Directive; rest: JsonArray; item?: JsonObject } {
  const item = patch.find(isDirectiveItem);
  if (item === undefined) return { directive: "merge", rest: patch };
  const directive = parseDirective(item[directiveKey] as JsonValue);
  return { directive, rest: patch.filter((other) => other !== item), item };
}

function isDirectiveItem(item: JsonValue): item is JsonObject {
  return isJsonObject(item) && Object.hasOwn(item, directiveKey) && Object.keys(item).length === 1;
}

function parseDirective(value: JsonValue): Directive {
  if (value === "merge" || value === "replace" || value === "delete") return value;
  throw new KustomizeError("patch", `unknown patch strategy '${scalarText(value)}'`);
}
