import { join } from "node:path";
import { createArtifactStore } from "@flux-ts/artifact";
import { silentLog } from "@flux-ts/base";
import { createKubernetesEvents, createMetrics } from "@flux-ts/controller";
import { systemClock } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { startSourceController } from "@flux-ts/source-controller";
import type { StartController } from "../house.ts";

/** Starts our source controller alone; gives what ends it. Failed runs are not tried again. */
export const startOurs: StartController = async (client, folder) => {
  const watches = new WatchPool({ client });
  const reportingController = "source-controller";
  const controller = startSourceController({
    client,
    watches,
    log: silentLog,
    store: createArtifactStore({ root: join(folder, "ours"), address: "127.0.0.1:1" }),
    metrics: createMetrics({}),
    events: createKubernetesEvents({ client, reportingController, clock: systemClock, log: silentLog }),
    pace: { noteDelayMs: 0, concurrency: 30, backoff: { minMs: 600_000, maxMs: 600_000 } },
  });
  await controller.synced;
  return async () => {
    await controller.stop();
    await watches.close();
  };
};
