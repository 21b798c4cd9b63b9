import { parseGroupVersion, passCheckpoint, refOf, unreachable } from "@flux-ts/base";
import type { KubeObject, Log } from "@flux-ts/base";
import { systemClock } from "@flux-ts/kube";
import type { Clock, Target, WatchEvent } from "@flux-ts/kube";
import { callOf, reasonOfNew } from "./loop/changes.ts";
import { cacheKey, cacheKeyOf, ObjectCache } from "./loop/object-cache.ts";
import { ObjectWrites } from "./loop/object-writes.ts";
import { Runner } from "./loop/runner.ts";
import type { Schedule } from "./loop/schedule.ts";
import { openRequestOf } from "./loop/status.ts";
import type { ControllerMetrics } from "./metrics/metrics.ts";
import type { Controller, ControllerOptions, Pace, WakeOptions, WokenObject } from "./options.ts";
import type { RunReason } from "./reason.ts";
import { WorkQueue } from "./queue/queue.ts";
import { defaultFinalizer, statusManagerOf } from "./texts.ts";
import type { Trigger } from "./triggers.ts";

/** Starts to look after all objects of a kind, until it is stopped. */
export function startController<T extends KubeObject>(options: ControllerOptions<T>): Controller {
  return new ObjectController(options);
}

const defaultPace: Required<Pace> = {
  concurrency: 4,
  backoff: { minMs: 750, maxMs: 900_000 },
  jitter: 0.05,
  waitMs: 30_000,
  noteDelayMs: 100,
  random: Math.random,
};

/** Kinds that trigger may be missing in the cluster: the controller does not wait for their watches any longer. */
const triggersTimeoutMs = 5000;
const flushTimeoutMs = 5000;

class ObjectController<T extends KubeObject> implements Controller {
  readonly synced: Promise<void>;
  readonly #options: ControllerOptions<T>;
  readonly #isSuspended: (object: T) => boolean;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #metrics: ControllerMetrics;
  readonly #cache: ObjectCache<T>;
  readonly #runner: Runner<T>;
  readonly #queue: WorkQueue;
  /** Ends the watches. */
  readonly #releases: (() => void)[] = [];
  readonly #stop = new AbortController();
  /** Whether the objects are known, so that triggers find whom to wake. */
  #live = false;
  #stopped: Promise<void> | undefined;

  constructor(options: ControllerOptions<T>) {
    const { kind, reconciler, client, events, clock = systemClock, reach = passCheckpoint } = options;
    const pace = { ...defaultPace, ...options.pace };
    this.#options = options;
    this.#isSuspended = kind.isSuspended ?? isSuspendedBySpec;
    this.#clock = clock;
    this.#log = logOf(options.log, kind.target);
    this.#metrics = options.metrics.forController(kind.target.kind.toLowerCase(), pace.concurrency);
    this.#cache = new ObjectCache<T>(kind.indexes);
    this.#runner = new Runner<T>({
      reconciler,
      isSuspended: this.#isSuspended,
      cache: this.#cache,
      writes: new ObjectWrites<T>({
        client,
        cache: this.#cache,
        fieldManager: statusManagerOf(kind.controllerName),
        finalizer: kind.finalizer ?? defaultFinalizer,
        reach,
      }),
      events,
      metrics: this.#metrics,
      clock,
      log: this.#log,
      pace,
      reach,
    });
    this.#queue = new WorkQueue({
      concurrency: pace.concurrency,
      backoff: pace.backoff,
      clock,
      observer: this.#metrics.queue,
      work: async (key, reason, worker) => this.#schedule(key, await this.#runner.run(key, reason, worker)),
    });
    this.synced = this.#start();
  }

  stop({ graceMs = 0 }: { readonly graceMs?: number } = {}): Promise<void> {
    this.#stopped ??= this.#shutDown(graceMs);
    return this.#stopped;
  }

  wake({ name, namespace }: WokenObject, reason: RunReason, { supersede = false }: WakeOptions = {}): void {
    if (!this.#cache.get(name, namespace)) return;
    const key = cacheKey(name, namespace);
    if (supersede) this.#runner.interrupt(key, "superseded");
    this.#queue.add(key, reason);
  }

  async #start(): Promise<void> {
    const { kind, scope = {} } = this.#options;
    const selector = scope.labelSelector === undefined ? {} : { labelSelector: scope.labelSelector };
    const targets = scope.namespaces?.map((namespace) => ({ ...kind.target, namespace })) ?? [kind.target];
    const triggers = (kind.triggers ?? []).map((trigger) =>
      this.#watch(trigger.watch, (event) => this.#onOther(trigger, event)),
    );
    const own = targets.map((target) =>
      this.#watch({ ...target, ...selector }, (event) => this.#onOwn(event as WatchEvent<T>)),
    );
    const stopped = new Promise<void>((resolve) => this.#stop.signal.addEventListener("abort", () => resolve()));
    await Promise.race([stopped, Promise.all(own)]);
    await within(this.#clock, triggersTimeoutMs, Promise.race([stopped, Promise.all(triggers)]));
    this.#live = true;
    this.#queue.start();
  }

  #watch(key: Trigger<T>["watch"], handle: (event: WatchEvent) => void): Promise<void> {
    const watch = this.#options.watches.borrow(key);
    this.#releases.push(watch.informer.subscribe(handle), () => watch.release());
    return watch.informer.start();
  }

  #onOwn(event: WatchEvent<T>): void {
    switch (event.type) {
      case "added": {
        this.#cache.put(event.object);
        this.#queue.add(cacheKeyOf(event.object), reasonOfNew(event.object, openRequestOf(event.object)));
        return;
      }
      case "modified": {
        this.#onModified(event.old, event.object);
        return;
      }
      case "deleted": {
        const key = cacheKeyOf(event.object);
        this.#cache.delete(key);
        this.#queue.remove(key);
        this.#runner.interrupt(key, "deletion");
        this.#metrics.forget(refOf(event.object));
        return;
      }
      case "failed": {
        this.#log.error("watch failed", event.error, { failures: event.failures, retryInMs: event.retryInMs });
        return;
      }
      case "recovered": {
        this.#log.info("watch recovered");
        return;
      }
      case "synced":
        return;
      default:
        unreachable(event);
    }
  }

  #onModified(old: T, next: T): void {
    const key = cacheKeyOf(next);
    this.#cache.put(next);
    // The watch may lag behind what the run under way has got as the answer to a write.
    const newest = this.#cache.find(key) ?? next;
    const call = callOf(this.#runner.running(key) ?? old, newest, this.#isSuspended);
    if (!call) return;
    // First the interruption: adding may start the next run at once, which this must not hit.
    this.#runner.interrupt(key, call.interruption);
    this.#queue.resetBackoff(key);
    this.#queue.add(key, call.reason);
  }

  #onOther(trigger: Trigger<T>, event: WatchEvent): void {
    if (!("object" in event) || !this.#live) return;
    const old = event.type === "modified" ? event.old : event.type === "deleted" ? event.object : undefined;
    const next = event.type === "deleted" ? undefined : event.object;
    try {
      if (!trigger.predicate(old, next)) return;
      for (const object of trigger.map(event.object, this.#cache)) this.#trigger(trigger, object, event.object);
    } catch (error) {
      this.#log.error("trigger failed", error, { kind: event.object.kind, object: cacheKeyOf(event.object) });
    }
  }

  #trigger(trigger: Trigger<T>, object: T, cause: KubeObject): void {
    const key = cacheKeyOf(object);
    const running = this.#runner.running(key);
    if (running && trigger.interruptOn?.(running, cause)) this.#runner.interrupt(key, "superseded");
    this.#queue.add(key, "trigger");
  }

  /** @param schedule undefined after an interrupted run: what interrupted it has queued the object. */
  #schedule(key: string, schedule: Schedule | undefined): void {
    if (!schedule) return;
    const { next } = schedule;
    if (next.step === "back-off") {
      this.#queue.retry(key);
      return;
    }
    this.#queue.resetBackoff(key);
    if (next.step === "after") this.#queue.wake(key, next.ms, next.reason);
  }

  async #shutDown(graceMs: number): Promise<void> {
    this.#stop.abort();
    const drained = this.#queue.stop();
    await within(this.#clock, graceMs, drained);
    this.#runner.shutDown();
    await drained;
    for (const release of this.#releases.splice(0)) release();
    await within(this.#clock, flushTimeoutMs, this.#options.events.flush());
  }
}

function isSuspendedBySpec(object: KubeObject): boolean {
  return (object["spec"] as { readonly suspend?: boolean } | undefined)?.suspend === true;
}

function logOf(log: Log, { apiVersion, kind }: Target): Log {
  const controllerGroup = parseGroupVersion(apiVersion).group;
  return log.with({ controller: kind.toLowerCase(), controllerGroup, controllerKind: kind });
}

/** Resolves when the work is done, or when the time is over. */
async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const timeout = clock.sleep(ms, timer.signal).catch(() => {});
  await Promise.race([work, timeout]);
  timer.abort();
}
