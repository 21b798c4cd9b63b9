import type { Kustomization, KustomizationDependency } from "@flux-ts/flux-api";
import { findCondition } from "@flux-ts/controller";
import { namespaceOf, sourceNamespaceOf } from "./spec.ts";

/** `namespace/name` of a dependency. */
export function dependencyName(object: Kustomization, { namespace, name }: KustomizationDependency): string {
  return `${namespace ?? namespaceOf(object)}/${name}`;
}

/**
 * Why a Kustomization must wait for a dependency, in upstream's words; undefined when it need not. A dependency on
 * the same source must have applied the same revision.
 */
export function whyNotReady(
  object: Kustomization,
  reference: KustomizationDependency,
  dependency: Kustomization | undefined,
  revision: string,
): string | undefined {
  const name = dependencyName(object, reference);
  if (dependency === undefined) {
    return `dependency '${name}' not found: kustomizations.kustomize.toolkit.fluxcd.io "${reference.name}" not found`;
  }
  const { metadata, status } = dependency;
  const ready = findCondition(status?.conditions, "Ready");
  if (metadata.generation !== status?.observedGeneration || ready?.status !== "True") {
    return `dependency '${name}' is not ready`;
  }
  if (sameSource(object, dependency) && status?.lastAppliedRevision !== revision) {
    return `dependency '${name}' revision is not up to date`;
  }
  return undefined;
}

function sameSource(a: Kustomization, b: Kustomization): boolean {
  const [left, right] = [a.spec.sourceRef, b.spec.sourceRef];
  return left.kind === right.kind && left.name === right.name && sourceNamespaceOf(a) === sourceNamespaceOf(b);
}
