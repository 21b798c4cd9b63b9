// The texts of upstream's policies and webhooks.

export const outOfBudget =
  "validation failed due to running out of cost budget, no further validation rules will be run";

export function failedExpression(text: string): string {
  return `failed expression: ${text.trim()}`;
}

export function resultedInError(text: string, error: string): string {
  return `expression '${text}' resulted in error: ${error}`;
}

export function variableFails(name: string, error: string): string {
  return `composited variable "${name}" fails to evaluate: ${error}`;
}

export function denied(policy: string, binding: string | undefined, message: string): string {
  const bound = binding === undefined ? "" : ` with binding '${binding}'`;
  return `ValidatingAdmissionPolicy '${policy}'${bound} denied request: ${message}`;
}

export function warned(policy: string, binding: string, message: string): string {
  return `Validation failed for ValidatingAdmissionPolicy '${policy}' with binding '${binding}': ${message}`;
}

export function bindingFails(policy: string, binding: string, problem: string): string {
  return `policy '${policy}' with binding '${binding}' denied request: ${problem}`;
}

export function policyFails(policy: string, problem: string): string {
  return `policy ${JSON.stringify(policy)} denied request: ${problem}`;
}

export function unconvertible(apiVersion: string, kind: string, problem: string): string {
  return `unable to convert unstructured object to ${apiVersion}, Kind=${kind}: ${problem}`;
}

export function invalidManagedFields(problem: string): string {
  return (
    ".metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating " +
    `admission controller; please fix your requests: ${problem}`
  );
}

/** What the audit log is told when a validation fails. */
export const failureKey = "validation.policy.admission.k8s.io/validation_failure";

export function repeatedOwners(uids: readonly string[]): string {
  return (
    ".metadata.ownerReferences contains duplicate entries after mutating admission happens; API server dedups owner " +
    "references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) " +
    `observed: ${uids.join(", ")}`
  );
}

export const noParams =
  "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction";

export function unknownParamKind(apiVersion: string, kind: string): string {
  return `failed to configure policy: failed to find resource referenced by paramKind: '${apiVersion}, Kind=${kind}'`;
}
