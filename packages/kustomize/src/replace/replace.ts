import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn } from "@flux-ts/base";
import { KustomizeError, prefixError } from "../errors.ts";
import type { FieldOptions, Replacement, ReplacementTarget, SelectorEntry } from "../kustomization/types.ts";
import type { ResourceId } from "../resource/id.ts";
import { parseLabelSelector } from "../resource/label-selector.ts";
import type { Resource } from "../resource/resource.ts";
import { scalarText, textMap } from "../resource/value.ts";
import { quoteGo } from "../text/go.ts";
import { anchoredMatcher } from "../text/regexp.ts";
import { parseTargetPath } from "./path.ts";
import { createScalar, withText } from "./plain-scalar.ts";
import { defaultPath, missingParts, openSource, scalarsOnly } from "./source.ts";
import { created, updatePath } from "./walk.ts";

/** Copies a value from one object into fields of others. @throws KustomizeError */
export function applyReplacement(resources: readonly Resource[], replacement: Replacement): void {
  const { targets = [] } = replacement;
  if (targets.length === 0 || (replacement.source === undefined && replacement.sourceValue === undefined)) {
    throw new KustomizeError("invalid-config", missingParts);
  }
  const read = openSource(resources, replacement);
  for (const target of targets) {
    const matches = compileTarget(target);
    const paths = target.fieldPaths && target.fieldPaths.length > 0 ? target.fieldPaths : [defaultPath];
    for (const resource of resources) {
      if (!matches(resource)) continue;
      for (const path of paths) replaceAt(resource, path, read(), target.options);
    }
  }
}

function compileTarget({ select, reject = [] }: ReplacementTarget): (resource: Resource) => boolean {
  if (select === undefined) throw new KustomizeError("invalid-config", "target must specify resources to select");
  const selectsId = idMatcher(select);
  const selectsMeta = metaMatcher(select);
  const rejectsMeta = reject.filter((each) => each.labelSelector || each.annotationSelector).map(metaMatcher);
  const rejectsId = reject.filter(hasIdentity).map(idMatcher);
  return (resource) => {
    const ids = [resource.id, ...resource.previousIds];
    return (
      selectsMeta(resource) &&
      !rejectsMeta.some((rejects) => rejects(resource)) &&
      !ids.some((id) => rejectsId.some((rejects) => rejects(id))) &&
      ids.some(selectsId)
    );
  };
}

function hasIdentity({ group, version, kind, name, namespace }: SelectorEntry): boolean {
  return Boolean(group || version || kind || name || namespace);
}

function idMatcher(selector: SelectorEntry): (id: ResourceId) => boolean {
  const group = anchoredMatcher(selector.group);
  const version = anchoredMatcher(selector.version);
  const kind = anchoredMatcher(selector.kind);
  const name = anchoredMatcher(selector.name);
  const namespace = anchoredMatcher(selector.namespace);
  return (id) => group(id.group) && version(id.version) && kind(id.kind) && name(id.name) && namespace(id.namespace);
}

function metaMatcher(selector: SelectorEntry): (resource: Resource) => boolean {
  const labels = parseLabelSelector(selector.labelSelector);
  const annotations = parseLabelSelector(selector.annotationSelector);
  return ({ metadata }) =>
    labels(textMap(getOwn(metadata, "labels"))) && annotations(textMap(getOwn(metadata, "annotations")));
}

function replaceAt(resource: Resource, path: string, value: JsonValue, options: FieldOptions | undefined): void {
  const create = options?.create ?? false;
  const action = create ? "find or create" : "find";
  const notFound = `unable to ${action} field ${quoteGo(path)} in replacement target`;
  const update = (): { value: JsonValue; count: number } => {
    const set = (current: JsonValue | typeof created): JsonValue => replaceValue(current, value, options);
    // Delimiters do not count inside of a text.
    const setInText = (current: JsonValue | typeof created): JsonValue => replaceValue(current, value, undefined);
    return updatePath(resource.object, parseTargetPath(path), { create, set, setInText });
  };
  const result = withLookupPrefix(notFound, update);
  if (result.count === 0) throw new KustomizeError("no-match", notFound);
  resource.object = result.value as JsonObject;
}

function withLookupPrefix<T>(prefix: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    // What is wrong with the value itself is reported as it is.
    if (error instanceof KustomizeError && error.code === "conflict") throw error;
    throw prefixError(error, prefix);
  }
}

function replaceValue(
  current: JsonValue | typeof created,
  value: JsonValue,
  options: FieldOptions | undefined,
): JsonValue {
  const joined = options?.delimiter ? joinPart(current, value, options.delimiter, options.index ?? 0) : value;
  if (current === created) return typeof value === "object" ? joined : createScalar(scalarText(joined));
  if (current !== null && typeof current === "object") return joined;
  // A scalar keeps its type: only the text is copied, and maps and lists have none.
  return withText(current, scalarText(joined));
}

function joinPart(current: JsonValue | typeof created, value: JsonValue, delimiter: string, index: number): string {
  if (typeof value === "object" || (current !== created && typeof current === "object" && current !== null)) {
    throw scalarsOnly();
  }
  const parts = (current === created ? "" : scalarText(current)).split(delimiter);
  if (index < 0) parts.unshift(scalarText(value));
  else if (index >= parts.length) parts.push(scalarText(value));
  else parts[index] = scalarText(value);
  return parts.join(delimiter);
}
