import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeObject } from "@flux-ts/base";
import { findCondition } from "@flux-ts/controller";
import type { GitRepository, Kustomization } from "@flux-ts/flux-api";
import { commitFiles, createGitServer, createRepository } from "@flux-ts/git/server";
import type { Client, ClusterAccess, ObjectKey } from "@flux-ts/kube";
import { startApiProxy } from "@flux-ts/kube/testing";
import type { ApiProxy } from "@flux-ts/kube/testing";
import { WatchPool } from "@flux-ts/live";
import { installCrds } from "@flux-ts/manager";
import { freePorts } from "../real/peers/program.ts";
import type { Ending } from "./messages.ts";
import { FluxProcess } from "./process.ts";
import { adoptedName, configMapKey, filesOf, objectNamespace } from "./sides.ts";
import type { Side } from "./sides.ts";

/** A cluster that outlives Flux, reached by its processes over HTTP. */
export interface CrashCluster {
  readonly access: ClusterAccess;
  /** An administrator's client, past the proxy. */
  readonly client: Client;
  close(): Promise<void>;
}

const timeoutMs = 50_000;
/** Where the manager keeps what it knows of applied objects, below the artifacts. */
const knownFolder = ".known";
const namespace = "flux-system";

export const sourceKey = (name: string): ObjectKey => ({
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  namespace,
  name,
});

export const kustomizationKey = (name: string): ObjectKey => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  namespace,
  name,
});

/** One Flux after the other on one cluster with one repository, which is at one of its two sides. */
export interface World extends AsyncDisposable {
  readonly client: Client;
  readonly proxy: ApiProxy;
  /** Where artifacts are kept. */
  readonly storage: string;
  /** URL of the repository. */
  readonly url: string;
  readonly side: Side;
  /** The Flux that runs. */
  readonly flux: FluxProcess;
  /** Commits a side and gives the revision. Flux is told if it runs. */
  push(side: Side): Promise<string>;
  /** Starts the next Flux once the last one has ended. */
  restart(options?: RestartOptions): Promise<void>;
  /** Starts the next Flux beside the one that runs, to take over from it: what is given waits until it has. */
  standBy(options: Required<Pick<RestartOptions, "leaseMs">>): () => Promise<void>;
  /** Resolves when source and Kustomization are ready at the revision. */
  untilApplied(revision: string, signal?: AbortSignal): Promise<void>;
  /** Resolves when Flux has ended, or has done all and is killed then. */
  untilEnded(revision: string): Promise<void>;
  /** Asks for a run of the Kustomization; resolves when it is ready after that. */
  untilHandled(): Promise<void>;
  until<T extends KubeObject>(
    key: ObjectKey,
    predicate: (object: T | undefined) => boolean,
    signal?: AbortSignal,
  ): Promise<T | undefined>;
}

export interface RestartOptions {
  /** Flux runs only while it holds the Leases, which last for this many milliseconds. */
  readonly leaseMs?: number;
  /** Flux ends there while it starts. */
  readonly ending?: Ending;
  /** What Flux knew of the applied objects is gone. */
  readonly cold?: boolean;
  /** Flux sees no Kustomization before its source is at this revision. */
  readonly sourceFirst?: string;
}

export async function createWorld(open: () => Promise<CrashCluster>): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "flux-crash-"));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const cluster = await open();
  stack.defer(() => cluster.close());
  const proxy = stack.use(await startApiProxy({ access: cluster.access }));
  const repository = await createRepository(join(folder, "repositories", "fleet.git"));
  const git = stack.use(await createGitServer({ root: join(folder, "repositories") }));
  const [artifactPort = 0] = await freePorts(1);
  const storage = join(folder, "artifacts");
  const cache = join(folder, "compiled");
  let side: Side = "a";
  let flux = stack.adopt(new FluxProcess(cache), (process) => process[Symbol.asyncDispose]());
  // The next process warms up while the present one works.
  let next = new FluxProcess(cache);
  stack.defer(() => next[Symbol.asyncDispose]());
  const { client } = cluster;
  const until: World["until"] = async (key, predicate, signal) =>
    await client.waitFor(key, predicate, { timeoutMs, ...(signal && { signal }) });
  const commit = async (): Promise<string> =>
    `main@sha1:${await commitFiles(repository, { files: filesOf(side), replace: true, message: `side ${side}` })}`;
  const start = { server: proxy.access.server.href, storage, artifactPort };
  const revision = await commit();
  const url = `${git.url}/fleet.git`;
  await install(client, url);
  await adopt(client, side);
  await flux.start(start);
  const untilApplied: World["untilApplied"] = async (revision, signal) => {
    await until<Kustomization>(kustomizationKey("fleet"), (object) => isApplied(object, revision), signal);
    await until<GitRepository>(sourceKey("fleet"), (object) => isStored(object, revision), signal);
  };
  await untilApplied(revision);
  const held = stack.move();
  return {
    client,
    proxy,
    storage,
    url,
    until,
    untilApplied,
    untilEnded: async (revision) => {
      const settled = new AbortController();
      const done = untilApplied(revision, settled.signal).then(() => flux.kill());
      await Promise.race([flux.ended(), done]);
      settled.abort();
      await flux.ended();
    },
    get side() {
      return side;
    },
    get flux() {
      return flux;
    },
    push: async (wanted) => {
      side = wanted;
      await adopt(client, side);
      const revision = await commit();
      await request(client, sourceKey("fleet"));
      return revision;
    },
    restart: async ({ leaseMs, ending, sourceFirst, cold = false } = {}) => {
      await flux.ended();
      if (cold) await rm(join(storage, knownFolder), { recursive: true });
      if (sourceFirst !== undefined) {
        const stored = until<GitRepository>(sourceKey("fleet"), (object) => isStored(object, sourceFirst));
        proxy.disturb(({ path }) => (path.endsWith("/kustomizations") ? { kind: "hold", until: stored } : undefined));
      }
      flux = held.adopt(next, (process) => process[Symbol.asyncDispose]());
      next = new FluxProcess(cache);
      if (ending) await flux.arm(ending);
      const started = flux.start({ ...start, ...(leaseMs !== undefined && { leaseMs }) });
      await (ending ? started.catch(() => flux.ended()) : started);
      proxy.disturb(undefined);
    },
    untilHandled: async () => {
      const token = await request(client, kustomizationKey("fleet"));
      await until<Kustomization>(
        kustomizationKey("fleet"),
        (object) =>
          object?.status?.lastHandledReconcileAt === token &&
          isApplied(object, object.status.lastAppliedRevision ?? ""),
      );
    },
    standBy: ({ leaseMs }) => {
      const started = next.start({ ...start, leaseMs });
      return async () => {
        await flux.ended();
        flux = held.adopt(next, (process) => process[Symbol.asyncDispose]());
        next = new FluxProcess(cache);
        await started;
      };
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** What is in a folder of artifacts, by name. */
export async function artifactsIn(storage: string, name: string): Promise<readonly string[]> {
  return await readdir(join(storage, "gitrepository", namespace, name)).catch(() => []);
}

async function install(client: Client, url: string): Promise<void> {
  const watches = new WatchPool({ client });
  await installCrds({ client, watches, signal: new AbortController().signal });
  await watches.close();
  for (const name of [namespace, objectNamespace]) {
    await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  await createFleet(client, { name: "fleet", url, path: "./app" });
}

export interface FleetObjects {
  readonly name: string;
  readonly url: string;
  readonly path: string;
}

/** Creates a GitRepository and a Kustomization of one name. */
export async function createFleet(client: Client, { name, url, path }: FleetObjects): Promise<void> {
  const [source, kustomization] = [sourceKey(name), kustomizationKey(name)];
  const metadata = { namespace, name };
  await client.create({
    apiVersion: source.apiVersion,
    kind: source.kind,
    metadata,
    spec: { url, interval: "10m", ref: { branch: "main" } },
  });
  const sourceRef = { kind: "GitRepository", name };
  await client.create({
    apiVersion: kustomization.apiVersion,
    kind: kustomization.kind,
    metadata,
    spec: { interval: "10m", retryInterval: "1s", path, prune: true, wait: true, force: true, sourceRef },
  });
}

/** Somebody makes an object with kubectl that Git will name. */
async function adopt(client: Client, side: Side): Promise<void> {
  const name = adoptedName(side);
  if (await client.find(configMapKey(name))) return;
  const { apiVersion, kind } = configMapKey(name);
  const object = { apiVersion, kind, metadata: { namespace: objectNamespace, name }, data: { more: "kubectl" } };
  await client.create(object, { fieldManager: "kubectl-create" });
}

async function request(client: Client, key: ObjectKey): Promise<string> {
  const token = new Date().toISOString();
  const annotations = { "reconcile.fluxcd.io/requestedAt": token };
  await client.patch(key, { type: "merge", patch: { metadata: { annotations } } });
  return token;
}

export function isApplied(object: Kustomization | undefined, revision: string): boolean {
  const { conditions, lastAppliedRevision, observedGeneration } = object?.status ?? {};
  const ready = findCondition(conditions, "Ready");
  return (
    lastAppliedRevision === revision &&
    observedGeneration === object?.metadata.generation &&
    ready?.status === "True" &&
    findCondition(conditions, "Reconciling") === undefined
  );
}

function isStored(object: GitRepository | undefined, revision: string): boolean {
  const { artifact, conditions } = object?.status ?? {};
  return artifact?.revision === revision && findCondition(conditions, "Ready")?.status === "True";
}
