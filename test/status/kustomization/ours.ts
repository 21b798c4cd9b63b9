import { silentLog } from "@flux-ts/base";
import { createKubernetesEvents, createMetrics } from "@flux-ts/controller";
import { systemClock } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { startKustomizeController } from "@flux-ts/kustomize-controller";
import { WatchPool } from "@flux-ts/live";

/** Starts our kustomize controller alone; gives what ends it. */
export async function startOurs(client: Client): Promise<() => Promise<void>> {
  const watches = new WatchPool({ client });
  const controller = startKustomizeController({
    client,
    watches,
    log: silentLog,
    metrics: createMetrics({}),
    events: createKubernetesEvents({
      client,
      reportingController: "kustomize-controller",
      clock: systemClock,
      log: silentLog,
    }),
    pace: { noteDelayMs: 0 },
  });
  await controller.synced;
  return async () => {
    await controller.stop();
    await watches.close();
  };
}
