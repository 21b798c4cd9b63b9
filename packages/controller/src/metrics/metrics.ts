import type { ObjectRef } from "@flux-ts/base";
import { Gauge, Registry } from "prom-client";
import type { QueueObserver } from "../queue/queue.ts";
import { createFamilies, type Families } from "./families.ts";

/** What the loops of a process count, under upstream's names. */
export interface Metrics {
  /** What one controller counts. `name` is the lower-case kind, as upstream labels it. */
  forController(name: string, concurrency: number): ControllerMetrics;
  /** A number per set of labels, for what only one kind has to tell. Names register once. */
  gauge<L extends string>(name: string, help: string, labels: readonly L[]): MetricGauge<L>;
}

export interface MetricGauge<L extends string> {
  set(labels: { readonly [label in L]: string }, value: number): void;
  /** Drops every series that has these labels. */
  remove(labels: { readonly [label in L]?: string }): void;
}

export interface ControllerMetrics {
  readonly queue: QueueObserver;
  ran(object: ObjectRef, result: RunResult): void;
  /** Drops the series of an object that is gone. */
  forget(object: ObjectRef): void;
}

export interface RunResult {
  readonly seconds: number;
  /** What the run counts as; `requeue` is an interrupted one. */
  readonly result: "success" | "requeue" | "requeue_after" | "error";
  /** The failure stands until somebody changes the object. */
  readonly terminal: boolean;
  /** The failure was none that a reconciler foresaw. */
  readonly unforeseen: boolean;
}

export interface MetricsOptions {
  readonly registry?: Registry;
  /** Milliseconds of a clock that never goes back. @default performance.now */
  readonly elapsed?: () => number;
}

/** One for all controllers of a registry: names register once. */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const { registry = new Registry(), elapsed = () => performance.now() } = options;
  const underWay = new Map<string, Map<string, number>>();
  const families = createFamilies(registry, () => {
    for (const [name, starts] of underWay) measureUnfinished(families, name, { starts, now: elapsed() });
  });
  return {
    forController(name, concurrency) {
      const starts = new Map<string, number>();
      underWay.set(name, starts);
      families.limit.set({ controller: name }, concurrency);
      return { queue: observeQueue(families, name, { starts, elapsed }), ...countRuns(families, name) };
    },
    gauge: (name, help, labels) => createGauge(new Gauge({ name, help, labelNames: labels, registers: [registry] })),
  };
}

function createGauge<L extends string>(gauge: Gauge<L>): MetricGauge<L> {
  const series = new Map<string, { readonly [label in L]: string }>();
  return {
    set(labels, value) {
      series.set(JSON.stringify(labels), labels);
      gauge.set(labels, value);
    },
    remove(wanted) {
      for (const [id, labels] of series) {
        if (Object.entries(wanted).some(([label, value]) => labels[label as L] !== value)) continue;
        series.delete(id);
        gauge.remove(labels);
      }
    },
  };
}

interface Scrape {
  readonly starts: ReadonlyMap<string, number>;
  readonly now: number;
}

function measureUnfinished(families: Families, name: string, { starts, now }: Scrape): void {
  const labels = { controller: name, name };
  const seconds = [...starts.values()].map((start) => (now - start) / 1000);
  families.unfinished.set(
    labels,
    seconds.reduce((sum, value) => sum + value, 0),
  );
  families.longest.set(labels, Math.max(0, ...seconds));
}

interface Stopwatch {
  /** When the work on each key began. */
  readonly starts: Map<string, number>;
  readonly elapsed: () => number;
}

function observeQueue(families: Families, name: string, { starts, elapsed }: Stopwatch): QueueObserver {
  const labels = { controller: name, name };
  const added = new Map<string, number>();
  return {
    added(key) {
      added.set(key, elapsed());
      families.adds.inc(labels);
      families.depth.set(labels, added.size);
    },
    removed(key) {
      added.delete(key);
      families.depth.set(labels, added.size);
    },
    started(key) {
      const now = elapsed();
      families.queued.observe(labels, (now - (added.get(key) ?? now)) / 1000);
      added.delete(key);
      starts.set(key, now);
      families.depth.set(labels, added.size);
      families.active.set({ controller: name }, starts.size);
    },
    finished(key) {
      const now = elapsed();
      families.worked.observe(labels, (now - (starts.get(key) ?? now)) / 1000);
      starts.delete(key);
      families.active.set({ controller: name }, starts.size);
    },
    retried: () => families.retries.inc(labels),
  };
}

function countRuns(families: Families, controller: string): Omit<ControllerMetrics, "queue"> {
  return {
    ran({ kind, name, namespace }, { seconds, result, terminal, unforeseen }) {
      families.duration.observe({ kind, name, namespace }, seconds);
      families.time.observe({ controller }, seconds);
      families.total.inc({ controller, result });
      if (result === "error") families.errors.inc({ controller });
      if (terminal) families.terminal.inc({ controller });
      if (unforeseen) families.panics.inc({ controller });
    },
    forget: ({ kind, name, namespace }) => families.duration.remove({ kind, name, namespace }),
  };
}
