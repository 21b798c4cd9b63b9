import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@flux-ts/base";
import { commitFiles, createGitServer, createRepository } from "@flux-ts/git/server";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { installCrds, startManager, type Manager, type ManagerOptions } from "@flux-ts/manager";
import { freePorts } from "../real/peers/program.ts";

/** Contents by path; null removes the file. */
export type Files = { readonly [path: string]: string | null };

/** Flux at work on a cluster, with one Git repository that it follows as the GitRepository `flux-system`. */
export interface Flux extends AsyncDisposable {
  /** Commits to the repository and gives the revision as statuses show it. Flux is not told. */
  commit(files: Files): Promise<string>;
  /** Asks Flux to look at the repository now. */
  reconcileSource(): Promise<void>;
  /** Ends the controllers and starts them again; a cold start has lost what they knew of applied objects. */
  restart(options?: { readonly cold?: boolean }): Promise<void>;
}

export const sourceKey: ObjectKey = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  namespace: "flux-system",
  name: "flux-system",
};

export const kustomizationKey = (name: string): ObjectKey => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  namespace: "flux-system",
  name,
});

export type FluxOptions = Pick<ManagerOptions, "pace"> & Partial<Pick<ManagerOptions, "log">>;

/** Installs Flux on a cluster and starts its controllers in this process. */
export async function startFlux(client: Client, options: FluxOptions = {}): Promise<Flux> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "flux-fleet-"));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const repository = await createRepository(join(folder, "repositories", "fleet.git"));
  const git = stack.use(await createGitServer({ root: join(folder, "repositories") }));
  await install(client, `${git.url}/fleet.git`);
  const path = join(folder, "artifacts");
  const start = async (port: number): Promise<Manager> => {
    const storage = { path, address: { host: "127.0.0.1", port } };
    const started = await startManager({ client, log: silentLog, storage, ...options });
    await started.synced;
    return started;
  };
  const [port = 0] = await freePorts(1);
  let manager = await start(port);
  stack.defer(() => manager.stop());
  const held = stack.move();
  return {
    commit: async (files) => `main@sha1:${await commitFiles(repository, { files, message: "change" })}`,
    reconcileSource: async () => {
      const annotations = { "reconcile.fluxcd.io/requestedAt": new Date().toISOString() };
      await client.patch(sourceKey, { type: "merge", patch: { metadata: { annotations } } });
    },
    restart: async ({ cold = false } = {}) => {
      await manager.stop();
      if (cold) await rm(join(path, ".known"), { recursive: true, force: true });
      manager = await start(port);
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function install(client: Client, url: string): Promise<void> {
  const watches = new WatchPool({ client });
  await installCrds({ client, watches, signal: new AbortController().signal });
  await watches.close();
  const { apiVersion, kind, namespace = "", name } = sourceKey;
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const spec = { url, interval: "10m", ref: { branch: "main" } };
  await client.create({ apiVersion, kind, metadata: { namespace, name }, spec });
}
