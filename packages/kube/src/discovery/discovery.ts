import { formatGroupVersion, parseGroupVersion } from "@flux-ts/base";
import type { Caller } from "../client/caller.ts";
import type { Clock } from "../clock.ts";
import { KubeError } from "../errors.ts";
import { noMatchText } from "../texts.ts";
import { fetchGroupVersion, fetchResources, type Read } from "./fetch.ts";
import { findByName } from "./names.ts";
import type { ApiResource } from "./resource.ts";

/**
 * What the server offers. Fetched whole on first use; a kind that is missing makes its group version be looked at
 * again, at most once a second: whoever asks in between waits for that look.
 */
export interface Discovery {
  /**
   * The resource of a kind.
   *
   * @throws KubeError `unknown-kind` when the server has none.
   */
  resourceFor(kind: KindName, options?: DiscoveryOptions): Promise<ApiResource>;
  /** As {@link Discovery.resourceFor}, but undefined when the server has none. */
  findResource(kind: KindName, options?: DiscoveryOptions): Promise<ApiResource | undefined>;
  /**
   * Resources by what people type: kind, plural, singular or short name, with `.group` or `.version.group` behind it.
   * Best match first, preferred versions before others.
   */
  resourcesNamed(name: string, options?: DiscoveryOptions): Promise<readonly ApiResource[]>;
  /** All resources; of each group the preferred version first. */
  resources(options?: DiscoveryOptions): Promise<readonly ApiResource[]>;
  /** Forgets everything. Writes of CustomResourceDefinitions and APIServices by the same client do it themselves. */
  invalidate(): void;
}

export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface DiscoveryOptions {
  readonly signal?: AbortSignal;
}

/** Time between two looks at a group version in which something was missing. */
const lookIntervalMs = 1000;
/** After this, deleted and changed definitions are noticed even if nobody stumbles over them. */
const maxAgeMs = 600_000;

export interface DiscoverySource {
  readonly caller: Caller;
  readonly clock: Clock;
}

export function createDiscovery(source: DiscoverySource): Discovery {
  return new CachedDiscovery(source);
}

interface Snapshot {
  readonly fetchedAt: number;
  readonly resources: readonly ApiResource[];
  readonly byKind: ReadonlyMap<string, ApiResource>;
}

/** The last look at a group version: `done` settles with what it offered. */
interface Look {
  readonly at: number;
  readonly done: Promise<void>;
}

class CachedDiscovery implements Discovery {
  readonly #read: Read;
  readonly #clock: Clock;
  #snapshot: Promise<Snapshot> | undefined;
  readonly #looks = new Map<string, Look>();

  constructor({ caller, clock }: DiscoverySource) {
    this.#clock = clock;
    // Shared by all who wait, so that nobody's signal may end it.
    this.#read = (path, accept) =>
      caller.call({ method: "GET", path, headers: { accept: accept ?? "application/json" } });
  }

  async resourceFor(kind: KindName, options?: DiscoveryOptions): Promise<ApiResource> {
    const found = await this.findResource(kind, options);
    if (found) return found;
    const { group } = parseGroupVersion(kind.apiVersion);
    const others = (await this.resources(options)).filter((each) => each.kind === kind.kind && each.group === group);
    const versions = others.map((each) => formatGroupVersion(each));
    throw new KubeError("unknown-kind", noMatchText(kind.kind, kind.apiVersion, versions));
  }

  async findResource(kind: KindName, { signal }: DiscoveryOptions = {}): Promise<ApiResource | undefined> {
    const { byKind } = await settled(this.#current(), signal);
    const known = byKind.get(idOf(kind));
    if (known) return known;
    await settled(this.#look(kind.apiVersion), signal);
    return (await settled(this.#current(), signal)).byKind.get(idOf(kind));
  }

  async resourcesNamed(name: string, options: DiscoveryOptions = {}): Promise<readonly ApiResource[]> {
    return findByName(await this.resources(options), name);
  }

  async resources({ signal }: DiscoveryOptions = {}): Promise<readonly ApiResource[]> {
    return (await settled(this.#current(), signal)).resources;
  }

  invalidate(): void {
    this.#snapshot = undefined;
    // What was missing a moment ago may be what has just been defined.
    this.#looks.clear();
  }

  async #current(): Promise<Snapshot> {
    const kept = this.#snapshot;
    if (kept && this.#clock.now() - (await kept).fetchedAt < maxAgeMs) return kept;
    if (this.#snapshot === kept) this.#replace(this.#fetch());
    return this.#current();
  }

  async #fetch(): Promise<Snapshot> {
    const fetchedAt = this.#clock.now();
    return snapshotOf(fetchedAt, await fetchResources(this.#read));
  }

  /** Keeps a snapshot under way; a failed one is forgotten, so that the next call tries again. */
  #replace(next: Promise<Snapshot>): void {
    this.#snapshot = next;
    next.catch(() => {
      if (this.#snapshot === next) this.#snapshot = undefined;
    });
  }

  /** Looks at one group version again and waits for that; a look that has just been done is repeated a little later. */
  #look(apiVersion: string): Promise<void> {
    const last = this.#looks.get(apiVersion);
    const now = this.#clock.now();
    if (last && last.at > now) return last.done;
    const at = last ? Math.max(now, last.at + lookIntervalMs) : now;
    const done = this.#lookAt(apiVersion, at - now);
    this.#looks.set(apiVersion, { at, done });
    return done;
  }

  async #lookAt(apiVersion: string, delayMs: number): Promise<void> {
    if (delayMs > 0) await this.#clock.sleep(delayMs);
    const seen = await fetchGroupVersion(this.#read, apiVersion);
    const { fetchedAt, resources } = await this.#current();
    this.#snapshot = Promise.resolve(snapshotOf(fetchedAt, replaceGroupVersion(resources, apiVersion, seen)));
  }
}

/** Keeps the order of versions: a new version of a known group is not the preferred one. */
function replaceGroupVersion(
  resources: readonly ApiResource[],
  apiVersion: string,
  seen: readonly ApiResource[],
): readonly ApiResource[] {
  const { group } = parseGroupVersion(apiVersion);
  const first = resources.findIndex((resource) => formatGroupVersion(resource) === apiVersion);
  const others = resources.filter((resource) => formatGroupVersion(resource) !== apiVersion);
  const afterGroup = others.findLastIndex((resource) => resource.group === group) + 1;
  const at = first >= 0 ? first : afterGroup || others.length;
  return others.toSpliced(at, 0, ...seen);
}

function snapshotOf(fetchedAt: number, resources: readonly ApiResource[]): Snapshot {
  const byKind = new Map<string, ApiResource>();
  for (const resource of resources) {
    const id = idOf({ apiVersion: formatGroupVersion(resource), kind: resource.kind });
    // Where two resources have one kind, the first is the one that is stored.
    if (!byKind.has(id)) byKind.set(id, resource);
  }
  return { fetchedAt, resources, byKind };
}

function idOf({ apiVersion, kind }: KindName): string {
  return `${apiVersion} ${kind}`;
}

/** The promise, or the signal's reason if that comes first. */
async function settled<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
