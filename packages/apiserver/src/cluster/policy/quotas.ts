import type { KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import type { Amounts } from "../../admission/quota.ts";
import { addAmounts, usageOf } from "../../admission/quota.ts";
import type { ResourceName, SystemChange } from "../../system/client.ts";
import type { Cluster } from "../cluster.ts";
import { keyOf, nameOf, objectNameOf, writeStatus } from "../cluster.ts";
import * as kinds from "../kinds.ts";
import type { Pod } from "../kinds.ts";

const quotas: ResourceName = { group: "", plural: "resourcequotas" };

/** What quotas can be about. */
const charged: readonly ResourceName[] = [
  kinds.pods,
  kinds.services,
  kinds.claims,
  { group: "", plural: "configmaps" },
  { group: "", plural: "secrets" },
  { group: "", plural: "replicationcontrollers" },
  kinds.deployments,
  kinds.replicaSets,
  kinds.statefulSets,
  kinds.daemonSets,
  kinds.jobs,
  kinds.cronJobs,
  kinds.ingresses,
];

/** Says in the status of quotas what holds, and what is used once something has gone; admission counts what comes. */
export function startQuotas(cluster: Cluster): Disposable {
  const { client, loop } = cluster;
  const enqueue = (quota: KubeObject): void => {
    const key = keyOf(nameOf(quota));
    loop.add(`quota ${key}`, () => sync(cluster, key));
  };
  const watches = [
    client.watch(quotas, ({ before, after }) => {
      if (after !== undefined && !equalJson(before?.["spec"], after["spec"])) enqueue(after);
    }),
    ...charged.map((resource) =>
      client.watch(resource, (change) => {
        if (!freesSomething(change)) return;
        const { namespace } = nameOf((change.after ?? change.before) as KubeObject);
        for (const quota of client.list(quotas, namespace)) enqueue(quota);
      }),
    ),
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

function freesSomething({ before, after }: SystemChange): boolean {
  if (before === undefined) return false;
  return after === undefined || (isDone(after) && !isDone(before));
}

/** Pods that have ended use nothing. */
function isDone(object: KubeObject): boolean {
  const phase = (object as Pod).status?.phase;
  return object.kind === "Pod" && (phase === "Succeeded" || phase === "Failed");
}

function sync({ client }: Cluster, key: string): void {
  const quota = client.get(quotas, objectNameOf(key));
  if (quota === undefined) return;
  const { hard = {} } = quota["spec"] as { readonly hard?: Amounts };
  const used = usedIn(client, quota.metadata.namespace ?? "");
  const shown = Object.fromEntries(Object.keys(hard).map((name) => [name, used[name] ?? "0"]));
  writeStatus(client, quotas, quota, { hard, used: shown });
}

function usedIn(client: Cluster["client"], namespace: string): Amounts {
  return charged
    .flatMap((resource) =>
      client
        .list(resource, namespace)
        .filter((object) => !isDone(object))
        .map((object) => usageOf(`${resource.group}/${resource.plural}`, object)),
    )
    .reduce((sum, amounts) => addAmounts(sum, amounts), {});
}
