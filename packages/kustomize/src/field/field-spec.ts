import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { KustomizeError, prefixError } from "../errors.ts";
import type { KindSelector } from "../resource/id.ts";
import { formatId, selectsKind } from "../resource/id.ts";
import type { Resource } from "../resource/resource.ts";
import { mapItems, withField } from "../resource/value.ts";
import { formatGoList } from "../text/go.ts";

/** A field of some kinds: what transformers change. Its path is taken apart once. */
export interface FieldSpec extends KindSelector {
  /** Names with `/` between them; `\/` is a slash inside of a name, `[]` after a name says that it is a list. */
  readonly path: string;
  /** Whether the field, and the maps that lead to it, are made where they are missing. */
  readonly create: boolean;
  readonly segments: readonly PathSegment[];
}

interface PathSegment {
  readonly name: string;
  readonly isList: boolean;
}

export function createFieldSpec(spec: KindSelector & { path: string; create?: boolean | undefined }): FieldSpec {
  const { group, version, kind, path, create = false } = spec;
  return { group, version, kind, path, create, segments: splitPath(path).map(parseSegment) };
}

/** Takes a path apart at its slashes, but not at `\/`. */
export function splitPath(path: string): string[] {
  const names: string[] = [];
  let name = "";
  for (let index = 0; index < path.length; index++) {
    const char = path[index] as string;
    if (char === "\\" && path[index + 1] === "/") {
      name += "/";
      index += 1;
    } else if (char === "/") {
      names.push(name);
      name = "";
    } else {
      name += char;
    }
  }
  names.push(name);
  return names[0] === "" ? names.slice(1) : names;
}

function parseSegment(name: string): PathSegment {
  return name.endsWith("[]") ? { name: name.slice(0, -2), isList: true } : { name, isList: false };
}

/** What becomes of the value of a field; undefined stands for a field that has just been made. */
export type SetValue = (current: JsonValue | undefined) => JsonValue;

/** What a missing field starts as, where the spec says to create it. */
export type CreateKind = "map" | "scalar";

/** Changes one field of an object if its kind is selected. */
export function applyFieldSpec(resource: Resource, spec: FieldSpec, set: SetValue, createKind?: CreateKind): void {
  if (!selectsKind(spec, resource.id)) return;
  try {
    resource.object = updateFieldOf(resource.object, spec, set, createKind);
  } catch (error) {
    throw prefixError(error, `considering field '${spec.path}' of object ${formatId(resource.id)}`);
  }
}

/** Changes one field of a value, whatever kind it is of. */
export function updateFieldOf(object: JsonObject, spec: FieldSpec, set: SetValue, createKind?: CreateKind): JsonObject {
  return updateField(object, { spec, set, createKind }, 0) as JsonObject;
}

interface FieldUpdate {
  readonly spec: FieldSpec;
  readonly set: SetValue;
  readonly createKind: CreateKind | undefined;
}

function updateField(value: JsonValue | undefined, update: FieldUpdate, depth: number): JsonValue {
  const segment = update.spec.segments[depth];
  if (segment === undefined) return update.set(value);
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return updateItems(value, update, depth);
  if (isJsonObject(value)) return updateMap(value, segment, update, depth);
  throw new KustomizeError("invalid-config", "expected sequence or mapping node");
}

function updateItems(items: readonly JsonValue[], update: FieldUpdate, depth: number): JsonValue {
  try {
    return mapItems(items, (item) => updateField(item, update, depth));
  } catch (error) {
    const names = update.spec.segments.slice(depth).map(({ name, isList }) => (isList ? `${name}[]` : name));
    throw prefixError(error, `visit traversal on path: ${formatGoList(names)}`);
  }
}

function updateMap(map: JsonObject, segment: PathSegment, update: FieldUpdate, depth: number): JsonValue {
  const { spec, createKind } = update;
  const canCreate = spec.create && createKind !== undefined && !segment.isList;
  let current = getOwn(map, segment.name);
  if (current === undefined && !canCreate) return map;
  if (canCreate) current ??= depth === spec.segments.length - 1 && createKind === "scalar" ? "" : {};
  else if (segment.isList) current ??= [];
  const next = updateField(current, update, depth + 1);
  return withField(map, segment.name, next);
}

/** Where the field of a spec is in an object, whether it has a value there or not. */
export function placesOf(resource: Resource, spec: FieldSpec): readonly (readonly (string | number)[])[] {
  return selectsKind(spec, resource.id) ? placesBelow(resource.object, spec.segments, []) : [];
}

function placesBelow(
  value: JsonValue | undefined,
  segments: readonly PathSegment[],
  place: readonly (string | number)[],
): readonly (readonly (string | number)[])[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) return [place];
  if (Array.isArray(value)) {
    return value.flatMap((item: JsonValue, index) => placesBelow(item, segments, [...place, index]));
  }
  const field = isJsonObject(value) ? getOwn(value, segment.name) : undefined;
  return placesBelow(field, rest, [...place, segment.name]);
}
