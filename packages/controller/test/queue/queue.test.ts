import { createManualClock } from "@flux-ts/kube/testing";
import { test } from "vitest";
import { type QueueOptions, type Worker, WorkQueue } from "../../src/queue/queue.ts";
import type { RunReason } from "../../src/reason.ts";

/** A queue whose work ends when the test says so. */
function createWorld(options: Partial<QueueOptions> = {}) {
  const clock = createManualClock();
  const started: string[] = [];
  const open = new Map<string, { worker: Worker; finish: () => void }>();
  const queue = new WorkQueue({
    concurrency: 1,
    backoff: { minMs: 100, maxMs: 1000 },
    clock,
    observer: { added() {}, removed() {}, started() {}, finished() {}, retried() {} },
    work: (key: string, reason: RunReason, worker: Worker) => {
      started.push(`${key} ${reason}`);
      return new Promise<void>((resolve) => open.set(key, { worker, finish: resolve }));
    },
    ...options,
  });
  return {
    clock,
    queue,
    started,
    worker: (key: string): Worker => open.get(key)?.worker as Worker,
    finish: (key: string): Promise<void> => {
      open.get(key)?.finish();
      return clock.advance(0);
    },
  };
}

test("keys gather until the queue starts, each once, with the strongest reason", ({ expect }) => {
  const { queue, started } = createWorld({ concurrency: 3 });
  queue.add("a", "trigger");
  queue.add("a", "spec");
  queue.add("a", "interval");
  queue.add("b", "new");
  expect(started).toEqual([]);
  queue.start();
  expect(started).toEqual(["a spec", "b new"]);
});

test("a key is worked on by one worker at a time, and once more for all that came meanwhile", async ({ expect }) => {
  const { queue, started, finish } = createWorld({ concurrency: 3 });
  queue.start();
  queue.add("a", "new");
  queue.add("a", "trigger");
  queue.add("a", "request");
  expect(started).toEqual(["a new"]);
  await finish("a");
  expect(started).toEqual(["a new", "a request"]);
  await finish("a");
  expect(started).toHaveLength(2);
});

test("the concurrency limit holds; the oldest key is next", async ({ expect }) => {
  const { queue, started, finish } = createWorld({ concurrency: 2 });
  queue.start();
  for (const key of ["a", "b", "c", "d"]) queue.add(key, "new");
  expect(started).toEqual(["a new", "b new"]);
  await finish("b");
  expect(started).toEqual(["a new", "b new", "c new"]);
});

test("who waits lends its place, and goes on before anything else begins", async ({ expect }) => {
  const { queue, started, finish, worker, clock } = createWorld();
  queue.start();
  for (const key of ["a", "b", "c"]) queue.add(key, "new");
  const waited = Promise.withResolvers<string>();
  const log: string[] = [];
  const lent = worker("a")
    .lend(() => waited.promise)
    .then((value) => log.push(value));
  expect(started).toEqual(["a new", "b new"]);
  waited.resolve("healthy");
  await clock.advance(0);
  expect(log).toEqual([]);
  await finish("b");
  await lent;
  expect(log).toEqual(["healthy"]);
  expect(started).toEqual(["a new", "b new"]);
  await finish("a");
  expect(started).toEqual(["a new", "b new", "c new"]);
});

test("a failed wait takes a place too before it throws", async ({ expect }) => {
  const { queue, worker, started, finish } = createWorld();
  queue.start();
  queue.add("a", "new");
  queue.add("b", "new");
  const lent = expect(worker("a").lend(() => Promise.reject(new Error("timeout")))).rejects.toThrow("timeout");
  expect(started).toEqual(["a new", "b new"]);
  await finish("b");
  await lent;
});

test("of several wake-ups the earliest counts", async ({ expect }) => {
  const { queue, started, clock } = createWorld();
  queue.start();
  queue.wake("a", 500, "interval");
  queue.wake("a", 200, "retry");
  queue.wake("a", 300, "interval");
  await clock.advance(199);
  expect(started).toEqual([]);
  await clock.advance(1);
  expect(started).toEqual(["a retry"]);
});

test("starting to work on a key forgets its wake-up", async ({ expect }) => {
  const { queue, started, clock, finish } = createWorld();
  queue.start();
  queue.wake("a", 500, "interval");
  queue.add("a", "spec");
  await finish("a");
  await clock.advance(1000);
  expect(started).toEqual(["a spec"]);
});

test("a wake-up set during the work counts", async ({ expect }) => {
  const { queue, started, clock, finish } = createWorld();
  queue.start();
  queue.add("a", "new");
  queue.wake("a", 500, "interval");
  await finish("a");
  await clock.advance(500);
  expect(started).toEqual(["a new", "a interval"]);
});

test("wake-ups may be further away than a timer of Node reaches", async ({ expect }) => {
  const { queue, started, clock } = createWorld();
  const month = 30 * 24 * 3_600_000;
  queue.start();
  queue.wake("a", month, "interval");
  await clock.advance(month - 1);
  expect(started).toEqual([]);
  await clock.advance(1);
  expect(started).toEqual(["a interval"]);
});

test("back-off doubles per failure of a key up to its limit, and starts over after a reset", ({ expect }) => {
  const { queue } = createWorld();
  expect(Array.from({ length: 6 }, () => queue.retry("a"))).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(queue.retry("b")).toBe(100);
  queue.resetBackoff("a");
  expect(queue.retry("a")).toBe(100);
});

test("a removed key is neither worked on nor woken", async ({ expect }) => {
  const { queue, started, clock } = createWorld();
  queue.add("a", "new");
  queue.wake("b", 100, "interval");
  queue.remove("a");
  queue.remove("b");
  queue.remove("unknown");
  queue.start();
  await clock.advance(200);
  expect(started).toEqual([]);
});

test("a stopped queue finishes what is under way and starts nothing", async ({ expect }) => {
  const { queue, started, clock, finish } = createWorld();
  queue.start();
  queue.add("a", "new");
  queue.add("a", "trigger");
  queue.add("b", "new");
  queue.wake("c", 100, "interval");
  let stopped = false;
  const stop = queue.stop().then(() => (stopped = true));
  queue.add("d", "new");
  await clock.advance(200);
  expect(stopped).toBe(false);
  await finish("a");
  await stop;
  expect(started).toEqual(["a new"]);
});

test("a queue with nothing under way stops at once", async ({ expect }) => {
  const { queue } = createWorld();
  await expect(queue.stop()).resolves.toBeUndefined();
});
