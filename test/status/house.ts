import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { installCrds } from "@flux-ts/manager";
import { recordPlays } from "./record.ts";
import type { Play, Recordings } from "./record.ts";

/** Starts a controller on a cluster that has the kinds of Flux; gives what ends it. */
export type StartController = (client: Client, folder: string) => Promise<() => Promise<void>>;

/** Scenarios by name, with what they need on this cluster. */
export type Cast = (
  client: Client,
  folder: string,
) => Promise<AsyncDisposable & { readonly plays: ReadonlyMap<string, Play> }>;

/** Records how a controller behaves in all scenarios of a cast, on a cluster that is empty but for Kubernetes itself. */
export async function recordController(client: Client, cast: Cast, start: StartController): Promise<Recordings> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "flux-status-"));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const watches = new WatchPool({ client });
  await installCrds({ client, watches, signal: new AbortController().signal });
  await watches.close();
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } });
  const { plays } = stack.use(await cast(client, folder));
  return await recordPlays(client, plays, await start(client, folder));
}
