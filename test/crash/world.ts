import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeObject } from "@flux-ts/base";
import type { GitRepository, Kustomization } from "@flux-ts/flux-api";
import { commitFiles, createGitServer, createRepository } from "@flux-ts/git/server";
import type { LocalRepository } from "@flux-ts/git/server";
import type { Client, ClusterAccess, ObjectKey } from "@flux-ts/kube";
import { startApiProxy } from "@flux-ts/kube/testing";
import type { ApiProxy } from "@flux-ts/kube/testing";
import { freePorts } from "../real/peers/program.ts";
import { adopt, install, isApplied, isStored, kustomizationKey, request, sourceKey } from "./fleet.ts";
import type { Ending, Start } from "./messages.ts";
import { FluxProcess } from "./process.ts";
import { filesOf } from "./sides.ts";
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

/** What a world stands on. */
interface Ground {
  readonly client: Client;
  readonly proxy: ApiProxy;
  readonly repository: LocalRepository;
  /** URL of the repository. */
  readonly url: string;
  /** Where artifacts are kept. */
  readonly storage: string;
  readonly artifactPort: number;
  /** Where compiled code is kept. */
  readonly cache: string;
}

/** Makes the ground of a world, with the objects of the fleet at side `a`, and starts the first Flux. */
export async function createWorld(open: () => Promise<CrashCluster>): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "flux-crash-"));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const cluster = await open();
  stack.defer(() => cluster.close());
  const { client } = cluster;
  const proxy = stack.use(await startApiProxy({ access: cluster.access }));
  const repository = await createRepository(join(folder, "repositories", "fleet.git"));
  const git = stack.use(await createGitServer({ root: join(folder, "repositories") }));
  const url = `${git.url}/fleet.git`;
  const [artifactPort = 0] = await freePorts(1);
  const [storage, cache] = [join(folder, "artifacts"), join(folder, "compiled")];
  await install(client, url);
  const world = new World({ client, proxy, repository, url, storage, artifactPort, cache }, stack.move());
  await world.begin();
  return world;
}

/** One Flux after the other on one cluster with one repository, which is at one of its two sides. */
export class World implements AsyncDisposable {
  readonly #ground: Ground;
  readonly #held: AsyncDisposable;
  #side: Side = "a";
  #flux: FluxProcess;
  /** Warms up while the present one works. */
  #next: FluxProcess;

  /** @param held what goes away with the world. */
  constructor(ground: Ground, held: AsyncDisposable) {
    this.#ground = ground;
    this.#held = held;
    this.#flux = new FluxProcess(ground.cache);
    this.#next = new FluxProcess(ground.cache);
  }

  get client(): Client {
    return this.#ground.client;
  }

  get proxy(): ApiProxy {
    return this.#ground.proxy;
  }

  get storage(): string {
    return this.#ground.storage;
  }

  get url(): string {
    return this.#ground.url;
  }

  get side(): Side {
    return this.#side;
  }

  /** The Flux that runs. */
  get flux(): FluxProcess {
    return this.#flux;
  }

  /** Starts the first Flux; resolves when the fleet is ready. */
  async begin(): Promise<void> {
    await adopt(this.client, this.#side);
    const revision = await this.#commit();
    await this.#flux.start(this.#start());
    await this.untilApplied(revision);
  }

  /** Commits a side and gives the revision. Flux is told if it runs. */
  async push(side: Side): Promise<string> {
    this.#side = side;
    await adopt(this.client, side);
    const revision = await this.#commit();
    await request(this.client, sourceKey("fleet"));
    return revision;
  }

  /** Starts the next Flux once the last one has ended. */
  async restart({ leaseMs, ending, sourceFirst, cold = false }: RestartOptions = {}): Promise<void> {
    await this.#flux.ended();
    if (cold) await rm(join(this.storage, knownFolder), { recursive: true });
    if (sourceFirst !== undefined) this.#hideKustomizationsUntil(sourceFirst);
    this.#step();
    if (ending) await this.#flux.arm(ending);
    const started = this.#flux.start(this.#start(leaseMs));
    await (ending ? started.catch(() => this.#flux.ended()) : started);
    this.proxy.disturb(undefined);
  }

  /** Starts the next Flux beside the one that runs, to take over from it: what is given waits until it has. */
  standBy({ leaseMs }: Required<Pick<RestartOptions, "leaseMs">>): () => Promise<void> {
    const started = this.#next.start(this.#start(leaseMs));
    return async () => {
      await this.#flux.ended();
      this.#step();
      await started;
    };
  }

  async until<T extends KubeObject>(
    key: ObjectKey,
    predicate: (object: T | undefined) => boolean,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    return await this.client.waitFor(key, predicate, { timeoutMs, ...(signal && { signal }) });
  }

  /** Resolves when source and Kustomization are ready at the revision. */
  async untilApplied(revision: string, signal?: AbortSignal): Promise<void> {
    await this.until<Kustomization>(kustomizationKey("fleet"), (object) => isApplied(object, revision), signal);
    await this.until<GitRepository>(sourceKey("fleet"), (object) => isStored(object, revision), signal);
  }

  /** Resolves when Flux has ended, or has done all and is killed then. */
  async untilEnded(revision: string): Promise<void> {
    const settled = new AbortController();
    const done = this.untilApplied(revision, settled.signal).then(() => this.#flux.kill());
    await Promise.race([this.#flux.ended(), done]);
    settled.abort();
    await this.#flux.ended();
  }

  /** Asks for a run of the Kustomization; resolves when it is ready after that. */
  async untilHandled(): Promise<void> {
    const token = await request(this.client, kustomizationKey("fleet"));
    await this.until<Kustomization>(kustomizationKey("fleet"), (object) => {
      const { lastHandledReconcileAt, lastAppliedRevision = "" } = object?.status ?? {};
      return lastHandledReconcileAt === token && isApplied(object, lastAppliedRevision);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#flux[Symbol.asyncDispose]();
    await this.#next[Symbol.asyncDispose]();
    await this.#held[Symbol.asyncDispose]();
  }

  /** The next Flux becomes the present one. */
  #step(): void {
    this.#flux = this.#next;
    this.#next = new FluxProcess(this.#ground.cache);
  }

  #start(leaseMs?: number): Start {
    const { proxy, storage, artifactPort } = this.#ground;
    return { server: proxy.access.server.href, storage, artifactPort, ...(leaseMs !== undefined && { leaseMs }) };
  }

  async #commit(): Promise<string> {
    const side = this.#side;
    const options = { files: filesOf(side), replace: true, message: `side ${side}` };
    return `main@sha1:${await commitFiles(this.#ground.repository, options)}`;
  }

  #hideKustomizationsUntil(revision: string): void {
    const stored = this.until<GitRepository>(sourceKey("fleet"), (object) => isStored(object, revision));
    this.proxy.disturb(({ path }) => (path.endsWith("/kustomizations") ? { kind: "hold", until: stored } : undefined));
  }
}
