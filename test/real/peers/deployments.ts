import type { KubeObject } from "@flux-ts/base";
import { isConflict, isNotFound, keyOf, type Client } from "@flux-ts/kube";

type Deployment = KubeObject & { readonly spec: { readonly replicas: number } };

/** Plays the controllers and nodes that the API server alone does not have: every Deployment is available at once. */
export async function playDeployments(client: Client): Promise<AsyncDisposable> {
  const informer = client.informer<Deployment>({ apiVersion: "apps/v1", kind: "Deployment" });
  const failures: unknown[] = [];
  informer.subscribe((event) => {
    if (event.type !== "added" && event.type !== "modified") return;
    makeAvailable(client, event.object).catch((error: unknown) => failures.push(error));
  });
  await informer.start();
  return {
    async [Symbol.asyncDispose]() {
      await informer.stop();
      if (failures.length > 0) throw new AggregateError(failures, "Deployments could not be made available");
    },
  };
}

async function makeAvailable(client: Client, deployment: Deployment): Promise<void> {
  const { metadata, spec } = deployment;
  const { observedGeneration } = (deployment["status"] ?? {}) as { readonly observedGeneration?: number };
  if (observedGeneration === metadata.generation) return;
  const replicas = spec.replicas;
  const status = {
    observedGeneration: metadata.generation ?? 0,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    conditions: [
      { type: "Available", status: "True", reason: "MinimumReplicasAvailable" },
      { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
    ],
  };
  try {
    await client.patchStatus(keyOf(deployment), { type: "merge", patch: { status } });
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}
