import type { KubeObject } from "@flux-ts/base";
import { formatRef, parseGroupVersion } from "@flux-ts/base";
import { readinessOf } from "@flux-ts/health";
import type { Readiness } from "@flux-ts/health";
import { systemClock } from "@flux-ts/kube";
import type { Clock, ObjectKey } from "@flux-ts/kube";
import type { BorrowedWatch, WatchKey, WatchPool } from "./watch-pool.ts";

export interface WaitOptions {
  /** Gives up after this time, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Labels that all of the objects carry: lets waits for the same kind share one watch. Without it each object has a watch of its own. */
  readonly labelSelector?: string;
  /** Ends the wait as soon as one object has failed. Otherwise it ends when none is in progress any more. */
  readonly failFast?: boolean;
  /** Objects whose absence means that they are done, such as Jobs that are deleted after they finished. */
  readonly mayVanish?: (object: ObjectKey) => boolean;
  /** How ready an object is. @default kstatus rules */
  readonly readiness?: (object: KubeObject) => Readiness;
  readonly clock?: Clock;
  /** Called on every change, with how many objects are ready. */
  readonly onProgress?: (ready: number, total: number) => void;
}

/** How a wait ended. `objects` are those that are not ready, with the last that is known of each. */
export type WaitOutcome =
  | { readonly kind: "ready" }
  | { readonly kind: "failed" | "timeout"; readonly objects: readonly ObjectReadiness[] };

export interface ObjectReadiness {
  readonly object: ObjectKey;
  readonly readiness: Readiness;
}

const unseen: Readiness = { status: "Unknown", message: "not seen yet" };
const absent: Readiness = { status: "NotFound", message: "Resource not found" };
const gone: Readiness = { status: "Current", message: "Resource is gone" };
const terminating: Readiness = { status: "Terminating", message: "Resource scheduled for deletion" };

/**
 * Waits until all objects are ready, on watches, without polling. Throws the reason of `signal` when it aborts.
 * An object whose kind cannot be watched stays `Unknown` until the timeout.
 */
export async function waitUntilReady(
  pool: WatchPool,
  objects: readonly ObjectKey[],
  options: WaitOptions,
): Promise<WaitOutcome> {
  if (objects.length === 0) return { kind: "ready" };
  const { clock = systemClock } = options;
  const board = new Board(objects, options);
  const deadline = new AbortController();
  const signal = AbortSignal.any([options.signal, deadline.signal]);
  const watches = watchKeysOf(objects, options.labelSelector).map((key) => board.follow(pool.borrow(key), key));
  try {
    const timeout = clock.sleep(options.timeoutMs, signal).then(() => board.timeout());
    return await Promise.race([board.outcome, timeout]);
  } finally {
    deadline.abort();
    for (const close of watches) close();
  }
}

/** What is known of each object of one wait, and the outcome as soon as there is one. */
class Board {
  readonly outcome: Promise<WaitOutcome>;
  readonly #options: WaitOptions;
  readonly #clock: Clock;
  readonly #readiness: Map<string, ObjectReadiness>;
  #decide: (outcome: WaitOutcome) => void = () => {};

  constructor(objects: readonly ObjectKey[], options: WaitOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#readiness = new Map(objects.map((object) => [idOf(object), { object, readiness: unseen }]));
    this.outcome = new Promise((resolve) => {
      this.#decide = resolve;
    });
  }

  /** Feeds the board from a watch. Returns the function that ends it. */
  follow({ informer, release }: BorrowedWatch, key: WatchKey): () => void {
    const get = (name: string, namespace?: string): KubeObject | undefined => informer.get(name, namespace);
    const unsubscribe = informer.subscribe((event) => {
      switch (event.type) {
        case "added":
        case "modified":
          this.#see(event.object, key);
          break;
        case "deleted":
          this.#set(idOf({ ...key, ...event.object.metadata }), this.#ofAbsent(event.object));
          break;
        case "synced":
          this.#markAbsent(key, get);
          break;
        case "failed":
        case "recovered":
          return;
      }
      this.#conclude();
    });
    void informer.start();
    if (informer.synced) {
      this.#markAbsent(key, get);
      this.#conclude();
    }
    return () => {
      unsubscribe();
      release();
    };
  }

  timeout(): WaitOutcome {
    return { kind: "timeout", objects: this.#unready() };
  }

  #see(object: KubeObject, key: WatchKey): void {
    const { readiness = (seen) => readinessOf(seen, { now: this.#clock.now() }) } = this.#options;
    this.#set(idOf({ ...key, ...object.metadata }), readiness(object));
  }

  #set(id: string, readiness: Readiness): void {
    const entry = this.#readiness.get(id);
    if (entry) this.#readiness.set(id, { ...entry, readiness });
  }

  /** After a full list: what it does not hold does not exist. */
  #markAbsent(key: WatchKey, get: (name: string, namespace?: string) => KubeObject | undefined): void {
    for (const [id, { object }] of this.#readiness) {
      if (!covers(key, object) || get(object.name, object.namespace)) continue;
      this.#set(id, this.#ofAbsent(object));
    }
  }

  #ofAbsent(object: ObjectKey | KubeObject): Readiness {
    const key = "metadata" in object ? keyOf(object) : object;
    return this.#options.mayVanish?.(key) ? gone : absent;
  }

  #conclude(): void {
    const unready = this.#unready();
    this.#options.onProgress?.(this.#readiness.size - unready.length, this.#readiness.size);
    if (unready.length === 0) return this.#decide({ kind: "ready" });
    const failed = unready.filter(({ readiness }) => readiness.status === "Failed");
    if (failed.length === unready.length || (this.#options.failFast && failed.length > 0)) {
      this.#decide({ kind: "failed", objects: failed });
    }
  }

  #unready(): ObjectReadiness[] {
    return [...this.#readiness.values()].filter(({ readiness }) => readiness.status !== "Current");
  }
}

function keyOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectKey {
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}

function idOf({ apiVersion, kind, namespace = "", name }: ObjectKey): string {
  return JSON.stringify([parseGroupVersion(apiVersion).group, kind, namespace, name]);
}

/** One watch per kind and namespace where all objects carry a label, else one per object. */
function watchKeysOf(objects: readonly ObjectKey[], labelSelector: string | undefined): WatchKey[] {
  if (labelSelector === undefined) {
    return objects.map(({ name, ...target }) => ({ ...target, fieldSelector: `metadata.name=${name}` }));
  }
  const keys = objects.map(({ name: _, ...target }): WatchKey => ({ ...target, labelSelector }));
  return [...new Map(keys.map((key) => [idOf({ ...key, name: "" }), key])).values()];
}

function covers(key: WatchKey, object: ObjectKey): boolean {
  const sameTarget = idOf({ ...key, name: "" }) === idOf({ ...object, name: "" });
  return sameTarget && (key.fieldSelector === undefined || key.fieldSelector === `metadata.name=${object.name}`);
}

/** The objects as users read them in a condition: `Deployment/apps/web status: 'InProgress'`. */
export function formatUnready(objects: readonly ObjectReadiness[]): string {
  return objects
    .map(({ object, readiness }) => `${formatRef({ namespace: "", ...object })} status: '${readiness.status}'`)
    .join(", ");
}

/** Waits until none of the objects exists any more. The outcome `ready` says that all are gone. */
export async function waitUntilGone(
  pool: WatchPool,
  objects: readonly ObjectKey[],
  options: Pick<WaitOptions, "timeoutMs" | "signal" | "labelSelector" | "clock">,
): Promise<WaitOutcome> {
  return await waitUntilReady(pool, objects, { ...options, readiness: () => terminating, mayVanish: () => true });
}
