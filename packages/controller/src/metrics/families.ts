import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const ofObject = ["kind", "name", "namespace"] as const;
const ofController = ["controller"] as const;
const ofResult = ["controller", "result"] as const;
const ofQueue = ["controller", "name"] as const;

export type Families = ReturnType<typeof createFamilies>;

/** The metrics of the loop, with upstream's names, labels and buckets. `beforeScrape` may set gauges. */
export function createFamilies(registry: Registry, beforeScrape: () => void) {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter<L>({ name, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge<L>({ name, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]) =>
    new Histogram<L>({ name, help, labelNames, buckets, registers });
  return {
    duration: histogram(
      "gotk_reconcile_duration_seconds",
      "Duration of the runs of an object.",
      ofObject,
      objectBuckets,
    ),
    total: counter("controller_runtime_reconcile_total", "Runs by result.", ofResult),
    errors: counter("controller_runtime_reconcile_errors_total", "Runs that failed.", ofController),
    terminal: counter("controller_runtime_terminal_reconcile_errors_total", "Runs that failed for good.", ofController),
    panics: counter("controller_runtime_reconcile_panics_total", "Runs that failed unforeseen.", ofController),
    time: histogram("controller_runtime_reconcile_time_seconds", "Duration of runs.", ofController, controllerBuckets),
    active: gauge("controller_runtime_active_workers", "Runs under way.", ofController),
    limit: gauge("controller_runtime_max_concurrent_reconciles", "Runs that may be under way at once.", ofController),
    depth: gauge("workqueue_depth", "Objects in the queue.", ofQueue),
    adds: counter("workqueue_adds_total", "Objects put into the queue.", ofQueue),
    retries: counter("workqueue_retries_total", "Retries after failures.", ofQueue),
    queued: histogram("workqueue_queue_duration_seconds", "Time spent in the queue.", ofQueue, queueBuckets),
    worked: histogram("workqueue_work_duration_seconds", "Time worked on an object.", ofQueue, queueBuckets),
    unfinished: new Gauge({
      name: "workqueue_unfinished_work_seconds",
      help: "Seconds of work under way, added up.",
      labelNames: ofQueue,
      registers,
      collect: beforeScrape,
    }),
    longest: gauge("workqueue_longest_running_processor_seconds", "Seconds of the longest work under way.", ofQueue),
  };
}

/** `count` bounds from `min` to `max`, each the same multiple of the one before. */
function exponentialRange(min: number, max: number, count: number): number[] {
  const factor = (max / min) ** (1 / (count - 1));
  return Array.from({ length: count }, (_, index) => min * factor ** index);
}

const objectBuckets = exponentialRange(0.01, 1800, 10);

const queueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1, 10, 100, 1000];

const controllerBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2,
  2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
