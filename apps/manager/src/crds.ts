import { mapConcurrently } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { crdOf, fluxKinds } from "@flux-ts/flux-api";
import type { Client } from "@flux-ts/kube";
import { keyOf } from "@flux-ts/kube";
import { waitUntilReady } from "@flux-ts/live";
import type { WatchPool } from "@flux-ts/live";
import manifest from "../package.json" with { type: "json" };

export interface InstallOptions {
  readonly client: Client;
  readonly watches: WatchPool;
  readonly signal: AbortSignal;
  /** @default one minute */
  readonly timeoutMs?: number;
}

/** What upstream's installation labels its objects with: `flux check` and `flux version` look for them. */
const labels = {
  "app.kubernetes.io/instance": "flux-system",
  "app.kubernetes.io/part-of": "flux",
  "app.kubernetes.io/version": `v${manifest.version.replace(/\+.*/, "")}`,
};

/** Applies the CustomResourceDefinitions of all Flux kinds and waits until the server serves them. */
export async function installCrds({ client, watches, signal, timeoutMs = 60_000 }: InstallOptions): Promise<void> {
  const crds = fluxKinds.map(crdOf).map(withLabels);
  await mapConcurrently(crds, 8, async (crd) => await client.apply(crd, { fieldManager: "flux", force: true, signal }));
  const outcome = await waitUntilReady(watches, crds.map(keyOf), { signal, timeoutMs });
  client.discovery.invalidate();
  if (outcome.kind === "ready") return;
  const names = outcome.objects.map(({ object, readiness }) => `${object.name}: ${readiness.message}`);
  throw new Error(`The Flux CustomResourceDefinitions are not served: ${names.join("; ")}`);
}

function withLabels({ metadata, ...crd }: KubeObject): KubeObject {
  return { ...crd, metadata: { ...metadata, labels } };
}

/** Names of the Flux CustomResourceDefinitions that the cluster does not have. */
export async function missingCrds(client: Client, signal: AbortSignal): Promise<readonly string[]> {
  const found = await Promise.all(
    fluxKinds.map(crdOf).map(async (crd) => {
      const live = await client.find(keyOf(crd), { metadataOnly: true, signal });
      return live === undefined ? [crd.metadata.name] : [];
    }),
  );
  return found.flat();
}
