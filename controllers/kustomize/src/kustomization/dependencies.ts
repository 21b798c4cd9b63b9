import { compileReadyExpression } from "@flux-ts/cel";
import type { Kustomization, KustomizationDependency } from "@flux-ts/flux-api";
import { findCondition } from "@flux-ts/controller";
import { terminalError } from "./health-expressions.ts";
import { namespaceOf, sourceNamespaceOf } from "./spec.ts";

/** `namespace/name` of a dependency. */
export function dependencyName(object: Kustomization, { namespace, name }: KustomizationDependency): string {
  return `${namespace ?? namespaceOf(object)}/${name}`;
}

/**
 * Why a Kustomization must wait for a dependency, in upstream's words; undefined when it need not. A dependency on
 * the same source must have applied the same revision. An expression takes the place of all these rules.
 *
 * @throws ReconcileError InvalidCELExpression (stalls) when the expression is none.
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
  if (reference.readyExpr) return whyNotByExpression(object, dependency, reference.readyExpr);
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

function whyNotByExpression(self: Kustomization, dep: Kustomization, text: string): string | undefined {
  const { namespace = "", name } = dep.metadata;
  const compiled = compileReadyExpression(text);
  if (!compiled.ok) throw terminalError(`terminal error: failed to evaluate dependency ${name}: ${compiled.message}`);
  const truth = compiled.expression.evaluate({ self, dep });
  if (!truth.ok) return `failed to evaluate dependency ${name}: ${truth.message}`;
  return truth.value ? undefined : `dependency '${namespace}/${name}' is not ready according to readyExpr eval`;
}

function sameSource(a: Kustomization, b: Kustomization): boolean {
  const [left, right] = [a.spec.sourceRef, b.spec.sourceRef];
  return left.kind === right.kind && left.name === right.name && sourceNamespaceOf(a) === sourceNamespaceOf(b);
}
