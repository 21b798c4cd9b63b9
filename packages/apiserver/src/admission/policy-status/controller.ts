import type { KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { SystemClient } from "../../system/client.ts";
import { ignoreRefusals } from "../../system/refusals.ts";
import type { TypeCheckOptions } from "./type-check.ts";
import { checkTypes } from "./type-check.ts";

const policies = { group: "admissionregistration.k8s.io", plural: "validatingadmissionpolicies" } as const;

/** Checks each generation of every ValidatingAdmissionPolicy against the types of what it is about. */
export function startPolicyStatus(client: SystemClient, options: TypeCheckOptions): Disposable {
  const conclude = (policy: KubeObject): void => {
    const { name, generation } = policy.metadata;
    const current = client.get(policies, { namespace: "", name });
    if (generation === undefined || current?.metadata.generation !== generation || isSeen(current)) return;
    const warnings = checkTypes(current, options);
    const typeChecking = warnings.length === 0 ? {} : { expressionWarnings: warnings };
    const before = isJsonObject(current["status"]) ? current["status"] : {};
    const status = { ...before, observedGeneration: generation, typeChecking };
    ignoreRefusals(() => client.update(policies, { ...current, status }, "status"));
  };
  return client.watch(policies, ({ after }) => {
    if (after !== undefined) conclude(after);
  });
}

function isSeen({ metadata, status }: KubeObject): boolean {
  const seen = isJsonObject(status) ? status["observedGeneration"] : undefined;
  return typeof seen === "number" && seen >= (metadata.generation ?? 0);
}
