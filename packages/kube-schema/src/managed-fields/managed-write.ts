import { getOwn, isJsonObject, omitKeys, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, KubeObject } from "@flux-ts/base";
import { formatMismatches, validateTyped } from "../typed/validate.ts";
import type { TypedValue } from "../typed/value.ts";
import { encodeEntries } from "./entries.ts";
import type { Ownership } from "./entries.ts";
import { ManagedFieldsError } from "./errors.ts";
import type { KindTypes } from "./kind-types.ts";
import type { OwnershipFilter } from "./managers.ts";

/** A write to an object whose owners are recorded. */
export interface ManagedWrite {
  /** The stored object in the version of the request; undefined when the request creates it. */
  readonly live: KubeObject | undefined;
  /** Who writes: `fieldManager` of the request. */
  readonly manager: string;
  /** Of the entry when a field changes, in RFC 3339 with whole seconds; `""` leaves it without one. */
  readonly time: string;
  readonly subresource?: string | undefined;
  readonly types: KindTypes;
  /** @default everything may be owned */
  readonly ownable?: OwnershipFilter | undefined;
}

/** The object with these owners and no others. */
export function withOwners(object: KubeObject, ownership: Ownership): KubeObject {
  const managedFields = encodeEntries(ownership);
  const bare = withoutOwners(object);
  return managedFields ? { ...bare, metadata: { ...bare.metadata, managedFields } } : bare;
}

const owners = ["managedFields"];

/** The object without owners, to be compared and merged. */
export function withoutOwners(object: KubeObject): KubeObject {
  if (!Object.hasOwn(object.metadata, "managedFields")) return object;
  return { ...object, metadata: omitKeys(object.metadata, owners) as KubeObject["metadata"] };
}

/** @throws ManagedFieldsError when the object is not what its type says. */
export function typedObject(object: KubeObject, types: KindTypes, role: "patch" | "live"): TypedValue {
  const { apiVersion, kind, metadata } = object;
  const typed = { value: object, type: typeOfKind(types, apiVersion, kind) };
  const mismatches = validateTyped(typed, { allowDuplicates: role === "live" });
  if (mismatches.length === 0) return typed;
  const name = `${metadata.namespace ?? ""}/${metadata.name}; ${describeKind(apiVersion, kind)}`;
  const message = `failed to create typed ${role} object (${name}): ${formatMismatches(mismatches)}`;
  throw new ManagedFieldsError("invalid-object", message);
}

/** An object of the same kind of which nothing is set. */
export function zeroOf({ apiVersion, kind }: KubeObject, types: KindTypes): TypedValue {
  const value = { ...types.zero?.(apiVersion), apiVersion, kind };
  return { value, type: typeOfKind(types, apiVersion, kind) };
}

/**
 * The zero object with every null of the object in it. Nulls of built-in kinds are what Go writes for empty fields
 * that are never left out; the schema does not tell all of them.
 */
export function zeroWithNulls(object: KubeObject, types: KindTypes): TypedValue {
  const { value, type } = zeroOf(object, types);
  return { value: types.zero ? fillNulls(value as JsonObject, object) : value, type };
}

function fillNulls(zero: JsonObject, object: JsonObject): JsonObject {
  const filled: JsonObjectDraft = { ...zero };
  for (const [name, value] of Object.entries(object)) {
    const empty = getOwn(zero, name);
    if (value === null && empty === undefined) setOwn(filled, name, null);
    else if (isJsonObject(value) && isJsonObject(empty)) setOwn(filled, name, fillNulls(empty, value));
  }
  return filled;
}

function typeOfKind(types: KindTypes, apiVersion: string, kind: string): TypedValue["type"] {
  const type = types.typeOf(apiVersion);
  if (type) return type;
  throw new ManagedFieldsError("invalid-object", `no corresponding type for ${describeKind(apiVersion, kind)}`);
}

function describeKind(apiVersion: string, kind: string): string {
  return `${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}
