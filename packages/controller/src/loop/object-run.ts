import { maskUrls, parseGroupVersion } from "@flux-ts/base";
import type { KubeObject, Log, ReachCheckpoint } from "@flux-ts/base";
import type { Clock } from "@flux-ts/kube";
import type { Stamp } from "../conditions.ts";
import type { EventMetadata, EventRecorder, RunEvent } from "../events/event.ts";
import { type InterruptionReason, RunInterrupted } from "../interruption.ts";
import type { Worker } from "../queue/queue.ts";
import type { RunReason } from "../reason.ts";
import type { Progress, Run } from "../reconciler.ts";
import { eventAnnotationPrefix } from "../texts.ts";
import { acknowledge, openRequestOf, showProgress } from "./status.ts";
import type { StatusWriter } from "./status-writer.ts";

export interface ObjectRunOptions<T extends KubeObject> {
  readonly object: T;
  readonly reason: RunReason;
  readonly worker: Worker;
  readonly writer: StatusWriter<T>;
  readonly events: EventRecorder;
  readonly clock: Clock;
  readonly log: Log;
  readonly reach: ReachCheckpoint;
}

/** One run of one object, as the reconciler sees it and as the loop steers it. */
export class ObjectRun<T extends KubeObject> implements Run<T> {
  readonly object: T;
  readonly reason: RunReason;
  readonly log: Log;
  readonly reach: ReachCheckpoint;
  readonly writer: StatusWriter<T>;
  readonly #options: ObjectRunOptions<T>;
  readonly #abort = new AbortController();

  constructor(options: ObjectRunOptions<T>) {
    this.object = options.object;
    this.reason = options.reason;
    this.log = options.log;
    this.reach = options.reach;
    this.writer = options.writer;
    this.#options = options;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  interrupt(why: InterruptionReason): void {
    // What was noted may not reach another object of the same name.
    void this.writer.abandon();
    this.#abort.abort(new RunInterrupted(why));
  }

  now(): Date {
    return new Date(this.#options.clock.now());
  }

  stamp(): Stamp {
    return { now: this.now(), generation: this.object.metadata.generation };
  }

  /** Shows that a request of a user has been taken up, if there is one. */
  acknowledgeRequest(): void {
    const request = openRequestOf(this.object);
    if (request !== undefined) this.writer.note(acknowledge(this.writer.status, request, this.stamp()));
  }

  async progress(change: Progress<T>): Promise<void> {
    this.signal.throwIfAborted();
    await this.writer.write(showProgress(this.writer.status, change, this.stamp()));
  }

  note(change: Progress<T>): void {
    if (this.signal.aborted) return;
    this.writer.note(showProgress(this.writer.status, change, this.stamp()));
  }

  wait<R>(until: () => Promise<R>): Promise<R> {
    return this.#options.worker.lend(until);
  }

  event(event: RunEvent): void {
    const { object } = this;
    this.#options.events.record({
      ...event,
      message: maskUrls(event.message),
      object,
      metadata: { ...metadataOf(object, event.metadata), ...annotationsForEvents(object) },
      time: this.now(),
    });
  }
}

function metadataOf(object: KubeObject, metadata: EventMetadata = {}): EventMetadata {
  const { group } = parseGroupVersion(object.apiVersion);
  const entries = Object.entries(metadata);
  return Object.fromEntries(entries.map(([key, value]) => [key.includes("/") ? key : `${group}/${key}`, value]));
}

function annotationsForEvents({ metadata: { annotations = {} } }: KubeObject): EventMetadata {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key.startsWith(eventAnnotationPrefix)));
}
