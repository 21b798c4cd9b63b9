import { kindOf, parseGroupVersion } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { compileHealthCheck } from "@flux-ts/cel";
import type { HealthCheck } from "@flux-ts/cel";
import { ReconcileError } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import { readinessOf } from "@flux-ts/health";
import type { Readiness } from "@flux-ts/health";

/** How ready an object is at a time, in milliseconds since the epoch. */
export type ReadinessRule = (object: KubeObject, now: number) => Readiness;

/** A configuration that no further try can make work, in upstream's words. */
export function terminalError(message: string): ReconcileError {
  const text = `Reconciliation failed terminally due to configuration error: ${message}`;
  return new ReconcileError("InvalidCELExpression", text, { disposition: "stall" });
}

/**
 * The expressions of `spec.healthCheckExprs` for the kinds they are about, kstatus rules for all others. An expression
 * that cannot be evaluated yet leaves the object unknown: a field it asks for may come.
 *
 * @throws ReconcileError InvalidCELExpression (stalls) when an expression is none, or a kind has two.
 */
export function readinessRule({ spec: { healthCheckExprs = [] } }: Kustomization): ReadinessRule {
  const checks = new Map<string, HealthCheck>();
  for (const [index, { apiVersion = "", kind = "", ...expressions }] of healthCheckExprs.entries()) {
    const { group } = parseGroupVersion(apiVersion);
    const name = group === "" ? kind : `${kind}.${group}`;
    if (checks.has(name)) {
      throw terminalError(`duplicate custom health check for GroupKind ${name} at healthchecks[${index}]`);
    }
    const compiled = compileHealthCheck(expressions);
    if (!compiled.ok) {
      throw terminalError(`failed to create custom status evaluator for healthchecks[${index}]: ${compiled.message}`);
    }
    checks.set(name, compiled.check);
  }
  return (object, now) => {
    const { group, kind } = kindOf(object);
    const check = checks.get(group === "" ? kind : `${kind}.${group}`);
    return check ? evaluate(check, object) : readinessOf(object, { now });
  };
}

function evaluate(check: HealthCheck, object: KubeObject): Readiness {
  if (object.metadata.deletionTimestamp !== undefined) {
    return { status: "Terminating", message: "Resource scheduled for deletion" };
  }
  const outcome = check.evaluate(object);
  return outcome.ok ? { status: outcome.status, message: "" } : { status: "Unknown", message: outcome.message };
}
