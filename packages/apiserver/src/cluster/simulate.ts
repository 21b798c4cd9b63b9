import type { Registry } from "../registry/registry.ts";
import { createSystemClient } from "../system/registry-client.ts";
import { startCronJobs } from "./batch/cron-jobs.ts";
import { startJobs } from "./batch/jobs.ts";
import type { Cluster } from "./cluster.ts";
import { startCustomReadiness } from "./custom/readiness.ts";
import { EventRecorder } from "./events.ts";
import { startIngresses } from "./network/ingresses.ts";
import { startServices } from "./network/services.ts";
import { ensureNode } from "./node.ts";
import { OwnerIndex } from "./owner-index.ts";
import { startKubelet } from "./pods/kubelet.ts";
import { startAutoscalers } from "./policy/autoscalers.ts";
import { startBudgets } from "./policy/budgets.ts";
import { startQuotas } from "./policy/quotas.ts";
import type { SimulationOptions } from "./settings.ts";
import { defaultWish } from "./settings.ts";
import { startClaims } from "./storage/claims.ts";
import { startDaemonSets } from "./workloads/daemon-set.ts";
import { startDeployments } from "./workloads/deployment/controller.ts";
import { startReplicaSets } from "./workloads/replica-set.ts";
import { startStatefulSets } from "./workloads/stateful-set.ts";
import { WorkLoop } from "./work-loop.ts";

/**
 * Plays the rest of a cluster: its controllers, a scheduler and one node. Workloads get the objects they would have on
 * a real one, down to Pods and their events; what becomes of a Pod is said by annotations, see `settings.ts`.
 * Everything answers to changes; nothing is polled.
 */
export function startSimulation(registry: Registry, options: SimulationOptions): Disposable {
  const { store, clock, log, catalog, newUid } = registry;
  const client = createSystemClient(registry, "kube-controller-manager");
  const index = (table: string): OwnerIndex => new OwnerIndex(store, table);
  const cluster: Cluster = {
    store,
    clock,
    loop: new WorkLoop(clock, log),
    events: new EventRecorder({ store, clock, newUid }),
    client,
    kubelet: createSystemClient(registry, "kubelet"),
    wish: { ...defaultWish, ...options.wish },
    rules: options.rules ?? [],
    podsOf: index("/pods"),
    replicaSetsOf: index("apps/replicasets"),
    jobsOf: index("batch/jobs"),
    revisionsOf: index("apps/controllerrevisions"),
  };
  ensureNode(cluster);
  const parts: readonly Disposable[] = [
    startDeployments(cluster),
    startReplicaSets(cluster),
    startStatefulSets(cluster),
    startDaemonSets(cluster),
    startJobs(cluster),
    startCronJobs(cluster),
    startKubelet(cluster),
    startClaims(cluster),
    startServices(cluster),
    startIngresses(cluster),
    startBudgets(cluster),
    startQuotas(cluster),
    startAutoscalers(cluster),
    startCustomReadiness(cluster, catalog),
    cluster.podsOf,
    cluster.replicaSetsOf,
    cluster.jobsOf,
    cluster.revisionsOf,
    cluster.loop,
  ];
  return { [Symbol.dispose]: () => parts.forEach((part) => part[Symbol.dispose]()) };
}
