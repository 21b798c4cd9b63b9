import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiServer } from "@flux-ts/apiserver";
import { createArtifactServer, createArtifactStore } from "@flux-ts/artifact";
import type { ArtifactStore } from "@flux-ts/artifact";
import { silentLog } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { createMetrics } from "@flux-ts/controller";
import type { EventRecorder, ObjectEvent, WatchSource } from "@flux-ts/controller";
import { apiVersionOf, crdOf, gitRepositoryKind } from "@flux-ts/flux-api";
import type { GitRepository, GitRepositorySpec } from "@flux-ts/flux-api";
import { createGitServer, createRepository } from "@flux-ts/git/server";
import type { LocalRepository } from "@flux-ts/git/server";
import { createClient } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { startSourceController } from "@flux-ts/source-controller";

export interface TestCluster extends AsyncDisposable {
  readonly client: Client;
  readonly store: ArtifactStore;
  readonly events: readonly ObjectEvent[];
  readonly fleet: LocalRepository;
  /** URL of the repository `fleet`. */
  readonly url: string;
  /** Creates the GitRepository `fleet`. */
  create(spec?: Partial<GitRepositorySpec>): Promise<void>;
  /** Merges into the GitRepository `fleet`. */
  change(patch: JsonObject): Promise<void>;
  /** The GitRepository `fleet` once it is as the predicate says; undefined is a deleted one. */
  until(predicate: (object: GitRepository | undefined) => boolean): Promise<GitRepository | undefined>;
}

const fleetKey = {
  apiVersion: apiVersionOf(gitRepositoryKind),
  kind: "GitRepository",
  namespace: "flux-system",
  name: "fleet",
} as const;

/** The source controller on the embedded API, with a Git server, a store and an artifact server. */
export async function createCluster(): Promise<TestCluster> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "flux-source-test-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const fleet = await createRepository(join(folder, "repositories", "fleet.git"));
  const git = stack.use(await createGitServer({ root: join(folder, "repositories") }));
  const artifacts = stack.use(await createArtifactServer({ root: join(folder, "artifacts") }));
  const store = createArtifactStore({ root: join(folder, "artifacts"), address: artifacts.url });
  const api = stack.use(createApiServer());
  const client = createClient({ transport: api.transport(), namespace: "flux-system" });
  stack.defer(() => client.close());
  await install(client);
  const events: ObjectEvent[] = [];
  const observers = { events: recorderInto(events), metrics: createMetrics(), log: silentLog };
  const controller = startSourceController({ client, store, watches: watchesOf(client), ...observers });
  stack.defer(() => controller.stop());
  await controller.synced;
  const url = `${git.url}/fleet.git`;
  const held = stack.move();
  return {
    ...accessTo(client, url),
    client,
    store,
    events,
    fleet,
    url,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

function accessTo(client: Client, url: string): Pick<TestCluster, "change" | "create" | "until"> {
  return {
    async create(spec = {}) {
      const { apiVersion, kind, namespace, name } = fleetKey;
      const defaults = { url, interval: "10m", ref: { branch: "main" } };
      await client.create({ apiVersion, kind, metadata: { namespace, name }, spec: { ...defaults, ...spec } });
    },
    async change(patch) {
      await client.patch(fleetKey, { type: "merge", patch });
    },
    until: (predicate) => client.waitFor<GitRepository>(fleetKey, predicate, { timeoutMs: 10_000 }),
  };
}

async function install(client: Client): Promise<void> {
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } });
  const crd = crdOf(gitRepositoryKind);
  await client.create(crd);
  const { apiVersion, kind, metadata } = crd;
  await client.waitFor({ apiVersion, kind, name: metadata.name }, (object) =>
    JSON.stringify(object?.["status"] ?? {}).includes('"Established"'),
  );
}

function watchesOf(client: Client): WatchSource {
  return {
    borrow: (key) => {
      const informer = client.informer(key, key);
      return { informer, release: () => void informer.stop() };
    },
  };
}

function recorderInto(events: ObjectEvent[]): EventRecorder {
  return {
    record: (event) => void events.push(event),
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
