import type { KubeObject } from "@flux-ts/base";
import { messageOf } from "@flux-ts/base";
import type { Client, Clock, Informer, Target, WatchEvent } from "@flux-ts/kube";
import { isRefusal } from "../watch-pool.ts";
import { recordOf } from "./record.ts";
import type { LiveRecord, RecordRules } from "./record.ts";

export interface KindWatchOptions {
  readonly client: Pick<Client, "informer">;
  readonly clock: Clock;
  readonly rules: RecordRules;
  readonly labelSelector: string;
  /** Hears of every change of a record, and of the end of every list. Must not throw. */
  readonly onEvent: (event: WatchEvent<LiveRecord>) => void;
}

/** Whether the objects of a namespace are watched; `none` says why not. */
export type Coverage = { readonly state: "live" | "starting" } | { readonly state: "none"; readonly why: string };

interface Scope {
  readonly informer: Informer<LiveRecord>;
  /** The server does not let us watch. */
  refusal: Error | undefined;
}

/** What was refused is tried again after this time, when somebody wants to watch. */
const retryMs = 600_000;
const maxTombstones = 1000;

/**
 * The metadata of all objects of one kind that carry the owner labels, reduced to records. One watch for all
 * namespaces where that is allowed, else one for each namespace that is in use, else none.
 */
export class KindWatch {
  readonly #kind: Target;
  readonly #options: KindWatchOptions;
  /** Number of objects somebody keeps, by namespace. */
  readonly #users = new Map<string, number>();
  readonly #narrow = new Map<string, Scope>();
  #wide: Scope | undefined;
  #refusedAt = 0;
  /** The last states of objects that are gone, by `namespace/name`. */
  readonly #tombstones = new Map<string, LiveRecord>();

  constructor({ apiVersion, kind }: Target, options: KindWatchOptions) {
    this.#kind = { apiVersion, kind };
    this.#options = options;
  }

  get unused(): boolean {
    return this.#users.size === 0;
  }

  use(namespace: string): void {
    this.#users.set(namespace, (this.#users.get(namespace) ?? 0) + 1);
    if (this.#refusedAt > 0 && this.#options.clock.now() - this.#refusedAt > retryMs) this.#startOver();
    this.#ensure(namespace);
  }

  release(namespace: string): void {
    const users = (this.#users.get(namespace) ?? 0) - 1;
    if (users > 0) {
      this.#users.set(namespace, users);
      return;
    }
    this.#users.delete(namespace);
    void this.#narrow.get(namespace)?.informer.stop();
    this.#narrow.delete(namespace);
  }

  coverage(namespace: string): Coverage {
    const scope = this.#scopeOf(namespace);
    if (scope === undefined) return { state: "none", why: "it cannot be watched" };
    if (scope.informer.synced && scope.refusal === undefined) return { state: "live" };
    const failure = scope.refusal ?? scope.informer.failure;
    return failure === undefined ? { state: "starting" } : { state: "none", why: messageOf(failure) };
  }

  get(namespace: string, name: string): LiveRecord | undefined {
    return this.#scopeOf(namespace)?.informer.get(name, namespace === "" ? undefined : namespace);
  }

  /** The last state of an object that was seen to go, as long as it is remembered. */
  tombstone(namespace: string, name: string): LiveRecord | undefined {
    return this.#tombstones.get(`${namespace}/${name}`);
  }

  async close(): Promise<void> {
    const scopes = [...(this.#wide ? [this.#wide] : []), ...this.#narrow.values()];
    this.#narrow.clear();
    this.#users.clear();
    await Promise.all(scopes.map(({ informer }) => informer.stop()));
  }

  #scopeOf(namespace: string): Scope | undefined {
    if (this.#wide && this.#wide.refusal === undefined) return this.#wide;
    return this.#narrow.get(namespace) ?? this.#wide;
  }

  #startOver(): void {
    this.#refusedAt = 0;
    for (const { informer } of this.#narrow.values()) void informer.stop();
    this.#narrow.clear();
    this.#wide = undefined;
  }

  #ensure(namespace: string): void {
    if (this.#wide === undefined) {
      const wide = this.#open(undefined, () => this.#narrowDown());
      this.#wide = wide;
      void wide.informer.start();
      return;
    }
    if (this.#wide.refusal === undefined || namespace === "" || this.#narrow.has(namespace)) return;
    const scope = this.#open(namespace, () => {});
    this.#narrow.set(namespace, scope);
    void scope.informer.start();
  }

  /** All namespaces at once are not allowed: those in use may be. */
  #narrowDown(): void {
    for (const namespace of this.#users.keys()) this.#ensure(namespace);
  }

  #open(namespace: string | undefined, onRefusal: () => void): Scope {
    const { client, rules, labelSelector, onEvent } = this.#options;
    const informer = client.informer<KubeObject, LiveRecord>(
      { ...this.#kind, ...(namespace !== undefined && { namespace }) },
      { labelSelector, metadataOnly: true, transform: ({ metadata }) => recordOf(metadata, rules) },
    );
    const scope: Scope = { informer, refusal: undefined };
    informer.subscribe((event) => {
      if (event.type === "failed" && isRefusal(event.error)) {
        scope.refusal = event.error;
        this.#refusedAt = this.#options.clock.now();
        void informer.stop();
        onRefusal();
      }
      this.#bury(event);
      onEvent(event);
    });
    return scope;
  }

  #bury(event: WatchEvent<LiveRecord>): void {
    if (!("object" in event)) return;
    const id = `${event.object.namespace}/${event.object.name}`;
    this.#tombstones.delete(id);
    if (event.type !== "deleted") return;
    this.#tombstones.set(id, event.object);
    for (const oldest of this.#tombstones.keys()) {
      if (this.#tombstones.size <= maxTombstones) break;
      this.#tombstones.delete(oldest);
    }
  }
}
