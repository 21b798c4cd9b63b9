import type { KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { ignoringManagerTimes, invalid } from "@flux-ts/kube-schema";
import { formatTime } from "../clock.ts";
import { admitUpdate, checkAdmitted } from "../admission/admission.ts";
import { invalidObject } from "../status/invalid.ts";
import { conflict } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";
import type { Strategy } from "../resources/strategy.ts";
import type { Entry } from "../storage/store.ts";
import { dryRunAllocators } from "./allocators.ts";
import { checkMetaUpdate } from "./check-meta.ts";
import { fieldWrite } from "./create.ts";
import { withFieldOf, withMeta } from "./meta.ts";
import { refuseTooLarge } from "./size.ts";
import type { Registry, WriteTarget } from "./registry.ts";

/**
 * Replaces an object by what `change` makes of it, both in the version of the target, and returns it as stored.
 * Nothing is written when nothing changes. An object that was waiting for its last finalizer goes.
 *
 * @throws StatusError
 */
export function updateObject(
  registry: Registry,
  target: WriteTarget,
  entry: Entry,
  change: (current: KubeObject) => KubeObject,
): KubeObject {
  const current = target.served.version.type.fromStored(entry.object);
  const changed = change(current);
  refuseOutdated(target, changed, current);
  const owned = registry.fields.update(current, changed, fieldWrite(registry, target));
  return replaceObject(registry, target, entry, admitUpdate(registry, target, owned, current));
}

/** The part of an update that follows field ownership; server-side apply comes in here. */
export function replaceObject(registry: Registry, target: WriteTarget, entry: Entry, next: KubeObject): KubeObject {
  const { resource, version } = target.served;
  const current = version.type.fromStored(entry.object);
  const prepared = prepareUpdate(registry, target, { next, current });
  refuseInvalid(target, prepared, checkUpdate(target, prepared, current));
  checkAdmitted(registry, target, { object: prepared, old: current });
  if (isDone(prepared) && !resource.strategy.isHeld?.(prepared))
    return finishDeletion(registry, target, entry, prepared);
  if (ignoringManagerTimes(current, prepared) === current) return current;
  const stored = version.type.toStored(prepared);
  if (target.dryRun) return version.type.fromStored(stored);
  refuseTooLarge(stored);
  return version.type.fromStored(registry.store.put(resource.table, entry.key, stored, entry).object);
}

/** Whether nothing holds an object any more whose deletion has begun. */
function isDone({ metadata }: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = metadata;
  return deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && finalizers.length === 0;
}

function finishDeletion({ store }: Registry, target: WriteTarget, entry: Entry, last: KubeObject): KubeObject {
  // The writer sees what it made, at the version there was before; watchers see what had been stored last.
  if (!target.dryRun) store.remove(target.served.resource.table, entry.key, entry.object, entry);
  return last;
}

/** @throws StatusError when the write is based on another version than there is. */
export function refuseOutdated(
  { served, name, subresource }: WriteTarget,
  next: KubeObject,
  current: KubeObject,
): void {
  const { group, plural, strategy } = served.resource;
  const subject = { group, resource: plural };
  const { resourceVersion = "" } = next.metadata;
  if (resourceVersion === "" || resourceVersion === "0") {
    if (strategy.unconditionalUpdate || subresource === "scale") return;
    throw invalidObject(subject, name, [invalid("metadata.resourceVersion", 0, "must be specified for an update")]);
  }
  if (!/^\d+$/.test(resourceVersion)) {
    const message = `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`;
    throw new StatusError({ code: 500, reason: "", message });
  }
  if (resourceVersion !== current.metadata.resourceVersion) throw conflict(subject, name, outdated);
}

/** @throws StatusError when an object that replaces another says that it is a third one. */
export function refuseOtherUid(
  { served, namespace, name }: WriteTarget,
  next: KubeObject,
  { metadata }: KubeObject,
): void {
  const { uid = "" } = next.metadata;
  if (uid === "" || uid === metadata.uid) return;
  const { group, plural, definition } = served.resource;
  const path = ["/registry", ...(definition === undefined ? [] : [group]), plural, namespace, name];
  const key = path.filter((part) => part !== "").join("/");
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  const text = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`;
  throw conflict({ group, resource: plural }, name, text);
}

const outdated = "the object has been modified; please apply your changes to the latest version and try again";

interface Step {
  readonly next: KubeObject;
  readonly current: KubeObject;
}

function prepareUpdate({ allocators, clock }: Registry, target: WriteTarget, { next, current }: Step): KubeObject {
  const { strategy } = target.served.resource;
  const scoped = keepOtherPart(target, withSystemFieldsOf(current, next), current);
  const prepared =
    strategy.prepareUpdate?.(scoped, current, {
      subresource: target.subresource,
      allocators: target.dryRun ? dryRunAllocators : allocators,
      now: formatTime(clock.now()),
    }) ?? scoped;
  // A status, with whatever annotations come along, is no other wish.
  if (!strategy.tracksGeneration || target.subresource === "status") return prepared;
  const { generation = 0 } = current.metadata;
  return withMeta(prepared, {
    generation: sameSpec(prepared, current, strategy) ? generation : generation + 1,
  });
}

/** What an update may not change, as the stored object has it. */
function withSystemFieldsOf(current: KubeObject, next: KubeObject): KubeObject {
  const { uid, creationTimestamp, generation, namespace, name, resourceVersion } = current.metadata;
  const { deletionTimestamp, deletionGracePeriodSeconds } = current.metadata;
  return withMeta(next, {
    name: next.metadata.name || name,
    namespace,
    uid: next.metadata.uid || uid,
    creationTimestamp,
    generation,
    resourceVersion,
    ...(next.metadata.deletionTimestamp === undefined && { deletionTimestamp }),
    ...(next.metadata.deletionGracePeriodSeconds === undefined && { deletionGracePeriodSeconds }),
    selfLink: undefined,
  } as Parameters<typeof withMeta>[1]);
}

/** The status subresource writes the status only, the resource everything else. */
function keepOtherPart({ served, subresource }: WriteTarget, next: KubeObject, current: KubeObject): KubeObject {
  if (!served.resource.strategy.hasStatus) return next;
  const { strategy } = served.resource;
  if (subresource !== "status") {
    const settled = withFieldOf(next, current, "status");
    return strategy.fixedSpec ? withFieldOf(settled, current, "spec") : settled;
  }
  const { metadata, status } = next;
  const fixed = served.resource.definition !== undefined || strategy.statusKeepsMetadata === true;
  const kept = { ...current, metadata: statusMeta(fixed, metadata, current) };
  return status === undefined ? withFieldOf(kept, next, "status") : { ...kept, status };
}

/** Of the metadata, a status update of custom resources and of some others changes the field owners only. */
function statusMeta(fixed: boolean, next: KubeObject["metadata"], current: KubeObject): KubeObject["metadata"] {
  if (!fixed) return next;
  return withMeta(current, { managedFields: next.managedFields }).metadata;
}

/** Whether two objects agree in everything but metadata and, where it is a part of its own, status. */
function sameSpec(a: KubeObject, b: KubeObject, { hasStatus, counts }: Strategy): boolean {
  if (counts !== undefined && !equalJson(a.metadata[counts] ?? {}, b.metadata[counts] ?? {})) return false;
  if (a.metadata.deletionTimestamp !== b.metadata.deletionTimestamp) return false;
  const ignored = (key: string) => key === "metadata" || (hasStatus && key === "status");
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => ignored(key) || equalJson(a[key] ?? [], b[key] ?? []));
}

function checkUpdate(
  { served, subresource, warn }: WriteTarget,
  next: KubeObject,
  current: KubeObject,
): readonly FieldCause[] {
  const { resource, version } = served;
  const { causes, warnings } = version.type.validate(next, current, subresource === "status" ? "status" : undefined);
  warnings.forEach(warn);
  return [
    ...checkMetaUpdate(next, current, resource),
    ...causes,
    ...(resource.strategy.validateUpdate?.(next, current, subresource) ?? []),
  ];
}

function refuseInvalid({ served }: WriteTarget, object: KubeObject, causes: readonly FieldCause[]): void {
  if (causes.length === 0) return;
  throw invalidObject({ group: served.resource.group, resource: object.kind }, object.metadata.name, causes);
}
