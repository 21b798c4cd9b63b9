import type { KubeObject } from "@flux-ts/base";
import { formatPath } from "../field-set/path-element.ts";
import { applyFields } from "./apply-fields.ts";
import type { FieldApply, FieldApplyOutcome } from "./apply-fields.ts";
import { decodeEntries, identityOf, parseIdentity } from "./entries.ts";
import type { Ownership } from "./entries.ts";
import { ManagedFieldsError } from "./errors.ts";
import { createConverter } from "./kind-types.ts";
import { fieldsLastApplied, hasLastApplied, withLastApplied } from "./last-applied.ts";
import { typedObject, withoutOwners, withOwners, zeroOf } from "./managed-write.ts";
import type { ManagedWrite } from "./managed-write.ts";
import type { FieldConflict, Managers, ManagersDraft } from "./managers.ts";
import { stripMetaFields } from "./meta-fields.ts";
import { sameManagers, trackUpdate } from "./ownership.ts";

export interface ManagedApply extends ManagedWrite {
  /** The request body: fields the manager wants, without `metadata.managedFields`. */
  readonly applied: KubeObject;
  /** Takes fields over from other managers instead of conflicting. */
  readonly force: boolean;
  /** What an object of the kind has before anything is set: nobody owns that. @default nothing */
  readonly blank?: KubeObject | undefined;
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

/** The manager whose applies carry on with what `kubectl apply` did without server-side apply. */
const kubectl = "kubectl";

/**
 * Server-side apply: merges `applied` onto the live object, removes what the manager applied before and nobody wants
 * any more, and records who owns what. Defaulting is up to the caller.
 *
 * @throws ManagedFieldsError
 */
export function applyManaged(request: ManagedApply): ManagedApplyOutcome {
  const { live, applied, manager, subresource, types } = request;
  checkBody(request);
  const stored = decodeEntries(live?.metadata.managedFields);
  const operation: Omit<FieldApply, "managers" | "manager"> = {
    ...request,
    apiVersion: applied.apiVersion,
    applied: typedObject(applied, types, "patch"),
    live: live ? typedObject(withoutOwners(live), types, "live") : zeroOf(applied, types),
    converter: createConverter(types),
  };
  const ownership = live && stored.managers.size === 0 ? ownedBefore(request, operation) : stored;
  const identity = identityOf({ manager, operation: "Apply", subresource: subresource ?? "" });
  const outcome = applyAs({ ...operation, manager: identity, managers: ownership.managers }, request);
  if (!outcome.applied) return { applied: false, conflicts: outcome.conflicts.map(describeIn(ownership)) };
  return { applied: true, object: objectOf(request, { outcome, identity, ownership, stored }) };
}

function checkBody({ live, applied }: ManagedApply): void {
  if (applied.metadata.managedFields) throw badRequest("metadata.managedFields must be nil");
  if (live === undefined || live.apiVersion === applied.apiVersion) return;
  const versions = `Specified patch version: ${applied.apiVersion}, expected: ${live.apiVersion}`;
  throw badRequest(`Incorrect version specified in apply patch. ${versions}`);
}

function badRequest(message: string): ManagedFieldsError {
  return new ManagedFieldsError("bad-request", message);
}

/** Gives all there is to a manager of its own, so that the first apply conflicts with what it would change. */
function ownedBefore(request: ManagedApply, operation: Omit<FieldApply, "managers" | "manager">): Ownership {
  return trackUpdate({
    ...request,
    manager: beforeFirstApply,
    apiVersion: operation.apiVersion,
    converter: operation.converter,
    ownership: { managers: new Map(), times: new Map() },
    before: request.blank ? typedObject(request.blank, request.types, "live") : zeroOf(request.applied, request.types),
    after: operation.live,
  });
}

/** Applies; conflicts over what `kubectl apply` itself set before it applied on the server do not count. */
function applyAs(operation: FieldApply, request: ManagedApply): FieldApplyOutcome {
  const outcome = applyFields(operation);
  if (outcome.applied || request.manager !== kubectl || request.live === undefined) return outcome;
  const allowed = fieldsLastApplied(request.live, operation.live.type);
  if (allowed === undefined) return outcome;
  const conflicts = outcome.conflicts.filter(({ path }) => !allowed.has(path));
  return conflicts.length > 0 ? { applied: false, conflicts } : applyFields({ ...operation, force: true });
}

interface Applied {
  readonly outcome: FieldApplyOutcome & { readonly applied: true };
  readonly identity: string;
  /** The owners the apply met, and those the live object has. */
  readonly ownership: Ownership;
  readonly stored: Ownership;
}

function objectOf(request: ManagedApply, { outcome, identity, ownership, stored }: Applied): KubeObject {
  const { live, applied, time } = request;
  const managers: ManagersDraft = new Map(outcome.managers);
  stripMetaFields(managers, identity);
  keepSameFields(managers, ownership.managers, identity);
  const moved = outcome.changed || !sameManagers(managers, ownership.managers);
  if (live && !moved && ownership === stored) return live;
  // As upstream, a manager that changes nothing but who owns what leaves no time, or the one it had.
  const times = outcome.changed ? new Map([...ownership.times, [identity, time]]) : ownership.times;
  const merged = outcome.value.value as KubeObject;
  const object = request.manager === kubectl && hasLastApplied(merged) ? withLastApplied(merged, applied) : merged;
  return withOwners(object, { managers, times });
}

/** Who wants what it wanted before keeps the very set: it is in order, and its revisions share it. */
function keepSameFields(managers: ManagersDraft, before: Managers, identity: string): void {
  const [set, old] = [managers.get(identity), before.get(identity)];
  if (set && old?.fields.equals(set.fields)) managers.set(identity, { ...set, fields: old.fields });
}

function describeIn({ managers }: Ownership): (conflict: FieldConflict) => ManagedConflict {
  return ({ manager: identity, path }) => {
    const { manager = "", operation, subresource } = parseIdentity(identity);
    const apiVersion = managers.get(identity)?.apiVersion ?? "";
    return { manager, operation, apiVersion, ...(subresource && { subresource }), path: formatPath(path) };
  };
}
