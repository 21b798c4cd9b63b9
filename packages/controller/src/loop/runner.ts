import { refOf } from "@flux-ts/base";
import type { KubeObject, Log, ReachCheckpoint } from "@flux-ts/base";
import { isNotFound } from "@flux-ts/kube";
import type { Clock } from "@flux-ts/kube";
import { ReconcileError, toReconcileError } from "../errors.ts";
import type { EventRecorder } from "../events/event.ts";
import { type InterruptionReason, interruptionOf } from "../interruption.ts";
import type { ControllerMetrics, RunResult } from "../metrics/metrics.ts";
import type { Worker } from "../queue/queue.ts";
import type { RunReason } from "../reason.ts";
import type { Conclusion, Reconciler } from "../reconciler.ts";
import { unexpectedFailureReason } from "../texts.ts";
import { type ObjectCache, cacheKeyOf } from "./object-cache.ts";
import { ObjectRun } from "./object-run.ts";
import type { ObjectWrites } from "./object-writes.ts";
import { type Schedule, type ScheduleOptions, scheduleOf } from "./schedule.ts";
import { concludeStatus, showSuspended, statusOf, withdrawProgress } from "./status.ts";
import { StatusWriter } from "./status-writer.ts";

export interface RunnerOptions<T extends KubeObject> {
  readonly reconciler: Reconciler<T>;
  readonly isSuspended: (object: T) => boolean;
  readonly cache: ObjectCache<T>;
  readonly writes: ObjectWrites<T>;
  readonly events: EventRecorder;
  readonly metrics: ControllerMetrics;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: ScheduleOptions & { readonly noteDelayMs: number };
  readonly reach: ReachCheckpoint;
}

/** Nothing to schedule: whatever changes the object queues it. */
const untouched: Schedule = { next: { step: "rest" }, failed: false };
const again: Schedule = { next: { step: "back-off" }, failed: true };

/** Takes objects through their runs: finalizer, suspension, reconcile or finalize, and what becomes of the outcome. */
export class Runner<T extends KubeObject> {
  readonly #options: RunnerOptions<T>;
  readonly #runs = new Map<string, ObjectRun<T>>();
  #stopping = false;

  constructor(options: RunnerOptions<T>) {
    this.#options = options;
  }

  /** The object as the run under way on it got it. */
  running(key: string): T | undefined {
    return this.#runs.get(key)?.object;
  }

  interrupt(key: string, why: InterruptionReason): void {
    this.#runs.get(key)?.interrupt(why);
  }

  /** Interrupts all runs, also those that still begin. */
  shutDown(): void {
    this.#stopping = true;
    for (const run of this.#runs.values()) run.interrupt("shutdown");
  }

  /** One run of the object. Says when the next one is due; undefined when the run was interrupted. Never rejects. */
  async run(key: string, reason: RunReason, worker: Worker): Promise<Schedule | undefined> {
    const { cache, isSuspended } = this.#options;
    const object = cache.find(key);
    if (!object) return untouched;
    const log = this.#logOf(object);
    try {
      if (object.metadata.deletionTimestamp !== undefined) return await this.#finalize(object, { reason, worker, log });
      if (isSuspended(object)) return await this.#suspend(object, { reason, worker, log });
      const held = await this.#options.writes.addFinalizer(object);
      return held ? await this.#reconcile(held, { reason, worker, log }) : again;
    } catch (error) {
      if (isNotFound(error)) return untouched;
      log.error("run could not be carried out", error);
      return again;
    }
  }

  async #suspend(object: T, start: Start): Promise<Schedule> {
    start.log.info("reconciliation is suspended");
    const run = this.#open(object, start);
    await run.writer.write(showSuspended(run.writer.status, run.stamp()));
    return untouched;
  }

  async #reconcile(object: T, start: Start): Promise<Schedule | undefined> {
    const run = this.#open(object, start);
    run.acknowledgeRequest();
    return this.#conduct(run, () => this.#options.reconciler.reconcile(object, run));
  }

  async #finalize(object: T, start: Start): Promise<Schedule | undefined> {
    const { reconciler, writes, cache } = this.#options;
    if (!writes.holds(object)) return untouched;
    const run = this.#open(object, start);
    return this.#conduct(run, async () => {
      await reconciler.finalize?.(object, run);
      run.reach("loop/finalized");
      const removed = await writes.removeFinalizer(cache.find(cacheKeyOf(object)) ?? object).catch((error: unknown) => {
        throw toReconcileError(error, unexpectedFailureReason);
      });
      // Somebody changed the object meanwhile; finalizing is repeatable, so it simply runs again.
      return removed ? {} : { requeueAfterMs: 1000 };
    });
  }

  async #conduct(run: ObjectRun<T>, act: () => Promise<Conclusion<T>>): Promise<Schedule | undefined> {
    const begin = this.#options.clock.now();
    const key = cacheKeyOf(run.object);
    this.#runs.set(key, run);
    if (this.#stopping) run.interrupt("shutdown");
    try {
      const outcome = await outcomeOf(run, act);
      const schedule = await (outcome ? this.#conclude(run, outcome.conclusion) : this.#leave(run));
      this.#count(run, { ...outcome, schedule, seconds: (this.#options.clock.now() - begin) / 1000 });
      return schedule;
    } finally {
      this.#runs.delete(key);
    }
  }

  #count({ object }: ObjectRun<T>, facts: RunFacts): void {
    const { metrics } = this.#options;
    metrics.ran(refOf(object), resultOf(facts));
    // Its deletion was seen before its last run ended.
    if (!this.#exists(object)) metrics.forget(refOf(object));
  }

  /** Whether this very object is still there, not another one of its name. */
  #exists(object: T): boolean {
    return this.#options.cache.find(cacheKeyOf(object))?.metadata.uid === object.metadata.uid;
  }

  async #conclude(run: ObjectRun<T>, conclusion: Conclusion<T>): Promise<Schedule> {
    if (!this.#exists(run.object)) return untouched;
    run.reach("loop/concluding");
    try {
      await run.writer.write(concludeStatus(run.writer.status, conclusion, run.stamp()));
    } catch (error) {
      if (isNotFound(error)) return untouched;
      run.log.error("writing the outcome of a run failed", error);
      return again;
    }
    run.reach("loop/concluded");
    tell(run, conclusion);
    return scheduleOf(conclusion, this.#options.pace);
  }

  /** An interrupted run says nothing: the next one does. Only a suspended object gets no next run. */
  async #leave({ writer, signal, object, log }: ObjectRun<T>): Promise<undefined> {
    const why = interruptionOf(signal);
    log.info("reconciliation interrupted", { why });
    await writer.abandon();
    if (why === "suspend") await writer.write(withdrawProgress(writer.status, statusOf(object)));
  }

  #open(object: T, { reason, worker, log }: Start): ObjectRun<T> {
    const { cache, writes, events, clock, pace, reach } = this.#options;
    const key = cacheKeyOf(object);
    const writer = new StatusWriter<T>({
      newest: () => cache.find(key) ?? object,
      patch: (status) => writes.patchStatus(object, status),
      clock,
      noteDelayMs: pace.noteDelayMs,
      log,
    });
    return new ObjectRun({ object, reason, worker, writer, events, clock, log, reach });
  }

  #logOf({ metadata: { name, namespace } }: T): Log {
    return this.#options.log.with({ namespace, name, reconcileID: crypto.randomUUID() });
  }
}

interface Start {
  readonly reason: RunReason;
  readonly worker: Worker;
  readonly log: Log;
}

/** Tells of a failure by one log line and one event, of waiting by the log. */
function tell<T extends KubeObject>(run: ObjectRun<T>, { error, eventMetadata: metadata }: Conclusion<T>): void {
  if (!error) {
    run.log.info("reconciliation finished", { reason: run.reason });
    return;
  }
  const { reason, message, disposition, where } = error;
  if (disposition === "wait") {
    run.log.info("reconciliation has to wait", { reason, message });
    return;
  }
  run.log.error("reconciliation failed", error, { reason, disposition, ...(where && { where }) });
  run.event({ severity: "error", reason, message, ...(metadata && { metadata }) });
}

interface Outcome<T extends KubeObject> {
  readonly conclusion: Conclusion<T>;
  /** The reconciler failed in a way it did not foresee. */
  readonly unforeseen: boolean;
}

/** How the run ended; undefined when it was interrupted. */
async function outcomeOf<T extends KubeObject>(
  { signal }: ObjectRun<T>,
  act: () => Promise<Conclusion<T>>,
): Promise<Outcome<T> | undefined> {
  try {
    const conclusion = await act();
    // What fails while it is interrupted failed because of that; what succeeds nevertheless counts.
    return signal.aborted && conclusion.error ? undefined : { conclusion, unforeseen: false };
  } catch (error) {
    if (signal.aborted) return undefined;
    const unforeseen = !(error instanceof ReconcileError);
    return { conclusion: { error: toReconcileError(error, unexpectedFailureReason) }, unforeseen };
  }
}

interface RunFacts {
  /** Undefined for an interrupted run. */
  readonly schedule: Schedule | undefined;
  readonly seconds: number;
  readonly conclusion?: Conclusion<KubeObject>;
  readonly unforeseen?: boolean;
}

function resultOf({ schedule, seconds, conclusion, unforeseen = false }: RunFacts): RunResult {
  const terminal = conclusion?.error?.disposition === "stall";
  return { seconds, terminal, unforeseen, result: resultName(schedule) };
}

/** As upstream counts: a failure that names the time of its next try is none to the queue. */
function resultName(schedule: Schedule | undefined): RunResult["result"] {
  if (!schedule) return "requeue";
  if (schedule.next.step === "after") return "requeue_after";
  return schedule.failed ? "error" : "success";
}
