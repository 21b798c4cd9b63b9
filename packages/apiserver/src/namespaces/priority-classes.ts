import type { SystemClient } from "../system/client.ts";

const classes = { group: "scheduling.k8s.io", plural: "priorityclasses" } as const;

const system = [
  {
    name: "system-node-critical",
    value: 2_000_001_000,
    description: "Used for system critical pods that must not be moved from their current node.",
  },
  {
    name: "system-cluster-critical",
    value: 2_000_000_000,
    description:
      "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
  },
];

/** Makes the priority classes that every cluster has. */
export function createPriorityClasses(client: SystemClient): void {
  for (const { name, ...rest } of system) {
    if (client.get(classes, { namespace: "", name }) !== undefined) continue;
    const head = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name } };
    client.create(classes, { ...head, ...rest });
  }
}
