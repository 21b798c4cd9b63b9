import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { selects } from "../../resources/validation/selectors.ts";
import type { Cluster } from "../cluster.ts";
import { keyOf, nameOf, objectNameOf, timeOf, writeStatus } from "../cluster.ts";
import { withCondition } from "../conditions.ts";
import { budgets, pods } from "../kinds.ts";
import type { Pod, StatusCondition } from "../kinds.ts";
import { isReady } from "../pods/kubelet.ts";
import { isActive } from "../workloads/pod-template.ts";

/** Counts the Pods behind each disruption budget: evictions ask it. */
export function startBudgets(cluster: Cluster): Disposable {
  const { client, loop } = cluster;
  const enqueue = (budget: KubeObject): void => {
    const key = keyOf(nameOf(budget));
    loop.add(`budget ${key}`, () => sync(cluster, key));
  };
  const watches = [
    client.watch(budgets, ({ after }) => {
      if (after) enqueue(after);
    }),
    client.watch(pods, ({ before, after }) => {
      const { namespace } = nameOf((after ?? before) as KubeObject);
      for (const budget of client.list(budgets, namespace)) {
        if ([before, after].some((pod) => pod !== undefined && isMeant(budget, pod))) enqueue(budget);
      }
    }),
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

function isMeant({ spec }: KubeObject, { metadata }: KubeObject): boolean {
  return isJsonObject(spec) && selects(spec["selector"], metadata.labels ?? {});
}

function sync(cluster: Cluster, key: string): void {
  const { client } = cluster;
  const budget = client.get(budgets, objectNameOf(key));
  if (budget === undefined) return;
  const meant = (client.list(pods, budget.metadata.namespace) as readonly Pod[]).filter(
    (pod) => isActive(pod) && isMeant(budget, pod),
  );
  const healthy = meant.filter(isReady).length;
  const desired = desiredHealthy(budget["spec"] as JsonObject, meant.length);
  const allowed = Math.max(0, healthy - desired);
  const generation = budget.metadata.generation ?? 1;
  const known = ((budget["status"] ?? {}) as { conditions?: readonly StatusCondition[] }).conditions ?? [];
  const condition = {
    type: "DisruptionAllowed",
    status: allowed > 0 ? "True" : "False",
    reason: allowed > 0 ? "SufficientPods" : "InsufficientPods",
    message: "",
    observedGeneration: generation,
  };
  const conditions = withCondition(known, condition, timeOf(cluster));
  writeStatus(client, budgets, budget, {
    conditions: conditions,
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    expectedPods: meant.length,
    observedGeneration: generation,
  });
}

/** How many Pods have to be healthy, of numbers or percentages. */
function desiredHealthy({ minAvailable, maxUnavailable }: JsonObject, expected: number): number {
  if (minAvailable !== undefined) return Math.min(resolve(minAvailable, expected), expected);
  return Math.max(0, expected - resolve(maxUnavailable ?? 0, expected));
}

function resolve(value: JsonValue, total: number): number {
  if (typeof value === "number") return value;
  return typeof value === "string" ? Math.ceil((Number.parseInt(value, 10) * total) / 100) : 0;
}
