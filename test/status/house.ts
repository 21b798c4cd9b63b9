import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { installCrds } from "@flux-ts/manager";
import { recordScenarios } from "./record.ts";
import type { Recordings } from "./record.ts";
import { openStages } from "./stage.ts";

/** Starts a controller on a cluster that has the kinds of Flux; gives what ends it. */
export type StartController = (client: Client, folder: string) => Promise<() => Promise<void>>;

/** Records how a controller behaves in all scenarios, on a cluster that is empty but for Kubernetes itself. */
export async function recordController(client: Client, start: StartController): Promise<Recordings> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "flux-status-"));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const watches = new WatchPool({ client });
  await installCrds({ client, watches, signal: new AbortController().signal });
  await watches.close();
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } });
  const stages = stack.use(await openStages(client, join(folder, "artifacts")));
  return await recordScenarios(client, stages, await start(client, folder));
}
