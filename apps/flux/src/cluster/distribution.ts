import { crdOf, gitRepositoryKind } from "@flux-ts/flux-api";
import { isForbidden, keyOf } from "@flux-ts/kube";
import type { Cluster } from "./cluster.ts";

/** What Flux of which version the cluster's definitions come from, such as `flux-v2.9.4`: their labels say so. */
export async function distributionOf({ client }: Cluster, signal: AbortSignal): Promise<string | undefined> {
  try {
    const crd = await client.find(keyOf(crdOf(gitRepositoryKind)), { signal, metadataOnly: true });
    const { "app.kubernetes.io/part-of": name, "app.kubernetes.io/version": version } = crd?.metadata.labels ?? {};
    return name === undefined || version === undefined ? undefined : `${name}-${version}`;
  } catch (error) {
    if (isForbidden(error)) return undefined; // definitions belong to the cluster: not everybody may read them
    throw error;
  }
}
