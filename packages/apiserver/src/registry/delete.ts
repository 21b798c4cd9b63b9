import type { KubeObject } from "@flux-ts/base";
import { checkAdmitted } from "../admission/admission.ts";
import { formatTime } from "../clock.ts";
import { conflict, notFound } from "../status/errors.ts";
import type { Strategy } from "../resources/strategy.ts";
import type { Entry } from "../storage/store.ts";
import { withMeta } from "./meta.ts";
import type { Registry, WriteTarget } from "./registry.ts";
import { keyOf } from "./registry.ts";

export type Propagation = "Background" | "Foreground" | "Orphan";

/** How an object is to be deleted (meta/v1 DeleteOptions). */
export interface DeleteOptions {
  readonly gracePeriodSeconds: number | undefined;
  readonly propagationPolicy: Propagation | undefined;
  readonly orphanDependents: boolean | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

export const plainDelete: DeleteOptions = {
  gracePeriodSeconds: undefined,
  propagationPolicy: undefined,
  orphanDependents: undefined,
  uid: undefined,
  resourceVersion: undefined,
};

export interface Deleted {
  /** The object as it was last, in the version of the target. */
  readonly object: KubeObject;
  /** Whether it is gone; otherwise it waits for finalizers or its grace period. */
  readonly gone: boolean;
}

/**
 * Deletes an object, or marks it so that it goes once its finalizers are gone.
 *
 * @throws StatusError
 */
export function deleteObject(registry: Registry, target: WriteTarget, options: DeleteOptions): Deleted {
  const { resource, version } = target.served;
  const key = keyOf(target.namespace, target.name);
  for (const { delete: admit } of registry.admission) admit?.(registry, target);
  const entry = registry.store.get(resource.table, key);
  if (entry === undefined) throw notFound({ group: resource.group, resource: resource.plural }, target.name);
  refusePreconditions(target, entry.object, options);
  checkAdmitted(registry, target, { object: undefined, old: version.type.fromStored(entry.object) });

  const special = startDeletion(registry, target, entry);
  if (special !== undefined) return special;
  const finalizers = finalizersAfter(entry.object, withDefaults(target, options));
  const grace = gracePeriod(target, entry.object, options);
  const gone = finalizers.length === 0 && grace === 0;
  const graceful = resource.strategy.gracePeriodSeconds !== undefined;
  // Only what could have lived on shows that it was deleted.
  const marked = gone && !graceful ? entry.object : markDeleted(registry, entry.object, { finalizers, grace });
  const last = gone ? removed(registry, target, entry, marked) : written(registry, target, entry, marked);
  return { object: version.type.fromStored(last), gone };
}

/** Resources whose deletion is a process of its own: what is marked stays until somebody lets it go. */
function startDeletion(registry: Registry, target: WriteTarget, entry: Entry): Deleted | undefined {
  const { strategy } = target.served.resource;
  if (strategy.startDeletion === undefined) return undefined;
  const { object } = entry;
  const { fromStored } = target.served.version.type;
  if (object.metadata.deletionTimestamp === undefined) {
    const marked = strategy.startDeletion(object, formatTime(registry.clock.now()));
    return { object: fromStored(written(registry, target, entry, marked)), gone: false };
  }
  const held = (object.metadata.finalizers ?? []).length > 0 || strategy.isHeld?.(object) === true;
  return held ? { object: fromStored(object), gone: false } : undefined;
}

function removed({ store }: Registry, target: WriteTarget, entry: Entry, last: KubeObject): KubeObject {
  if (target.dryRun) return last;
  return store.remove(target.served.resource.table, entry.key, last, entry).object;
}

function written({ store }: Registry, target: WriteTarget, entry: Entry, next: KubeObject): KubeObject {
  if (target.dryRun || next === entry.object) return next;
  return store.put(target.served.resource.table, entry.key, next, entry).object;
}

function refusePreconditions({ served }: WriteTarget, { metadata }: KubeObject, options: DeleteOptions): void {
  const subject = { group: served.resource.group, resource: served.resource.plural };
  const { uid, resourceVersion } = options;
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`;
    throw conflict(subject, metadata.name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
    throw conflict(subject, metadata.name, why);
  }
}

/** The finalizers with those that stand for what happens to dependents. */
function finalizersAfter({ metadata }: KubeObject, options: DeleteOptions): readonly string[] {
  const wanted = finalizerOf(options, metadata.finalizers ?? []);
  const others = (metadata.finalizers ?? []).filter((name) => name !== "orphan" && name !== "foregroundDeletion");
  return wanted === undefined ? others : [...others, wanted];
}

/** Tells clients that do not say what becomes of dependents, where that is likely not what they expect. */
export function warnOfPropagation(
  { propagationWarning }: Strategy,
  { propagationPolicy, orphanDependents }: DeleteOptions,
  warn: (text: string) => void,
): void {
  const unsaid = propagationPolicy === undefined && orphanDependents === undefined;
  if (unsaid && propagationWarning !== undefined) warn(propagationWarning);
}

function withDefaults({ served, warn }: WriteTarget, options: DeleteOptions): DeleteOptions {
  const { strategy } = served.resource;
  const { defaultPropagation } = strategy;
  if (defaultPropagation === undefined) return options;
  warnOfPropagation(strategy, options, warn);
  const { propagationPolicy = options.orphanDependents === undefined ? defaultPropagation : undefined } = options;
  return { ...options, propagationPolicy };
}

function finalizerOf(options: DeleteOptions, present: readonly string[]): string | undefined {
  const { propagationPolicy, orphanDependents } = options;
  if (propagationPolicy === "Orphan" || orphanDependents === true) return "orphan";
  if (propagationPolicy === "Foreground") return "foregroundDeletion";
  if (propagationPolicy === "Background" || orphanDependents === false) return undefined;
  return present.find((name) => name === "orphan" || name === "foregroundDeletion");
}

function gracePeriod({ served }: WriteTarget, object: KubeObject, options: DeleteOptions): number {
  const { gracePeriodSeconds: preset } = served.resource.strategy;
  if (preset === undefined) return 0;
  const asked = options.gracePeriodSeconds ?? preset(object);
  const current = object.metadata.deletionGracePeriodSeconds;
  const seconds = preset(object) === 0 ? 0 : Math.max(0, asked);
  // A period that runs can only be made shorter.
  return current === undefined ? seconds : Math.min(current, seconds);
}

interface DeletionMarks {
  readonly finalizers: readonly string[];
  readonly grace: number;
}

function markDeleted({ clock }: Registry, object: KubeObject, { finalizers, grace }: DeletionMarks): KubeObject {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = object.metadata;
  const unchanged = finalizers.length === (object.metadata.finalizers ?? []).length;
  if (deletionTimestamp !== undefined && deletionGracePeriodSeconds === grace && unchanged) return object;
  const began = deletionTimestamp !== undefined && deletionGracePeriodSeconds === grace;
  return withMeta(object, {
    finalizers: finalizers.length === 0 ? undefined : finalizers,
    deletionTimestamp: began ? deletionTimestamp : formatTime(clock.now() + grace * 1000),
    deletionGracePeriodSeconds: grace,
    ...(deletionTimestamp === undefined && generation !== undefined && { generation: generation + 1 }),
  });
}
