import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passCheckpoint, silentLog } from "@flux-ts/base";
import { createArtifactStore, unpackArchive } from "@flux-ts/artifact";
import type { ArtifactStore } from "@flux-ts/artifact";
import { withConditions } from "@flux-ts/controller";
import type { Conclusion, Progress, Run, RunEvent, StatusChange } from "@flux-ts/controller";
import type { FileTree } from "@flux-ts/base";
import type { GitRepository, GitRepositorySpec, GitRepositoryStatus } from "@flux-ts/flux-api";
import { fetchCheckout, resolveRemote } from "@flux-ts/git";
import { createGitServer, createRepository } from "@flux-ts/git/server";
import type { GitServerOptions, LocalRepository } from "@flux-ts/git/server";
import { createGitRepositoryReconciler } from "@flux-ts/source-controller";
import type { SecretValues } from "@flux-ts/source-controller";

/** One run, as seen from outside. */
interface RunResult {
  readonly conclusion: Conclusion<GitRepository>;
  /** The object with the status that the loop would write. */
  readonly object: GitRepository;
  readonly events: readonly RunEvent[];
  readonly progress: readonly Progress<GitRepository>[];
}

export interface World extends AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  readonly fleet: LocalRepository;
  readonly store: ArtifactStore;
  readonly secrets: Map<string, SecretValues>;
  readonly repositories: Map<string, GitRepository>;
  /** How often the remote was asked, and how often something was fetched from it. */
  readonly calls: { resolve: number; fetch: number };
  object(spec?: Partial<GitRepositorySpec>): GitRepository;
  run(object: GitRepository): Promise<RunResult>;
  finalize(object: GitRepository): Promise<readonly RunEvent[]>;
  /** The artifact an object has. */
  tree(object: GitRepository): Promise<FileTree>;
}

const now = new Date("2026-02-03T04:05:06.789Z");

/** A Git server, a store and a reconciler on both. */
export async function createWorld(options: Omit<GitServerOptions, "root"> = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "flux-source-test-"));
  const fleet = await createRepository(join(folder, "repositories", "fleet.git"));
  const server = await createGitServer({ root: join(folder, "repositories"), ...options });
  const store = createArtifactStore({ root: join(folder, "artifacts"), address: "source.example" });
  const secrets = new Map<string, SecretValues>();
  const repositories = new Map<string, GitRepository>();
  const calls = { resolve: 0, fetch: 0 };
  const reconciler = createGitRepositoryReconciler({
    store,
    readSecret: async (namespace, name) => secrets.get(`${namespace}/${name}`),
    readRepository: async (namespace, name) => repositories.get(`${namespace}/${name}`),
    git: {
      resolve: (...args) => {
        calls.resolve += 1;
        return resolveRemote(...args);
      },
      fetch: (...args) => {
        calls.fetch += 1;
        return fetchCheckout(...args);
      },
    },
  });
  const url = `${server.url}/fleet.git`;
  return {
    folder,
    url,
    fleet,
    store,
    secrets,
    repositories,
    calls,
    object: (spec = {}) => createObject({ url, ...spec }),
    async run(object) {
      const { run, events, progress } = createRun();
      const conclusion = await reconciler.reconcile(object, run);
      return { conclusion, object: applied(object, progress, conclusion), events, progress };
    },
    async finalize(object) {
      const { run, events } = createRun();
      await reconciler.finalize?.(object, run);
      return events;
    },
    async tree({ status }) {
      return unpackArchive(await store.read(status?.artifact?.path ?? "", status?.artifact?.digest ?? ""));
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function createObject(spec: Partial<GitRepositorySpec> & { readonly url: string }): GitRepository {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: "fleet", namespace: "flux-system", generation: 1 },
    spec: { interval: "1m0s", ref: { branch: "main" }, ...spec },
    status: { observedGeneration: -1 },
  };
}

function createRun(): { run: Run<GitRepository>; events: RunEvent[]; progress: Progress<GitRepository>[] } {
  const events: RunEvent[] = [];
  const progress: Progress<GitRepository>[] = [];
  const run: Run<GitRepository> = {
    reason: "interval",
    signal: new AbortController().signal,
    log: silentLog,
    now: () => now,
    progress: async (change) => void progress.push(change),
    note: (change) => void progress.push(change),
    wait: (until) => until(),
    event: (event) => void events.push(event),
    reach: passCheckpoint,
  };
  return { run, events, progress };
}

/** What the loop makes of the changes a run asks for, without the conditions that are its own. */
function applied(
  object: GitRepository,
  steps: readonly Progress<GitRepository>[],
  conclusion: Conclusion<GitRepository>,
): GitRepository {
  let status: GitRepositoryStatus = object.status ?? {};
  for (const change of [...steps, conclusion]) {
    const conditions = withConditions(status.conditions, change.conditions ?? {}, { now, generation: 1 });
    status = { ...withChange(status, change.status ?? {}), conditions };
  }
  return { ...object, status: conclusion.ready === undefined ? status : { ...status, observedGeneration: 1 } };
}

function withChange(status: GitRepositoryStatus, change: StatusChange<GitRepository>): GitRepositoryStatus {
  const fields = Object.entries({ ...status, ...change }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(fields) as GitRepositoryStatus;
}
