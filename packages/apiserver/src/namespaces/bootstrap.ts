import type { SystemClient } from "../system/client.ts";

const namespaces = { group: "", plural: "namespaces" } as const;
const names = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Makes the namespaces that every cluster has. */
export function createDefaultNamespaces(client: SystemClient): void {
  for (const name of names) {
    if (client.get(namespaces, { namespace: "", name }) !== undefined) continue;
    client.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
}
