import { createApiServer } from "@flux-ts/apiserver";
import { createClient } from "@flux-ts/kube";
import type { Client, Clock, ObjectKey } from "@flux-ts/kube";
import { formatUnready, waitUntilGone, waitUntilReady, WatchPool } from "@flux-ts/live";
import type { WaitOptions } from "@flux-ts/live";
import { describe, test } from "vitest";

const fate = "simulation.flux-ts.dev/fate";

/** A clock whose sleeps end when the test says so, or when they are aborted. */
class ManualClock implements Clock {
  #sleepers: (() => void)[] = [];

  now(): number {
    return 0;
  }

  async sleep(_ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#sleepers.push(resolve);
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    await promise;
  }

  /** Ends every sleep there is. */
  pass(): void {
    for (const wake of this.#sleepers.splice(0)) wake();
  }
}

interface Fixture extends AsyncDisposable {
  readonly client: Client;
  readonly pool: WatchPool;
  readonly clock: ManualClock;
  readonly wait: (keys: readonly ObjectKey[], options?: Partial<WaitOptions>) => ReturnType<typeof waitUntilReady>;
}

function cluster(): Fixture {
  const server = createApiServer();
  const client = createClient({ transport: server.transport() });
  const clock = new ManualClock();
  const pool = new WatchPool({ client, clock });
  const signal = new AbortController().signal;
  return {
    client,
    pool,
    clock,
    wait: (keys, options) => waitUntilReady(pool, keys, { signal, timeoutMs: 1000, clock, ...options }),
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      await client.close();
      await server.close();
    },
  };
}

const key = (name: string): ObjectKey => ({ apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name });

function deployment(name: string, annotations: { [key: string]: string } = {}) {
  const labels = { app: name, managed: "yes" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default", labels, annotations },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels }, spec: { containers: [{ name: "main", image: "app:v1" }] } },
    },
  };
}

describe("waitUntilReady", () => {
  test("resolves for objects that are ready and those that become so, with one watch for all", async ({ expect }) => {
    await using fixture = cluster();
    await fixture.client.create(deployment("a"));
    const outcome = fixture.wait([key("a"), key("b")], { labelSelector: "managed" });
    await fixture.client.create(deployment("b"));
    expect(await outcome).toEqual({ kind: "ready" });
    expect(fixture.pool.size).toBe(1);
  });

  test("names what is not ready when the time is over", async ({ expect }) => {
    await using fixture = cluster();
    await fixture.client.create(deployment("slow", { [fate]: "never" }));
    const seen = Promise.withResolvers<void>();
    const keys = [key("slow"), key("missing")];
    const outcome = fixture.wait(keys, { labelSelector: "managed", onProgress: () => seen.resolve() });
    await seen.promise;
    await new Promise((resolve) => setImmediate(resolve));
    fixture.clock.pass();
    const ended = await outcome;
    expect(ended.kind).toBe("timeout");
    expect(ended.kind === "timeout" && formatUnready(ended.objects)).toBe(
      "Deployment/default/slow status: 'InProgress', Deployment/default/missing status: 'NotFound'",
    );
  });

  test("ends early on the first failure when asked to", async ({ expect }) => {
    await using fixture = cluster();
    await fixture.client.create(deployment("bad", { [fate]: "failed" }));
    await fixture.client.create(deployment("slow", { [fate]: "never" }));
    const ended = await fixture.wait([key("bad"), key("slow")], { failFast: true });
    expect(ended.kind === "failed" && ended.objects.map(({ object }) => object.name)).toEqual(["bad"]);
  });

  test("throws the reason of the signal", async ({ expect }) => {
    await using fixture = cluster();
    const controller = new AbortController();
    const outcome = fixture.wait([key("missing")], { signal: controller.signal });
    controller.abort(new Error("superseded"));
    await expect(outcome).rejects.toThrow("superseded");
  });

  test("an absent object that may vanish counts as ready", async ({ expect }) => {
    await using fixture = cluster();
    expect(await fixture.wait([key("done")], { mayVanish: () => true })).toEqual({ kind: "ready" });
  });

  test("nothing to wait for is ready", async ({ expect }) => {
    await using fixture = cluster();
    expect(await fixture.wait([])).toEqual({ kind: "ready" });
  });
});

test("waitUntilGone resolves when the last object is deleted", async ({ expect }) => {
  await using fixture = cluster();
  await fixture.client.create(deployment("a"));
  const { pool, clock } = fixture;
  const options = { timeoutMs: 1000, signal: new AbortController().signal, clock };
  const gone = waitUntilGone(pool, [key("a")], options);
  await fixture.client.delete(key("a"));
  expect(await gone).toEqual({ kind: "ready" });
});

describe("WatchPool", () => {
  const configMaps = { apiVersion: "v1", kind: "ConfigMap", namespace: "default" };

  test("users of the same objects share a watch, which outlives its last user for a while", async ({ expect }) => {
    await using fixture = cluster();
    const { pool, clock } = fixture;
    const first = pool.borrow(configMaps);
    const second = pool.borrow(configMaps);
    expect(second.informer).toBe(first.informer);
    await first.informer.start();
    first.release();
    second.release();
    second.release();
    expect(pool.size).toBe(1);
    clock.pass();
    await new Promise((resolve) => setImmediate(resolve));
    expect(pool.size).toBe(0);
  });

  test("a watch that is used again is kept", async ({ expect }) => {
    await using fixture = cluster();
    const { pool, clock } = fixture;
    const first = pool.borrow(configMaps);
    first.release();
    const again = pool.borrow(configMaps);
    clock.pass();
    await new Promise((resolve) => setImmediate(resolve));
    expect(again.informer).toBe(first.informer);
    expect(pool.size).toBe(1);
  });

  test("other namespaces and selectors are other watches", async ({ expect }) => {
    await using fixture = cluster();
    fixture.pool.borrow(configMaps);
    fixture.pool.borrow({ ...configMaps, namespace: "other" });
    fixture.pool.borrow({ ...configMaps, labelSelector: "a=b" });
    expect(fixture.pool.size).toBe(3);
  });
});

test("a thousand waits for objects of a thousand namespaces share one watch, and hear of nobody else's", async ({
  expect,
}) => {
  await using fixture = cluster();
  const names = Array.from({ length: 1000 }, (_, index) => `n${index}`);
  const heard = new Map<string, number>();
  const waits = names.map((namespace) => {
    const onProgress = (): void => void heard.set(namespace, (heard.get(namespace) ?? 0) + 1);
    return fixture.wait([{ ...key("web"), namespace }], { labelSelector: "managed", onProgress });
  });
  expect(fixture.pool.size).toBe(1);
  const { metadata, ...rest } = deployment("web");
  await fixture.client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "n7" } });
  await fixture.client.create({ ...rest, metadata: { ...metadata, namespace: "n7" } });
  expect(await waits[7]).toEqual({ kind: "ready" });
  expect(heard.get("n7")).toBeGreaterThan(heard.get("n8") ?? 0);
  expect(heard.get("n8")).toBeLessThanOrEqual(2);
  fixture.clock.pass();
  const outcomes = await Promise.all(waits.toSpliced(7, 1));
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["timeout"]));
});
