import type { KubeObject } from "@flux-ts/base";
import type { Cluster } from "./cluster.ts";

/** The Deployments of Flux in the namespace. */
export async function controllerDeployments(
  { client, namespace }: Cluster,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const labelSelector = "app.kubernetes.io/part-of=flux";
  const { items } = await client.list(
    { apiVersion: "apps/v1", kind: "Deployment", namespace },
    { labelSelector, signal },
  );
  return items;
}

interface Container {
  readonly image: string;
}

export function containersOf(deployment: KubeObject): readonly Container[] {
  const { spec } = deployment as unknown as {
    readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } };
  };
  return spec.template.spec.containers;
}

/** Who leads for a controller: the holder of its Lease, if it was renewed in time. */
export async function leaderOf(
  { client, namespace }: Cluster,
  controller: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const name = `${controller}-leader-election`;
  const lease = await client.find({ apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace, name }, { signal });
  const {
    holderIdentity = "",
    renewTime = "",
    leaseDurationSeconds = 0,
  } = (lease?.["spec"] ?? {}) as {
    readonly holderIdentity?: string;
    readonly renewTime?: string;
    readonly leaseDurationSeconds?: number;
  };
  const isHeld = Date.parse(renewTime) + leaseDurationSeconds * 1000 > Date.now();
  return isHeld && holderIdentity !== "" ? holderIdentity : undefined;
}
