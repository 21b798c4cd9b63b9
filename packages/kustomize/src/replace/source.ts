import type { JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { KustomizeError } from "../errors.ts";
import type { FieldOptions, Replacement, ReplacementSource } from "../kustomization/types.ts";
import { wrongNodeKind } from "../merge/node-kind.ts";
import type { ResourceId } from "../resource/id.ts";
import { formatId, selectsKind } from "../resource/id.ts";
import type { Resource } from "../resource/resource.ts";
import { isEmptyValue, scalarText } from "../resource/value.ts";
import type { PathStep } from "./path.ts";
import { parseReplacementPath } from "./path.ts";

/** The path that is meant where none is given. */
export const defaultPath = "metadata.name";

/** The value that a replacement copies. @throws KustomizeError when its source finds none, or more than one object. */
export function readSource(resources: readonly Resource[], { source, sourceValue }: Replacement): JsonValue {
  if (sourceValue !== undefined && source !== undefined) {
    throw new KustomizeError("conflict", "value and resource selectors are mutually exclusive");
  }
  if (sourceValue !== undefined) return sourceValue;
  if (source === undefined) throw new KustomizeError("invalid-config", missingParts);
  const path = source.fieldPath || defaultPath;
  const value = lookup(findSource(resources, source).object, parseReplacementPath(path));
  if (isEmptyValue(value) || value === "") {
    throw new KustomizeError("no-match", `fieldPath \`${path}\` is missing for replacement source ${formatId(source)}`);
  }
  return refine(value as JsonValue, source.options);
}

export const missingParts = "replacements must specify a source and at least one target";

function findSource(resources: readonly Resource[], source: ReplacementSource): Resource {
  const matches = resources.filter((resource) =>
    [resource.id, ...resource.previousIds].some((id) => isSource(id, source)),
  );
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return match;
  const text = formatId(source) + (source.fieldPath ? `:${source.fieldPath}` : "");
  if (match === undefined) throw new KustomizeError("no-match", `nothing selected by ${text}`);
  throw new KustomizeError("ambiguous", `multiple matches for selector ${text}`);
}

function isSource(id: ResourceId, source: ReplacementSource): boolean {
  return (
    selectsKind(source, id) &&
    (!source.name || source.name === id.name) &&
    (!source.namespace || source.namespace === id.namespace)
  );
}

function lookup(value: JsonValue | undefined, steps: readonly PathStep[]): JsonValue | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || value === undefined || value === null) return value;
  if (step.is === "field" && step.name !== "-") {
    if (!isJsonObject(value)) throw wrongNodeKind("MappingNode", value);
    return lookup(getOwn(value, step.name), rest);
  }
  if (!Array.isArray(value)) throw wrongNodeKind("SequenceNode", value);
  const items = value as readonly JsonValue[];
  if (step.is === "field") return lookup(items.at(-1), rest);
  if (step.is === "index") return lookup(items[step.index], rest);
  if (step.is === "every") throw new KustomizeError("invalid-config", "wildcard is not supported in PathGetter");
  const { field, value: wanted } = step;
  const found = items.find((item) =>
    field === "" ? scalarText(item) === wanted : isJsonObject(item) && scalarText(getOwn(item, field)) === wanted,
  );
  return lookup(found, rest);
}

function refine(value: JsonValue, options: FieldOptions | undefined): JsonValue {
  if (!options?.delimiter) return value;
  if (typeof value === "object") throw scalarsOnly();
  const { index = 0, delimiter } = options;
  const text = scalarText(value);
  const part = text.split(delimiter)[index];
  if (part !== undefined && index >= 0) return part;
  throw new KustomizeError("invalid-config", `options.index ${index} is out of bounds for value ${text}`);
}

export function scalarsOnly(): KustomizeError {
  return new KustomizeError("invalid-config", "delimiter option can only be used with scalar nodes");
}
