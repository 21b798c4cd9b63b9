import { equalJson } from "@flux-ts/base";
import type { JsonValue, KubeObject, ManagedFieldsEntry } from "@flux-ts/base";
import { formatPath } from "../field-set/path-element.ts";
import { formatMismatches, validateTyped } from "../typed/validate.ts";
import type { TypedValue } from "../typed/value.ts";
import { applyFields } from "./apply-fields.ts";
import { decodeEntries, encodeEntries, identityOf, isReset, noOwners, parseIdentity } from "./entries.ts";
import type { Ownership } from "./entries.ts";
import { ManagedFieldsError } from "./errors.ts";
import { createConverter } from "./kind-types.ts";
import type { KindTypes } from "./kind-types.ts";
import type { FieldConflict, ManagersDraft, OwnershipFilter } from "./managers.ts";
import { stripMetaFields } from "./meta-fields.ts";
import { sameManagers, trackUpdate } from "./ownership.ts";

interface ManagedWrite {
  /** The stored object in the version of the request; undefined when the request creates it. */
  readonly live: KubeObject | undefined;
  /** Who writes: `fieldManager` of the request. */
  readonly manager: string;
  /** Of the entry when its set changes, in RFC 3339 with whole seconds. */
  readonly time: string;
  readonly subresource?: string | undefined;
  readonly types: KindTypes;
  /** @default everything may be owned */
  readonly ownable?: OwnershipFilter | undefined;
}

export interface ManagedApply extends ManagedWrite {
  /** The request body: fields the manager wants, without `metadata.managedFields`. */
  readonly applied: KubeObject;
  /** Takes fields over from other managers instead of conflicting. */
  readonly force: boolean;
}

export interface ManagedUpdate extends ManagedWrite {
  /** The object to be stored, of a create, update or patch. Its `managedFields` are taken when it has valid ones. */
  readonly next: KubeObject;
}

export type ManagedApplyOutcome =
  /** `object` is `live` itself when nothing changed, neither a field nor an owner. */
  | { readonly applied: true; readonly object: KubeObject }
  | { readonly applied: false; readonly conflicts: readonly ManagedConflict[] };

/** A field that the request would change and somebody else owns. */
export interface ManagedConflict {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource?: string;
  /** As printed: `.spec.replicas`. */
  readonly path: string;
}

/** The owner of all there is in an object that nobody was recorded for. */
const beforeFirstApply = "before-first-apply";

/**
 * Server-side apply: merges `applied` onto the live object, removes what the manager applied before and nobody wants
 * any more, and records who owns what. Defaulting is up to the caller.
 *
 * @throws ManagedFieldsError
 */
export function applyManaged(request: ManagedApply): ManagedApplyOutcome {
  const { live, applied, manager, subresource, time, types, ownable, force } = request;
  checkBody(request);
  const stored = decodeEntries(live?.metadata.managedFields);
  const { apiVersion } = applied;
  const config = typed(applied, request, "patch");
  const liveTyped = liveOf(request, applied);
  const converter = createConverter(types);
  const ownership =
    live && stored.managers.size === 0
      ? trackUpdate({
          ...{ ownership: stored, before: zeroOf(request, applied), after: liveTyped },
          ...{ apiVersion, manager: beforeFirstApply, subresource, time, converter, ownable },
        })
      : stored;
  const identity = identityOf({ manager, operation: "Apply", subresource: subresource ?? "" });
  const outcome = applyFields({
    ...{ live: liveTyped, applied: config, apiVersion, converter, ownable, force },
    ...{ managers: ownership.managers, manager: identity },
  });
  if (!outcome.applied) return { applied: false, conflicts: outcome.conflicts.map(conflictWith(ownership)) };
  const managers: ManagersDraft = new Map(outcome.managers);
  stripMetaFields(managers, identity);
  const moved = outcome.changed || !sameManagers(managers, ownership.managers);
  if (live && !moved && ownership === stored) return { applied: true, object: live };
  const times = moved ? new Map([...ownership.times, [identity, time]]) : ownership.times;
  return { applied: true, object: withOwners(outcome.value.value as KubeObject, { managers, times }) };
}

/**
 * The object to store for a write that is no apply: `next` with the owners of the live object brought up to date.
 * Never fails: where the schema does not know the object, owners stay as they are.
 */
export function updateManaged(request: ManagedUpdate): KubeObject {
  const { live, next, manager, subresource, time, types, ownable } = request;
  const ownership = ownersBefore(request);
  // Owners that were forgotten come back with the next apply, and only then.
  if (ownership.managers.size === 0 && live?.metadata.uid) return withOwners(next, noOwners);
  const { apiVersion } = next;
  const type = types.typeOf(apiVersion);
  if (type === undefined) return withOwners(next, ownership);
  const before = live ? { value: withOwners(live, noOwners), type } : zeroOf(request, next);
  const after = { value: withOwners(next, noOwners), type };
  if (!fits(before) || !fits(after)) return withOwners(next, ownership);
  const converter = createConverter(types);
  const update = { before, after, apiVersion, manager, subresource, time, converter, ownable };
  return withOwners(next, trackUpdate({ ...update, ownership }));
}

/** `next`, or `live` itself when they differ in nothing but the times of managers: such a write is to be skipped. */
export function ignoringManagerTimes(live: KubeObject, next: KubeObject): KubeObject {
  return equalJson(withoutTimes(live), withoutTimes(next)) ? live : next;
}

function withoutTimes(object: KubeObject): JsonValue {
  const entries = object.metadata.managedFields?.map(({ time: _, ...entry }) => entry) ?? [];
  return { ...object, metadata: { ...object.metadata, managedFields: entries } };
}

/** Whose owners count: those the client sends, unless it sends none or nonsense or writes a subresource. */
function ownersBefore({ live, next, subresource }: ManagedUpdate): Ownership {
  if (!subresource) {
    if (isReset(next.metadata)) return noOwners;
    const sent = decodeOrForget(next.metadata.managedFields);
    if (sent.managers.size > 0) return sent;
  }
  return decodeOrForget(live?.metadata.managedFields);
}

function decodeOrForget(entries: readonly ManagedFieldsEntry[] | undefined): Ownership {
  try {
    return decodeEntries(entries);
  } catch (error) {
    if (error instanceof ManagedFieldsError) return noOwners;
    throw error;
  }
}

function checkBody({ live, applied }: ManagedApply): void {
  if (applied.metadata.managedFields) badRequest("metadata.managedFields must be nil");
  if (live && live.apiVersion !== applied.apiVersion) {
    badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${applied.apiVersion}, expected: ${live.apiVersion}`,
    );
  }
}

function badRequest(message: string): never {
  throw new ManagedFieldsError("bad-request", message);
}

function liveOf(request: ManagedApply, applied: KubeObject): TypedValue {
  if (request.live === undefined) return zeroOf(request, applied);
  return typed(withOwners(request.live, noOwners), request, "live");
}

/** An object of the same kind of which nothing is set. */
function zeroOf({ types }: ManagedWrite, { apiVersion, kind }: KubeObject): TypedValue {
  const value = { ...types.zero?.(apiVersion), apiVersion, kind };
  return { value, type: typeOf(types, apiVersion, kind) };
}

function typed(object: KubeObject, { types }: ManagedWrite, role: "patch" | "live"): TypedValue {
  const value = { value: object, type: typeOf(types, object.apiVersion, object.kind) };
  const mismatches = validateTyped(value, { allowDuplicates: role === "live" });
  if (mismatches.length === 0) return value;
  const message = `failed to create typed ${role} object (${describe(object)}): ${formatMismatches(mismatches)}`;
  throw new ManagedFieldsError("invalid-object", message);
}

function typeOf(types: KindTypes, apiVersion: string, kind: string): TypedValue["type"] {
  const type = types.typeOf(apiVersion);
  if (type) return type;
  throw new ManagedFieldsError("invalid-object", `no corresponding type for ${describeKind(apiVersion, kind)}`);
}

function describe({ apiVersion, kind, metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}; ${describeKind(apiVersion, kind)}`;
}

function describeKind(apiVersion: string, kind: string): string {
  return `${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

function fits(value: TypedValue): boolean {
  return validateTyped(value, { allowDuplicates: true }).length === 0;
}

function conflictWith({ managers }: Ownership): (conflict: FieldConflict) => ManagedConflict {
  return ({ manager: identity, path }) => {
    const { manager = "", operation, subresource } = parseIdentity(identity);
    const apiVersion = managers.get(identity)?.apiVersion ?? "";
    return { manager, operation, apiVersion, ...(subresource && { subresource }), path: formatPath(path) };
  };
}

/** The object with these owners and no others. */
function withOwners(object: KubeObject, ownership: Ownership): KubeObject {
  const managedFields = encodeEntries(ownership);
  const { managedFields: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata: { ...metadata, ...(managedFields && { managedFields }) } } as KubeObject;
}
