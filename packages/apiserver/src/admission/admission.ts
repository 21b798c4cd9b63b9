import type { KubeObject } from "@flux-ts/base";
import type { Registry, WriteTarget } from "../registry/registry.ts";

/**
 * A rule that looks across resources before something is written, as upstream's admission plugins. It refuses by
 * throwing a StatusError.
 */
export interface Admission {
  /** Runs before an object is made; returns it, possibly changed. */
  readonly create?: (registry: Registry, target: WriteTarget, object: KubeObject) => KubeObject;
  readonly update?: (registry: Registry, target: WriteTarget, next: KubeObject, current: KubeObject) => KubeObject;
  readonly delete?: (registry: Registry, target: WriteTarget) => void;
  /** Runs when everything else found the write good; it can only be refused. */
  readonly check?: (registry: Registry, target: WriteTarget, change: AdmittedChange) => void;
}

/** What a write is about to do, in the version of the target. */
export interface AdmittedChange {
  /** Undefined when the object is deleted. */
  readonly object: KubeObject | undefined;
  /** Undefined when the object is made. */
  readonly old: KubeObject | undefined;
}

/** @throws StatusError when a plugin refuses the object. */
export function admitUpdate(
  registry: Registry,
  target: WriteTarget,
  next: KubeObject,
  current: KubeObject,
): KubeObject {
  return registry.admission.reduce(
    (admitted, { update }) => update?.(registry, target, admitted, current) ?? admitted,
    next,
  );
}

/** @throws StatusError when a plugin refuses the write. */
export function checkAdmitted(registry: Registry, target: WriteTarget, change: AdmittedChange): void {
  for (const { check } of registry.admission) check?.(registry, target, change);
}
