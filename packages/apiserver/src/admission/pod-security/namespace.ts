import type { KubeObject } from "@flux-ts/base";
import type { Registry, WriteTarget } from "../../registry/registry.ts";
import { invalidObject } from "../../status/invalid.ts";
import type { Entry } from "../../storage/store.ts";
import { evaluate } from "./evaluate.ts";
import { viewOf } from "./pod.ts";
import { checkLabels, nameOf, policyOf, type Policy } from "./policy.ts";

/**
 * Labels must say something, and whoever asks more of Pods than before is told which of them do not do it.
 *
 * @throws StatusError (422)
 */
export function checkNamespace(
  registry: Registry,
  { warn }: WriteTarget,
  next: KubeObject,
  before: KubeObject | undefined,
): void {
  const causes = checkLabels(next);
  const { name } = next.metadata;
  if (causes.length > 0) throw invalidObject({ group: "", resource: "Namespace" }, name, causes);
  if (before === undefined) return;
  const policy = policyOf(next, "enforce");
  if (!asksMore(policy, policyOf(before, "enforce"))) return;
  const offenders = offendersIn(registry, name, policy);
  if (offenders.length === 0) return;
  warn(`existing pods in namespace "${name}" violate the new PodSecurity enforce level ${nameOf(policy)}`);
  offenders.forEach(warn);
}

function asksMore(next: Policy, before: Policy): boolean {
  if (next.level === "privileged") return false;
  const isLower = next.level === "baseline" && before.level === "restricted";
  return next.version === before.version ? next.level !== before.level && !isLower : true;
}

/** A line for all Pods that do the same, under the name of the first. */
function offendersIn({ store }: Registry, namespace: string, policy: Policy): readonly string[] {
  const pods = store.list("/pods", { prefix: `${namespace}/` }) as readonly Entry[];
  const groups = new Map<string, string[]>();
  for (const { object } of pods) {
    const reasons = evaluate(policy, viewOf(object)).map(({ reason }) => reason);
    if (reasons.length === 0) continue;
    const names = groups.get(reasons.join(", ")) ?? [];
    groups.set(reasons.join(", "), [...names, object.metadata.name]);
  }
  return Array.from(groups, ([reasons, [first = "", ...others]]) => {
    const and = others.length === 0 ? "" : ` (and ${others.length} other pod${others.length === 1 ? "" : "s"})`;
    return `${first}${and}: ${reasons}`;
  }).toSorted();
}
