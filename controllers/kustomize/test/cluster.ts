import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiServer } from "@flux-ts/apiserver";
import { createArtifactServer, createArtifactStore } from "@flux-ts/artifact";
import type { PackEntry } from "@flux-ts/artifact";
import type { JsonObject, KubeObject, Log, LogFields } from "@flux-ts/base";
import { createMetrics, findCondition } from "@flux-ts/controller";
import type { ObjectEvent, Pace, RunReason } from "@flux-ts/controller";
import { crdOf, fluxKinds } from "@flux-ts/flux-api";
import type { Kustomization, KustomizationSpec } from "@flux-ts/flux-api";
import { createClient, keyOf } from "@flux-ts/kube";
import type { ApiRequest, Client, ObjectKey, Transport } from "@flux-ts/kube";
import { startKustomizeController } from "@flux-ts/kustomize-controller";
import type { KustomizeControllerOptions } from "@flux-ts/kustomize-controller";
import { waitUntilReady, WatchPool } from "@flux-ts/live";
import { Registry } from "prom-client";

export type Files = { readonly [path: string]: string };

/** The kustomize controller on the embedded API; the tests play the source controller. */
export interface TestCluster extends AsyncDisposable {
  readonly client: Client;
  /** Where the Kustomizations are, and where their objects go. */
  readonly names: ClusterNames;
  readonly events: readonly ObjectEvent[];
  /** Requests of the controller so far, watches aside: `GET`, `dry-run`, `apply` and so on, with the path. */
  readonly requests: readonly string[];
  /** The lines of the metrics of the controller that runs now. */
  metrics(): Promise<readonly string[]>;
  /** What the controller has logged so far. */
  readonly lines: readonly LogLine[];
  /** Resolves when the next run of the Kustomization has ended well; of those for a reason, where one is given. */
  nextRun(name: string, reason?: RunReason): Promise<LogLine>;
  /** Ends the controller and starts another one, which knows what is in its cache folder. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Publishes a revision of the source `fleet`. */
  publish(revision: string, files: Files): Promise<void>;
  /** Creates a Kustomization that puts its objects into the target namespace. */
  create(name: string, spec?: Partial<KustomizationSpec>): Promise<void>;
  /** Creates a Kustomization that leaves namespaces as they are. */
  createBare(name: string, spec?: Partial<KustomizationSpec>): Promise<void>;
  /** Merges into a Kustomization. */
  change(name: string, patch: JsonObject): Promise<void>;
  /** The object once it is as the predicate says. Undefined means that it does not exist. */
  until<T extends KubeObject = Kustomization>(
    key: ObjectKey,
    predicate: (object: T | undefined) => boolean,
  ): Promise<T | undefined>;
  /** The Kustomization once its Ready condition has this status, for this revision where one is given. */
  untilReady(name: string, status: "True" | "False", revision?: string): Promise<Kustomization>;
}

export interface ClusterNames {
  readonly flux: string;
  readonly target: string;
}

/** A way to an API that several tests may share. */
export interface Api {
  transport(): Transport;
  close(): PromiseLike<void>;
}

export const kustomizationKey = (name: string, namespace = "flux-system"): ObjectKey => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  namespace,
  name,
});

const sourceKeyIn = (namespace: string) => ({
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  namespace,
  name: "fleet",
});

export interface LogLine {
  readonly message: string;
  readonly fields: LogFields;
}

export interface TestClusterOptions {
  readonly policy?: KustomizeControllerOptions["policy"];
  readonly pace?: Pace;
  /** Keeps what is known over a restart. @default false */
  readonly cached?: boolean;
  /** An API that others use, too: then the namespaces have names of their own. @default an embedded one */
  readonly api?: Api;
}

export async function createCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const { policy = {}, pace, cached, api: shared } = options;
  const id = randomUUID().slice(0, 8);
  const names = shared ? { flux: `flux-${id}`, target: `target-${id}` } : { flux: "flux-system", target: "default" };
  const sourceKey = sourceKeyIn(names.flux);
  await using stack = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), "flux-kustomize-test-"));
  stack.defer(() => rm(root, { recursive: true, force: true }));
  const artifacts = stack.use(await createArtifactServer({ root }));
  const store = createArtifactStore({ root, address: artifacts.url });
  const api = shared ?? stack.use(createApiServer());
  const client = createClient({ transport: api.transport(), namespace: names.flux });
  stack.defer(() => client.close());
  await install(client, names);
  const events: ObjectEvent[] = [];
  const requests: string[] = [];
  const log = createTestLog();
  let registry = new Registry();
  const start = async (): Promise<AsyncDisposableStack> => {
    registry = new Registry();
    const parts = new AsyncDisposableStack();
    const own = createClient({ transport: noting(api.transport(), requests), namespace: names.flux });
    parts.defer(() => own.close());
    const watches = new WatchPool({ client: own });
    parts.defer(() => watches.close());
    const controller = startKustomizeController({
      client: own,
      watches,
      policy,
      events: { record: (event) => void events.push(event), flush: async () => {}, close: async () => {} },
      metrics: createMetrics({ registry }),
      log: log.log,
      scope: { namespaces: [names.flux] },
      ...(pace && { pace }),
      ...(cached && { cacheFolder: join(root, ".known") }),
    });
    parts.defer(() => controller.stop());
    await controller.synced;
    return parts;
  };
  let running = await start();
  stack.defer(() => running.disposeAsync());
  const held = stack.move();
  const until: TestCluster["until"] = async (key, predicate) => await waitFor(client, key, predicate);
  return {
    client,
    names,
    events,
    requests,
    metrics: async () => (await registry.metrics()).split("\n"),
    lines: log.lines,
    nextRun: log.nextRun,
    restart: async (meanwhile) => {
      await running.disposeAsync();
      await meanwhile?.();
      running = await start();
    },
    until,
    publish: async (revision, files) => {
      const file = `${revision.replaceAll(/[^a-z0-9]/g, "")}.tar.gz`;
      const { path, url, digest } = await store.put(sourceKey, file, entriesOf(files));
      const artifact = { path, url, digest, revision, lastUpdateTime: "2026-01-01T00:00:00Z" };
      await client.patchStatus(sourceKey, { type: "merge", patch: { status: { artifact } } });
    },
    create: async (name, spec) =>
      await createKustomization(client, kustomizationKey(name, names.flux), { targetNamespace: names.target, ...spec }),
    createBare: async (name, spec) => await createKustomization(client, kustomizationKey(name, names.flux), spec),
    change: async (name, patch) => {
      await client.patch(kustomizationKey(name, names.flux), { type: "merge", patch });
    },
    untilReady: async (name, status, revision) => {
      const object = await until(kustomizationKey(name, names.flux), (candidate) =>
        isReady(candidate, status, revision),
      );
      return object as Kustomization;
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function createKustomization(
  client: Client,
  { apiVersion, kind, namespace = "", name }: ObjectKey,
  spec: Partial<KustomizationSpec> = {},
): Promise<void> {
  const sourceRef = { kind: "GitRepository", name: "fleet" };
  const defaults = { interval: "10m", retryInterval: "5m", prune: true, sourceRef };
  await client.create({ apiVersion, kind, metadata: { namespace, name }, spec: { ...defaults, ...spec } });
}

function isReady(object: Kustomization | undefined, status: string, revision: string | undefined): boolean {
  const ready = findCondition(object?.status?.conditions, "Ready");
  const current = ready?.observedGeneration === object?.metadata.generation;
  return ready?.status === status && current && [undefined, object?.status?.lastAttemptedRevision].includes(revision);
}

async function install(client: Client, { flux, target }: ClusterNames): Promise<void> {
  const watches = new WatchPool({ client });
  const crds = fluxKinds.map(crdOf);
  for (const crd of crds) await client.apply(crd, { fieldManager: "test", force: true });
  await waitUntilReady(watches, crds.map(keyOf), { timeoutMs: 10_000, signal: new AbortController().signal });
  await watches.close();
  client.discovery.invalidate();
  for (const name of new Set([flux, target])) {
    await client.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } }, { fieldManager: "test" });
  }
  const { apiVersion, kind, namespace, name } = sourceKeyIn(flux);
  const spec = { url: "http://git.example.com/fleet", interval: "10m" };
  await client.create({ apiVersion, kind, metadata: { namespace, name }, spec });
}

async function waitFor<T extends KubeObject>(
  client: Client,
  key: ObjectKey,
  predicate: (object: T | undefined) => boolean,
): Promise<T | undefined> {
  const { name, ...target } = key;
  let current: T | undefined;
  let listed = false;
  for await (const event of client.watch<T>(target, { fieldSelector: `metadata.name=${name}` })) {
    if (event.type === "added" || event.type === "modified") current = event.object;
    else if (event.type === "deleted") current = undefined;
    else if (event.type === "failed") throw event.error;
    listed ||= event.type === "synced";
    if (listed && predicate(current)) break;
  }
  return current;
}

async function* entriesOf(files: Files): AsyncIterable<PackEntry> {
  for (const path of Object.keys(files).toSorted()) {
    yield { path, executable: false, content: new TextEncoder().encode(files[path]) };
  }
}

/** The transport, with a note of every request but lists and watches. */
function noting(transport: Transport, requests: string[]): Transport {
  return {
    ...transport,
    send: (request) => {
      requests.push(describe(request));
      return transport.send(request);
    },
    watch: (request) => transport.watch(request),
    close: () => transport.close(),
  };
}

function describe({ method, path, query = [], headers = {} }: ApiRequest): string {
  const applied = String(headers["content-type"]).startsWith("application/apply-patch");
  const dryRun = query.some(([name]) => name === "dryRun");
  const what = applied ? (dryRun ? "dry-run" : "apply") : method === "GET" && query.length > 0 ? "list" : method;
  return `${what} ${path}`;
}

interface TestLog {
  readonly log: Log;
  readonly lines: readonly LogLine[];
  nextRun(name: string, reason?: RunReason): Promise<LogLine>;
}

function createTestLog(): TestLog {
  const lines: LogLine[] = [];
  const waiting = new Set<(line: LogLine) => void>();
  const write = (message: string, fields: LogFields): void => {
    const line = { message, fields };
    lines.push(line);
    for (const hear of waiting) hear(line);
  };
  const logWith = (known: LogFields): Log => ({
    debug: () => {},
    info: (message, fields) => write(message, { ...known, ...fields }),
    error: (message, error, fields) => write(message, { ...known, ...fields, error }),
    with: (fields) => logWith({ ...known, ...fields }),
  });
  return {
    log: logWith({}),
    lines,
    nextRun: (name, reason) =>
      new Promise((resolve) => {
        const hear = (line: LogLine): void => {
          const { message, fields } = line;
          if (message !== "reconciliation finished" || fields["name"] !== name) return;
          if (reason !== undefined && fields["reason"] !== reason) return;
          waiting.delete(hear);
          resolve(line);
        };
        waiting.add(hear);
      }),
  };
}
