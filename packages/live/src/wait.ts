import type { KubeObject } from "@flux-ts/base";
import { formatRef } from "@flux-ts/base";
import { readinessOf } from "@flux-ts/health";
import type { Readiness } from "@flux-ts/health";
import { systemClock } from "@flux-ts/kube";
import type { Clock, ObjectKey } from "@flux-ts/kube";
import { objectId } from "./object-id.ts";
import { isRefusal } from "./watch-pool.ts";
import type { WatchKey, WatchPool } from "./watch-pool.ts";

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
  const { clock = systemClock, labelSelector } = options;
  const board = new Board(pool, objects, options);
  const deadline = new AbortController();
  const signal = AbortSignal.any([options.signal, deadline.signal]);
  const timeout = clock.sleep(options.timeoutMs, signal).then(() => board.timeout());
  try {
    for (const group of groupsOf(objects, labelSelector === undefined ? "object" : "kind")) board.watch(group);
    return await Promise.race([board.outcome, timeout]);
  } finally {
    deadline.abort();
    timeout.catch(() => {});
    board.close();
  }
}

/**
 * How ready all of the objects are, where open watches tell; undefined where they do not. Nothing is opened for it,
 * and nothing is asked.
 */
export function readinessNow(
  pool: WatchPool,
  objects: readonly ObjectKey[],
  options: Pick<WaitOptions, "labelSelector" | "mayVanish" | "readiness" | "clock">,
): WaitOutcome | undefined {
  const { labelSelector, clock = systemClock, mayVanish, readiness } = options;
  const unready: ObjectReadiness[] = [];
  for (const object of objects) {
    const informer = openWatchOf(pool, object, labelSelector);
    if (informer === undefined) return undefined;
    const seen = informer.get(object.name, object.namespace);
    const state = seen === undefined ? absentState(object, mayVanish) : readinessWith(seen, { readiness, clock });
    if (state.status !== "Current") unready.push({ object, readiness: state });
  }
  return unready.length === 0 ? { kind: "ready" } : { kind: "failed", objects: unready };
}

function openWatchOf(pool: WatchPool, object: ObjectKey, labelSelector: string | undefined) {
  const scopes: readonly Scope[] = labelSelector === undefined ? ["object"] : ["kind", "namespace", "object"];
  for (const scope of scopes) {
    const key = watchKeyOf(scope, [object], labelSelector);
    const informer = key && pool.peek(key);
    if (informer) return informer;
  }
  return undefined;
}

/** Objects of one watch. Where it is refused, there may be narrower ones. */
interface Group {
  readonly scope: Scope;
  readonly objects: readonly ObjectKey[];
}

/** All namespaces, one namespace, one object. */
type Scope = "kind" | "namespace" | "object";

const narrower = { kind: "namespace", namespace: "object", object: undefined } as const;

/** What is known of each object of one wait, and the outcome as soon as there is one. */
class Board {
  readonly outcome: Promise<WaitOutcome>;
  readonly #pool: WatchPool;
  readonly #options: WaitOptions;
  readonly #clock: Clock;
  readonly #readiness: Map<string, ObjectReadiness>;
  readonly #closing = new Set<() => void>();
  #unready: number;
  #decide: (outcome: WaitOutcome) => void = () => {};

  constructor(pool: WatchPool, objects: readonly ObjectKey[], options: WaitOptions) {
    this.#pool = pool;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#readiness = new Map(objects.map((object) => [objectId(object), { object, readiness: unseen }]));
    this.#unready = this.#readiness.size;
    this.outcome = new Promise((resolve) => {
      this.#decide = resolve;
    });
  }

  /** Feeds the board from a watch. */
  watch({ scope, objects }: Group): void {
    const key = watchKeyOf(scope, objects, this.#options.labelSelector);
    if (key === undefined) return;
    const watch = this.#pool.borrow(key);
    const ends = objects.map((object) =>
      watch.follow(object, (seen) => {
        this.#see(object, seen);
        this.#conclude();
      }),
    );
    const close = (): void => {
      for (const end of ends.splice(0)) end();
      watch.release();
      this.#closing.delete(close);
    };
    this.#closing.add(close);
    const look = (): void => {
      if (isRefusal(watch.informer.failure) && narrower[scope] !== undefined) {
        close();
        for (const group of groupsOf(objects, narrower[scope])) this.watch(group);
        return;
      }
      for (const object of objects) {
        const seen = watch.informer.get(object.name, object.namespace);
        if (seen !== undefined || watch.informer.synced) this.#see(object, seen);
      }
      this.#conclude();
    };
    ends.push(watch.onState(look));
    void watch.informer.start();
    look();
  }

  close(): void {
    for (const close of this.#closing) close();
  }

  timeout(): WaitOutcome {
    return { kind: "timeout", objects: this.#notReady() };
  }

  #see(object: ObjectKey, seen: KubeObject | undefined): void {
    const { mayVanish, readiness } = this.#options;
    const id = objectId(object);
    const before = this.#readiness.get(id)?.readiness.status;
    const state =
      seen === undefined ? absentState(object, mayVanish) : readinessWith(seen, { readiness, clock: this.#clock });
    this.#readiness.set(id, { object, readiness: state });
    if (before === "Current") this.#unready += 1;
    if (state.status === "Current") this.#unready -= 1;
  }

  #conclude(): void {
    this.#options.onProgress?.(this.#readiness.size - this.#unready, this.#readiness.size);
    if (this.#unready === 0) return this.#decide({ kind: "ready" });
    const failed = this.#notReady().filter(({ readiness }) => readiness.status === "Failed");
    if (failed.length === this.#unready || (this.#options.failFast && failed.length > 0)) {
      this.#decide({ kind: "failed", objects: failed });
    }
  }

  #notReady(): ObjectReadiness[] {
    return [...this.#readiness.values()].filter(({ readiness }) => readiness.status !== "Current");
  }
}

function absentState(object: ObjectKey, mayVanish: WaitOptions["mayVanish"]): Readiness {
  return mayVanish?.(object) ? gone : absent;
}

function readinessWith(
  object: KubeObject,
  { readiness, clock }: { readonly readiness: WaitOptions["readiness"]; readonly clock: Clock },
): Readiness {
  return readiness ? readiness(object) : readinessOf(object, { now: clock.now() });
}

/** The objects by the watches that show them. */
function groupsOf(objects: readonly ObjectKey[], scope: Scope): readonly Group[] {
  const groups = new Map<string, ObjectKey[]>();
  for (const object of objects) {
    const { apiVersion, kind, namespace = "", name } = object;
    const parts = {
      kind: [apiVersion, kind],
      namespace: [apiVersion, kind, namespace],
      object: [apiVersion, kind, namespace, name],
    };
    const group = parts[scope].join(" ");
    const members = groups.get(group);
    if (members) members.push(object);
    else groups.set(group, [object]);
  }
  return [...groups.values()].map((members) => ({ scope, objects: members }));
}

function watchKeyOf(
  scope: Scope,
  [first]: readonly ObjectKey[],
  labelSelector: string | undefined,
): WatchKey | undefined {
  if (first === undefined) return undefined;
  const { name, namespace, ...kind } = first;
  const target = scope === "kind" || namespace === undefined ? kind : { ...kind, namespace };
  if (scope === "object") return { ...target, fieldSelector: `metadata.name=${name}` };
  return { ...target, ...(labelSelector !== undefined && { labelSelector }) };
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
