import { parseDuration, unreachable } from "@flux-ts/base";
import type { Kustomization } from "@flux-ts/flux-api";

/** What a Kustomization says by leaving a field out; as upstream's API documents it. Times are milliseconds. */
export function intervalOf({ spec }: Kustomization): number {
  return parseDuration(spec.interval);
}

export function retryIntervalOf(object: Kustomization): number {
  const { retryInterval } = object.spec;
  return retryInterval === undefined ? intervalOf(object) : parseDuration(retryInterval);
}

const shortestTimeout = 30_000;

/** `spec.timeout`, or half a minute less than the interval; never less than half a minute. */
export function timeoutOf(object: Kustomization): number {
  const { timeout } = object.spec;
  const wanted = timeout === undefined ? intervalOf(object) - shortestTimeout : parseDuration(timeout);
  return Math.max(wanted, shortestTimeout);
}

export function namespaceOf(object: Kustomization): string {
  return object.metadata.namespace ?? "";
}

/** Names this very Kustomization, not another one of its name. */
export function ownerOf({ metadata: { namespace = "", name, uid = "" } }: Kustomization): string {
  return `${namespace}/${name}/${uid}`;
}

/** Namespace of the source that is referred to. */
export function sourceNamespaceOf(object: Kustomization): string {
  return object.spec.sourceRef.namespace ?? namespaceOf(object);
}

/** Whether the applied objects go away together with the Kustomization. A suspended one keeps its objects. */
export function deletesObjects({ spec, status }: Kustomization): boolean {
  if (spec.suspend === true || !status?.inventory?.entries.length) return false;
  const policy = spec.deletionPolicy ?? "MirrorPrune";
  switch (policy) {
    case "MirrorPrune":
      return spec.prune;
    case "Delete":
    case "WaitForTermination":
      return true;
    case "Orphan":
      return false;
    default:
      return unreachable(policy);
  }
}
