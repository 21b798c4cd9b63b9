import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Log, ReachCheckpoint } from "@flux-ts/base";
import { createArtifactServer, createArtifactStore } from "@flux-ts/artifact";
import type { ArtifactServer } from "@flux-ts/artifact";
import { createKubernetesEvents, createMetrics } from "@flux-ts/controller";
import type { Controller, Metrics, Pace, Scope } from "@flux-ts/controller";
import { systemClock } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { startKustomizeController } from "@flux-ts/kustomize-controller";
import type { KustomizeControllerOptions } from "@flux-ts/kustomize-controller";
import { WatchPool } from "@flux-ts/live";
import { startSourceController } from "@flux-ts/source-controller";
import { Registry } from "prom-client";
import { listenFailure } from "./address.ts";
import type { Address } from "./address.ts";
import { serveHealth, serveMetrics } from "./servers.ts";
import type { HttpServer } from "./servers.ts";

export interface ManagerOptions {
  /** The cluster, as the identity of the controllers. */
  readonly client: Client;
  readonly log: Log;
  readonly storage: StorageOptions;
  /** @default no server */
  readonly health?: Address | undefined;
  /** @default no server */
  readonly metrics?: Address | undefined;
  readonly scope?: Scope;
  readonly pace?: Pace;
  readonly kustomize?: Pick<KustomizeControllerOptions, "policy" | "defaultServiceAccount">;
  /** Told of every place where a crash would leave work half done. @default nobody is told */
  readonly reach?: ReachCheckpoint;
}

export interface StorageOptions {
  /** Folder of the artifacts; created when it does not exist. */
  readonly path: string;
  readonly address: Address;
  /** `host:port` under which other processes reach the artifacts. @default where they are served */
  readonly advertised?: string | undefined;
}

export interface Manager {
  /** Resolves when all controllers know everything that exists. */
  readonly synced: Promise<void>;
  /** Where the servers listen. */
  readonly urls: ServerUrls;
  /** Stops the controllers, then the servers. Runs under way may finish within the grace period. */
  stop(options?: { readonly graceMs?: number }): Promise<void>;
}

/**
 * Starts all controllers of Flux on a cluster, in this process, with the servers they need.
 *
 * @throws Error naming the address when one of the servers cannot listen; nothing is left running.
 */
export async function startManager(options: ManagerOptions): Promise<Manager> {
  const registry = new Registry();
  let synced = false;
  const servers = await startServers(options, { registry, isReady: () => synced });
  const watches = new WatchPool({ client: options.client });
  const controllers = startControllers(options, {
    watches,
    metrics: createMetrics({ registry }),
    artifacts: servers.artifacts,
  });
  const allSynced = Promise.all(controllers.map((controller) => controller.synced)).then(() => {
    synced = true;
  });
  return {
    synced: allSynced,
    urls: servers.urls,
    stop: async (stopOptions) => {
      await Promise.all(controllers.map((controller) => controller.stop(stopOptions)));
      await watches.close();
      await servers.close();
    },
  };
}

/** What begins with a dot is never served. */
const knownFolder = ".known";

interface Surroundings {
  readonly watches: WatchPool;
  readonly metrics: Metrics;
  readonly artifacts: ArtifactServer;
}

function startControllers(options: ManagerOptions, { watches, metrics, artifacts }: Surroundings): Controller[] {
  const { client, log, storage, scope, pace, kustomize, reach } = options;
  const loop = (name: string) => ({
    client,
    watches,
    metrics,
    log: log.with({ logger: name }),
    events: createKubernetesEvents({ client, reportingController: name, clock: systemClock, log }),
    ...(scope && { scope }),
    ...(pace && { pace }),
    ...(reach && { reach }),
  });
  const store = createArtifactStore({
    root: storage.path,
    address: storage.advertised ?? artifacts.url,
    ...(reach && { reach }),
  });
  return [
    startSourceController({ ...loop("source-controller"), store }),
    startKustomizeController({
      ...loop("kustomize-controller"),
      ...kustomize,
      cacheFolder: join(storage.path, knownFolder),
    }),
  ];
}

export interface ServerUrls {
  readonly artifacts: string;
  readonly health?: string;
  readonly metrics?: string;
}

interface Servers {
  readonly artifacts: ArtifactServer;
  readonly urls: ServerUrls;
  close(): Promise<void>;
}

async function startServers(
  { storage, health, metrics }: ManagerOptions,
  { registry, isReady }: { readonly registry: Registry; readonly isReady: () => boolean },
): Promise<Servers> {
  const started: Pick<HttpServer, "close">[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.close()));
  };
  try {
    const artifacts = await serveArtifacts(storage);
    started.push(artifacts);
    const healthServer = health && (await serveHealth(health, isReady));
    if (healthServer) started.push(healthServer);
    const metricsServer = metrics && (await serveMetrics(metrics, registry));
    if (metricsServer) started.push(metricsServer);
    const urls = {
      artifacts: artifacts.url,
      ...(healthServer && { health: healthServer.url }),
      ...(metricsServer && { metrics: metricsServer.url }),
    };
    return { artifacts, urls, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function serveArtifacts({ path, address }: StorageOptions): Promise<ArtifactServer> {
  await mkdir(path, { recursive: true });
  try {
    return await createArtifactServer({ root: path, ...address });
  } catch (error) {
    throw listenFailure(error, address, "artifacts");
  }
}
