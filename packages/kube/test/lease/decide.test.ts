import { expect, test } from "vitest";
import {
  claimed,
  decide,
  type Lease,
  type LeaseStep,
  observe,
  type Observation,
  released,
} from "../../src/lease/decide.ts";

const claim = { namespace: "flux-system", name: "leader", identity: "us", leaseDurationMs: 15_000 };

function lease(spec: Lease["spec"] = {}): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { namespace: "flux-system", name: "leader", resourceVersion: "5" },
    spec: {
      holderIdentity: "them",
      leaseDurationSeconds: 15,
      acquireTime: "2026-01-01T00:00:00.000000Z",
      renewTime: "2026-01-01T00:00:10.000000Z",
      leaseTransitions: 3,
      ...spec,
    },
  };
}

const seen = (spec?: Lease["spec"], since = 0): Observation => ({ lease: lease(spec), since });

const steps: Record<string, { seen: Observation | undefined; now: number; want: LeaseStep }> = {
  "no lease is created": { seen: undefined, now: 0, want: { step: "create" } },
  "ours is renewed, even if it has expired": {
    seen: seen({ holderIdentity: "us" }),
    now: 99_000,
    want: { step: "renew" },
  },
  "a released one is taken": { seen: seen({ holderIdentity: "" }), now: 0, want: { step: "take" } },
  "another holder is left alone while the lease lasts": {
    seen: seen(),
    now: 14_999,
    want: { step: "wait", holder: "them" },
  },
  "a holder that was silent for as long is replaced": { seen: seen(), now: 15_000, want: { step: "take" } },
  "its duration is the holder's": {
    seen: seen({ leaseDurationSeconds: 60 }),
    now: 15_000,
    want: { step: "wait", holder: "them" },
  },
};

test.for(Object.entries(steps))("%s", ([, { seen, now, want }]) => {
  expect(decide(seen, "us", now)).toEqual(want);
});

test("the time of a lease starts when it was first seen so, by our own clock", () => {
  const first = observe(undefined, lease(), 1000);
  expect(observe(first, lease(), 5000).since).toBe(1000);
  expect(observe(first, lease({ renewTime: "2026-01-01T00:00:12.000000Z" }), 5000).since).toBe(5000);
});

const now = Date.parse("2026-01-01T00:01:00Z");
const time = "2026-01-01T00:01:00.000000Z";

test("a new lease has had no holder before", () => {
  expect(claimed(undefined, claim, now)).toEqual({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { namespace: "flux-system", name: "leader" },
    spec: { holderIdentity: "us", leaseDurationSeconds: 15, acquireTime: time, renewTime: time, leaseTransitions: 0 },
  });
});

test("a lease taken over counts the change of its holder and keeps the resource version", () => {
  expect(claimed(seen(), claim, now)).toEqual(
    lease({ holderIdentity: "us", acquireTime: time, renewTime: time, leaseTransitions: 4 }),
  );
});

test("a renewal keeps when it was acquired", () => {
  expect(claimed(seen({ holderIdentity: "us" }), claim, now)).toEqual(lease({ holderIdentity: "us", renewTime: time }));
});

test("a released lease has no holder and lasts a second", () => {
  expect(released(lease({ holderIdentity: "us" }), now).spec).toEqual({
    holderIdentity: "",
    leaseDurationSeconds: 1,
    acquireTime: time,
    renewTime: time,
    leaseTransitions: 3,
  });
});
