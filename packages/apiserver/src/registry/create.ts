import type { KubeObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { checkAdmitted } from "../admission/admission.ts";
import { formatTime } from "../clock.ts";
import { invalidObject } from "../status/invalid.ts";
import { alreadyExists, forbidden } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";
import { dryRunAllocators } from "./allocators.ts";
import { checkMeta } from "./check-meta.ts";
import { withMeta, withoutField } from "./meta.ts";
import { withGeneratedName } from "./names.ts";
import { refuseTooLarge } from "./size.ts";
import type { Registry, WriteTarget } from "./registry.ts";
import { keyOf } from "./registry.ts";

/**
 * Makes an object and returns it as stored. It comes in the version of the target, read and defaulted.
 *
 * @throws StatusError
 */
export function createObject(registry: Registry, target: WriteTarget, object: KubeObject): KubeObject {
  const named = withInventedName(target, withGeneratedName(object, registry.newSuffix));
  const identified = withSystemFields(registry, target, named);
  const owned = registry.fields.update(undefined, identified, fieldWrite(registry, target));
  return insertObject(registry, target, admitCreate(registry, target, owned));
}

/** The part of a creation that follows field ownership; server-side apply of a new object comes in here. */
export function insertObject(registry: Registry, target: WriteTarget, object: KubeObject): KubeObject {
  const { served, dryRun } = target;
  const { resource, version } = served;
  const prepared = prepareCreate(registry, target, object);
  refuseInvalid(target, prepared, checkCreate(target, prepared));
  resource.strategy.warnings?.(prepared).forEach(target.warn);
  checkAdmitted(registry, target, { object: prepared, old: undefined });
  refuseResourceVersion(prepared);
  const { name, namespace = "" } = prepared.metadata;
  const key = keyOf(namespace, name);
  const subject = { group: resource.group, resource: resource.plural };
  if (resource.strategy.refusesCreate !== undefined) throw forbidden(subject, name, resource.strategy.refusesCreate);
  if (registry.store.get(resource.table, key)) {
    throw alreadyExists(subject, name);
  }
  const stored = version.type.toStored(withMeta(prepared, { resourceVersion: undefined }));
  if (dryRun) return version.type.fromStored(stored);
  refuseTooLarge(stored);
  return version.type.fromStored(registry.store.put(resource.table, key, stored, undefined).object);
}

export function fieldWrite({ clock }: Registry, { served, subresource, manager }: WriteTarget) {
  return { served, subresource, manager, now: clock.now() };
}

function withInventedName({ served }: WriteTarget, object: KubeObject): KubeObject {
  const { inventName } = served.resource.strategy;
  return object.metadata.name || inventName === undefined ? object : withMeta(object, { name: inventName(object) });
}

/** What only the server may say of a new object. */
export function withSystemFields(registry: Registry, { namespace }: WriteTarget, object: KubeObject): KubeObject {
  return withMeta(object, {
    name: object.metadata.name ?? "",
    namespace: namespace === "" ? undefined : namespace,
    uid: registry.newUid(),
    creationTimestamp: formatTime(registry.clock.now()),
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    selfLink: undefined,
  } as Parameters<typeof withMeta>[1]);
}

/** @throws StatusError when an admission plugin refuses the object. */
export function admitCreate(registry: Registry, target: WriteTarget, object: KubeObject): KubeObject {
  return registry.admission.reduce((next, { create }) => create?.(registry, target, next) ?? next, object);
}

function prepareCreate(
  { allocators }: Registry,
  { served, dryRun, user }: WriteTarget,
  object: KubeObject,
): KubeObject {
  const { strategy } = served.resource;
  const settled = strategy.hasStatus && !strategy.bornWithStatus ? withoutField(object, "status") : object;
  const counted = strategy.tracksGeneration ? withMeta(settled, { generation: 1 }) : settled;
  return strategy.prepareCreate?.(counted, dryRun ? dryRunAllocators : allocators, user) ?? counted;
}

function checkCreate({ served, warn }: WriteTarget, object: KubeObject): readonly FieldCause[] {
  const { resource, version } = served;
  const { causes, warnings } = version.type.validate(object, undefined);
  warnings.forEach(warn);
  return [...checkMeta(object, resource), ...causes, ...(resource.strategy.validate?.(object) ?? [])];
}

function refuseInvalid({ served }: WriteTarget, object: KubeObject, causes: readonly FieldCause[]): void {
  if (causes.length === 0) return;
  throw invalidObject({ group: served.resource.group, resource: object.kind }, object.metadata.name, causes);
}

/** Upstream finds this in its storage, so it has no reason and no proper code. */
function refuseResourceVersion({ metadata: { resourceVersion = "" } }: KubeObject): void {
  if (resourceVersion === "" || resourceVersion === "0") return;
  const message = "resourceVersion should not be set on objects to be created";
  throw new StatusError({ code: 500, reason: "", message });
}
