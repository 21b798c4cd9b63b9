import type { JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { StringMap } from "../kustomization/types.ts";
import { wrongNodeKind } from "../merge/node-kind.ts";
import type { SetValue } from "./field-spec.ts";

/** Sets entries of a map of texts. */
export function setEntries(entries: StringMap): SetValue {
  const keys = Object.keys(entries).sort();
  return (current) => {
    if (current !== null && current !== undefined && !isJsonObject(current))
      throw wrongNodeKind("MappingNode", current);
    if (isJsonObject(current) && keys.every((key) => getOwn(current, key) === entries[key])) return current;
    const result: JsonObjectDraft = { ...current };
    for (const key of keys) setOwn(result, key, entries[key] as JsonValue);
    return result;
  };
}

/** Changes a scalar; other values are a failure. */
export function setScalar(change: (current: JsonValue | undefined) => JsonValue): SetValue {
  return (current) => {
    if (current !== null && typeof current === "object") throw wrongNodeKind("ScalarNode", current);
    return change(current);
  };
}
