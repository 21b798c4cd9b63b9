import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { KustomizeError, withPrefix } from "../errors.ts";
import type { FieldOptions, Replacement, ReplacementSource } from "../kustomization/types.ts";
import { wrongNodeKind } from "../merge/node-kind.ts";
import type { ResourceId } from "../resource/id.ts";
import { formatId, selectsKind } from "../resource/id.ts";
import type { Resource } from "../resource/resource.ts";
import { fieldText, isEmptyValue, scalarText } from "../resource/value.ts";
import type { PathStep } from "./path.ts";
import { parseSourcePath, unkeyedStep } from "./path.ts";

/** The path that is meant where none is given. */
export const defaultPath = "metadata.name";

/**
 * Gives the value that a replacement copies, a scalar as it was written, as it is at the time: where the source is one of its own targets, the real
 * tool copies what it has written there before. A part of a value is taken once.
 *
 * @throws KustomizeError when the source finds no value, or more than one object.
 */
export function openSource(resources: readonly Resource[], { source, sourceValue }: Replacement): () => JsonValue {
  if (sourceValue !== undefined && source !== undefined) {
    throw new KustomizeError("conflict", "value and resource selectors are mutually exclusive");
  }
  if (sourceValue !== undefined) return () => sourceValue;
  if (source === undefined) throw new KustomizeError("invalid-config", missingParts);
  const path = source.fieldPath || defaultPath;
  const steps = parseSourcePath(path);
  const resource = findSource(resources, source);
  const first = withPrefix("error looking up replacement source", () => lookUpPath(resource.object, steps));
  if (first === undefined || isEmptyValue(first)) {
    throw new KustomizeError("no-match", `fieldPath \`${path}\` is missing for replacement source ${formatId(source)}`);
  }
  const value = refine(first, source.options);
  return () => (value === first ? (lookUpPath(resource.object, steps) ?? value) : value);
}

export const missingParts = "replacements must specify a source and at least one target";

function findSource(resources: readonly Resource[], source: ReplacementSource): Resource {
  const matches = resources.filter((resource) =>
    [resource.id, ...resource.previousIds].some((id) => isSource(id, source)),
  );
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return match;
  const text = formatSource(source);
  if (match === undefined) throw new KustomizeError("no-match", `nothing selected by ${text}`);
  throw new KustomizeError("ambiguous", `multiple matches for selector ${text}`);
}

function formatSource(source: ReplacementSource): string {
  const { fieldPath, options } = source;
  const { delimiter = "", index = 0, create = false } = options ?? {};
  const shownOptions = delimiter || create ? `:${delimiter}(${index}), create=${create}` : "";
  return formatId(source) + (fieldPath ? `:${fieldPath}` : "") + shownOptions;
}

function isSource(id: ResourceId, source: ReplacementSource): boolean {
  return (
    selectsKind(source, id) &&
    (!source.name || source.name === id.name) &&
    (!source.namespace || source.namespace === id.namespace)
  );
}

function lookUpPath(object: JsonObject, steps: readonly PathStep[]): JsonValue | undefined {
  if (steps.some(({ is }) => is === "every")) {
    throw new KustomizeError("invalid-config", "wildcard is not supported in PathGetter");
  }
  return lookup(object, steps);
}

function lookup(value: JsonValue | undefined, steps: readonly PathStep[]): JsonValue | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || value === undefined || value === null) return value;
  if (step.is === "field" && step.name !== "-") {
    if (!isJsonObject(value)) throw wrongNodeKind("MappingNode", value);
    const field = getOwn(value, step.name);
    const isScalar = field !== undefined && field !== null && typeof field !== "object";
    return rest.length === 0 && isScalar ? fieldText(value, step.name) : lookup(field, rest);
  }
  if (step.is === "unkeyed") throw unkeyedStep();
  if (!Array.isArray(value)) throw wrongNodeKind("SequenceNode", value);
  const items = value as readonly JsonValue[];
  if (step.is === "field") return lookup(items.at(-1), rest);
  if (step.is === "index") return lookup(items[step.index], rest);
  if (step.is !== "match") return undefined;
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
  return new KustomizeError("conflict", "delimiter option can only be used with scalar nodes");
}
