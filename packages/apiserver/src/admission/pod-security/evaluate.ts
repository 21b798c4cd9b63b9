import { baselineChecks } from "./baseline.ts";
import type { Check, Violation } from "./check.ts";
import type { PodView } from "./pod.ts";
import type { Level, Policy } from "./policy.ts";
import { restrictedChecks } from "./restricted.ts";

const checks: { readonly [level in Level]: readonly Check[] } = {
  privileged: [],
  baseline: baselineChecks,
  restricted: restrictedChecks,
};

/** Everything that a Pod does against a policy. */
export function evaluate({ level, minor }: Policy, pod: PodView): readonly Violation[] {
  return checks[level].flatMap(({ since = 0, until, find }) => {
    const applies = minor >= since && (until === undefined || minor < until);
    return (applies ? find(pod, minor) : undefined) ?? [];
  });
}
