import type { KubeObject } from "@flux-ts/base";
import {
  acquireLease,
  type ApiRequest,
  type ApiResponse,
  type Client,
  createClient,
  createLedTransport,
  KubeError,
  type LeaseOptions,
  runAsLeader,
} from "@flux-ts/kube";
import { createFakeTransport, createManualClock, type ManualClock } from "@flux-ts/kube/testing";
import { expect, test } from "vitest";
import { discoveryAnswer, json, statusAnswer } from "../support/api.ts";

type StoredLease = KubeObject & {
  readonly spec: { readonly holderIdentity: string; readonly leaseTransitions: number };
};

/** A server that keeps one Lease and refuses writes of old versions. */
class LeaseServer {
  readonly clock: ManualClock = createManualClock(Date.parse("2026-01-01T00:00:00Z"));
  readonly client: Client;
  lease: StoredLease | undefined;
  broken = false;
  writes = 0;

  constructor() {
    const transport = createFakeTransport((request) => discoveryAnswer(request) ?? this.#answer(request));
    this.client = createClient({ transport, clock: this.clock });
  }

  get holder(): string | undefined {
    return this.lease?.spec.holderIdentity;
  }

  options(identity: string, changes: Partial<LeaseOptions> = {}): LeaseOptions {
    return { namespace: "flux-system", name: "leader", identity, clock: this.clock, random: () => 0, ...changes };
  }

  #answer({ method, body }: ApiRequest): ApiResponse {
    if (this.broken) throw new KubeError("unreachable", "no network");
    if (method === "GET") return this.lease ? json(200, this.lease) : statusAnswer(404, "NotFound", "no lease");
    return this.#write(method, body as StoredLease);
  }

  #write(method: string, object: StoredLease): ApiResponse {
    if (method === "POST" && this.lease) return statusAnswer(409, "AlreadyExists", "there");
    if (method === "PUT" && object.metadata.resourceVersion !== this.lease?.metadata.resourceVersion) {
      return statusAnswer(409, "Conflict", "changed");
    }
    this.writes++;
    this.lease = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.writes) } };
    return json(200, this.lease);
  }
}

test("the first one leads and renews, the next one waits until it is released", async () => {
  const server = new LeaseServer();
  const holders: string[] = [];
  const first = await acquireLease(server.client, server.options("one"));
  const second = acquireLease(server.client, server.options("two", { onHolder: (holder) => holders.push(holder) }));
  await server.clock.advance(60_000);
  expect(server.holder).toBe("one");
  expect(server.writes).toBeGreaterThan(25);
  await first.release();
  expect(server.holder).toBe("");
  await server.clock.advance(2000);
  const lease = await second;
  expect(server.holder).toBe("two");
  expect(server.lease?.spec.leaseTransitions).toBe(1);
  expect(holders).toEqual(["one", "two"]);
  await lease.release();
});

test("a holder that is silent loses the lease when it expires", async () => {
  const server = new LeaseServer();
  const stuck = { ...(await deadHolder(server)) };
  const next = acquireLease(server.client, server.options("two"));
  await server.clock.advance(14_000);
  expect(server.holder).toBe(stuck.holder);
  await server.clock.advance(4000);
  await (await next).release();
  expect(server.lease?.spec.leaseTransitions).toBe(1);
});

async function deadHolder(server: LeaseServer): Promise<{ readonly holder: string }> {
  const clock = createManualClock(server.clock.now());
  await acquireLease(server.client, server.options("dead", { clock }));
  return { holder: "dead" };
}

test("a leader that cannot renew stops leading before others start", async () => {
  const server = new LeaseServer();
  const errors: string[] = [];
  const lease = await acquireLease(
    server.client,
    server.options("one", { onError: ({ message }) => errors.push(message) }),
  );
  server.broken = true;
  await server.clock.advance(9000);
  expect(lease.lost.aborted).toBe(false);
  await server.clock.advance(3000);
  expect(lease.lost.reason).toMatchObject({
    code: "lease-lost",
    message: expect.stringContaining("flux-system/leader"),
  });
  expect(errors[0]).toBe("no network");
});

test("a short outage does not end leadership", async () => {
  const server = new LeaseServer();
  const lease = await acquireLease(server.client, server.options("one"));
  server.broken = true;
  await server.clock.advance(7000);
  server.broken = false;
  await server.clock.advance(60_000);
  expect(lease.lost.aborted).toBe(false);
  await lease.release();
});

test("a leader that sees another holder stops at once", async () => {
  const server = new LeaseServer();
  const lease = await acquireLease(server.client, server.options("one"));
  const { lease: stored } = server;
  if (stored) {
    server.lease = {
      ...stored,
      metadata: { ...stored.metadata, resourceVersion: "taken" },
      spec: { ...stored.spec, holderIdentity: "two" },
    };
  }
  await server.clock.advance(2000);
  expect(lease.lost.reason).toMatchObject({ message: 'Lost the lease "flux-system/leader": "two" holds it' });
  await lease.release();
  expect(server.holder).toBe("two");
});

const foreign = { waitFor: (holder: string) => holder !== "foreign" };

test("a holder that is not waited for is named as soon as it is seen at work", async () => {
  const server = new LeaseServer();
  const first = await acquireLease(server.client, server.options("foreign"));
  await expect(acquireLease(server.client, server.options("two", foreign))).rejects.toMatchObject({
    code: "lease-held",
    message: '"foreign" holds the lease "flux-system/leader"',
  });
  await first.release();
});

test.for([-3_600_000, 3_600_000])(
  "a holder whose clock is wrong by %s ms is seen at work when it renews, and is not robbed",
  async (offset) => {
    const server = new LeaseServer();
    const clock = { ...server.clock, now: () => server.clock.now() + offset };
    const first = await acquireLease(server.client, server.options("foreign", { clock }));
    const outcome = acquireLease(server.client, server.options("two", foreign)).catch((error: unknown) => error);
    await server.clock.advance(5000);
    expect(await outcome).toMatchObject({ code: "lease-held" });
    expect(server.holder).toBe("foreign");
    await first.release();
  },
);

test.for([-3_600_000, 3_600_000])(
  "a holder that is silent is followed, whatever its clock of %s ms ago said",
  async (offset) => {
    const server = new LeaseServer();
    const clock = createManualClock(server.clock.now() + offset);
    await acquireLease(server.client, server.options("foreign", { clock }));
    const next = acquireLease(server.client, server.options("two", foreign));
    await server.clock.advance(14_000);
    expect(server.holder).toBe("foreign");
    await server.clock.advance(4000);
    await (await next).release();
    expect(server.lease?.spec.leaseTransitions).toBe(1);
  },
);

test("a holder that comes to power while we stand by is not waited for", async () => {
  const server = new LeaseServer();
  const first = await acquireLease(server.client, server.options("one"));
  const outcome = acquireLease(server.client, server.options("two", foreign)).catch((error: unknown) => error);
  await server.clock.advance(10_000);
  await first.release();
  const usurper = await acquireLease(server.client, server.options("foreign"));
  await server.clock.advance(5000);
  expect(await outcome).toMatchObject({ code: "lease-held" });
  await usurper.release();
});

test("a lease is held no longer than others must wait, however late timers are", async () => {
  const server = new LeaseServer();
  let stoodStillMs = 0;
  const clock = { ...server.clock, now: () => server.clock.now() + stoodStillMs };
  const lease = await acquireLease(server.client, server.options("one", { clock }));
  const { client } = server;
  expect(lease.isHeld()).toBe(true);
  stoodStillMs = 15_000;
  expect(lease.isHeld()).toBe(false);
  expect(lease.lost.aborted).toBe(false);
  const transport = createLedTransport(
    createFakeTransport(() => json(200, {})),
    [lease],
  );
  const write = transport.send({ method: "POST", path: "/api/v1/configmaps" });
  await expect(write).rejects.toMatchObject({ code: "lease-lost" });
  await lease.release();
  await client.close();
});

test("what a leader has sent is broken off when it loses the lead", async () => {
  const server = new LeaseServer();
  const lease = await acquireLease(server.client, server.options("one"));
  const sent = Promise.withResolvers<AbortSignal | undefined>();
  const slow = createFakeTransport(async ({ signal }) => {
    sent.resolve(signal);
    await new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error)));
    return json(200, {});
  });
  const write = createLedTransport(slow, [lease]).send({ method: "POST", path: "/api/v1/configmaps" });
  const outcome = write.catch((error: unknown) => error);
  await sent.promise;
  server.broken = true;
  await server.clock.advance(20_000);
  expect(await outcome).toMatchObject({ code: "lease-lost" });
});

test("work runs while we lead, and the lease is given up behind it", async () => {
  const server = new LeaseServer();
  const result = await runAsLeader(server.client, server.options("one"), async () => server.holder);
  expect([result, server.holder]).toEqual(["one", ""]);
});

test("work is told when the lease is lost, and that is the outcome", async () => {
  const server = new LeaseServer();
  const outcome = runAsLeader(
    server.client,
    server.options("one"),
    (signal) => new Promise<string>((resolve) => signal.addEventListener("abort", () => resolve("stopped"))),
  ).catch((error: unknown) => error);
  await server.clock.advance(1);
  server.broken = true;
  await server.clock.advance(12_000);
  expect(await outcome).toMatchObject({ code: "lease-lost" });
});

test("the wait for a lease ends with its signal", async () => {
  const server = new LeaseServer();
  await deadHolder(server);
  const stopping = new AbortController();
  const waiting = acquireLease(server.client, server.options("two", { signal: stopping.signal })).catch(
    (error) => error,
  );
  await server.clock.advance(1);
  stopping.abort(new Error("enough"));
  expect(await waiting).toEqual(new Error("enough"));
});

test("periods that do not fit are refused", async () => {
  const { client, ...server } = new LeaseServer();
  const options = { namespace: "n", name: "l", identity: "one", clock: server.clock };
  await expect(acquireLease(client, { ...options, leaseDurationMs: 10_000 })).rejects.toThrow(RangeError);
  await expect(acquireLease(client, { ...options, retryPeriodMs: 9000 })).rejects.toThrow(RangeError);
});
