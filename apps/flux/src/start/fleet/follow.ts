import type { KubeObject } from "@flux-ts/base";
import { apiVersionOf, gitRepositoryKind, kustomizationKind } from "@flux-ts/flux-api";
import type { GitRepository, Kind, Kustomization } from "@flux-ts/flux-api";
import type { Client, Informer } from "@flux-ts/kube";
import { fleetOf } from "./fleet.ts";
import type { Fleet } from "./fleet.ts";

/** Calls back with the state of the fleet, now and on every change, until the signal fires. */
export async function followFleet(
  client: Client,
  signal: AbortSignal,
  onChange: (fleet: Fleet) => void,
): Promise<void> {
  const sources = informerOf<GitRepository>(client, gitRepositoryKind, signal);
  const kustomizations = informerOf<Kustomization>(client, kustomizationKind, signal);
  const tell = (): void => {
    if (sources.synced && kustomizations.synced) onChange(fleetOf(sources.list(), kustomizations.list()));
  };
  await Promise.all([sources.start(), kustomizations.start()]);
  tell();
  sources.subscribe(tell);
  kustomizations.subscribe(tell);
}

function informerOf<T extends KubeObject>(
  client: Client,
  kind: Kind<unknown, unknown>,
  signal: AbortSignal,
): Informer<T> {
  return client.informer<T>({ apiVersion: apiVersionOf(kind), kind: kind.kind }, { signal });
}
