import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import { KustomizeError } from "../errors.ts";
import type { FieldSpec } from "../field/field-spec.ts";
import { applyFieldSpec } from "../field/field-spec.ts";
import type { VarEntry } from "../kustomization/types.ts";
import { parseSourcePath } from "../replace/path.ts";
import type { ResourceId } from "../resource/id.ts";
import { equalGvk, formatGvk, gvkFrom } from "../resource/id.ts";
import type { ResourceSet } from "../resource/resource-set.ts";
import type { Resource } from "../resource/resource.ts";
import { equalId } from "../resource/scope.ts";
import { expandVariables } from "./expansion.ts";

/** A deprecated `vars` entry: a name for the value of a field. */
export interface Variable {
  readonly name: string;
  readonly target: ResourceId;
  readonly path: string;
  /** The object it is read from, known since the kustomization that defines it. */
  readonly source: Resource | undefined;
}

/** Finds the objects of `vars` entries. @throws KustomizeError when one could be read from more than one object. */
export function defineVariables(entries: readonly VarEntry[], set: ResourceSet): Variable[] {
  return entries.map((entry) => {
    const target = targetOf(entry);
    const matches = findTargets(target, set);
    if (matches.length <= 1) return { name: entry.name ?? "", target, path: pathOf(entry), source: matches[0] };
    const text = `{${entry.name ?? ""} ${formatGvk(target)} {${pathOf(entry)}}}`;
    throw new KustomizeError(
      "ambiguous",
      `found ${matches.length} resId matches for var ${text} (unable to disambiguate)`,
    );
  });
}

/** The entries as error texts list them. */
export function formatEntries(entries: readonly VarEntry[]): string {
  const texts = entries.map(
    (entry) => `{${entry.name ?? ""} ${formatGvk(entry.objref ?? {})} {${entry.fieldref?.fieldPath ?? ""}}}`,
  );
  return `[${texts.join(" ")}]`;
}

function targetOf({ objref = {} }: VarEntry): ResourceId {
  const { apiVersion, group = "", version = "", kind = "", name = "", namespace = "" } = objref;
  const gvk = apiVersion ? gvkFrom(apiVersion, kind) : { group, version, kind };
  return { ...gvk, name, namespace };
}

function pathOf({ fieldref }: VarEntry): string {
  return fieldref?.fieldPath || "metadata.name";
}

/** Without a namespace, objects of every namespace are meant. */
function findTargets(target: ResourceId, set: ResourceSet): Resource[] {
  if (target.namespace !== "" || set.schema.isClusterScoped(target)) {
    return set
      .named(target.name)
      .filter((resource) => [resource.id, ...resource.previousIds].some((id) => equalId(id, target, set.schema)));
  }
  return set
    .named(target.name)
    .filter((resource) =>
      [resource.id, ...resource.previousIds].some((id) => id.name === target.name && equalGvk(id, target)),
    );
}

/** Puts the values of variables in place of `$(NAME)` in the given fields. @throws KustomizeError */
export function resolveVariables(set: ResourceSet, variables: readonly Variable[], specs: readonly FieldSpec[]): void {
  if (variables.length === 0) return;
  const byName = variables.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const values = new Map(byName.map((variable) => [variable.name, readVariable(variable)]));
  const expand = (text: string): JsonValue => expandVariables(text, (name) => values.get(name));
  for (const resource of set.resources) {
    for (const spec of specs) applyFieldSpec(resource, spec, (current) => expandValue(current ?? null, expand));
  }
}

function readVariable({ name, target, path, source }: Variable): JsonValue {
  const text = `{${name} ${formatGvk(target)} {${path}}}`;
  if (source === undefined) {
    throw new KustomizeError("no-match", `var '${text}' cannot be mapped to a field in the set of known resources`);
  }
  const value = fieldAt(source.object, path);
  if (value !== undefined) return value;
  throw new KustomizeError("no-match", `field specified in var '${text}' not found in corresponding resource`);
}

/** The field at a path such as `spec.ports[0].port`. */
function fieldAt(object: JsonObject, path: string): JsonValue | undefined {
  const steps = parseSourcePath(path.replaceAll(/\[(\d+)\]/g, ".$1"));
  let current: JsonValue | undefined = object;
  for (const step of steps) {
    if (step.is === "index" && Array.isArray(current)) current = (current as JsonArray)[step.index];
    else if (!isJsonObject(current)) return undefined;
    else if (step.is === "field") current = getOwn(current, step.name);
    else if (step.is === "index") current = getOwn(current, String(step.index));
    else return undefined;
  }
  return current;
}

function expandValue(value: JsonValue, expand: (text: string) => JsonValue): JsonValue {
  if (typeof value === "string") return expand(value);
  if (Array.isArray(value)) return (value as JsonArray).map((item) => expandItem(item, expand));
  return isJsonObject(value) ? expandMap(value, expand) : value;
}

function expandItem(item: JsonValue, expand: (text: string) => JsonValue): JsonValue {
  if (typeof item === "string") return expand(item);
  throw new KustomizeError("invalid-config", "invalid value type expect a string");
}

function expandMap(map: JsonObject, expand: (text: string) => JsonValue): JsonObject {
  const result: JsonObjectDraft = {};
  for (const [key, value] of Object.entries(map))
    setOwn(result, key, typeof value === "string" ? expand(value) : value);
  return result;
}
