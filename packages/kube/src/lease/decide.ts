import type { KubeObject } from "@flux-ts/base";

/** A Lease of coordination.k8s.io/v1. */
export type Lease = KubeObject & {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
};

/** A Lease, and when this process first saw it in this state, by its own clock: the clocks of others may be wrong. */
export interface Observation {
  readonly lease: Lease;
  readonly since: number;
}

/** Keeps the time of the first sight as long as the record stays the same. */
export function observe(previous: Observation | undefined, lease: Lease, now: number): Observation {
  const same = previous !== undefined && sameRecord(previous.lease, lease);
  return { lease, since: same ? previous.since : now };
}

/**
 * What to do about a Lease, as client-go's leader election decides it: `create` it, `take` it over from nobody or from
 * a holder that has not renewed it in time, `renew` our own, or leave it to its `holder` for now.
 */
export type LeaseStep =
  | { readonly step: "create" }
  | { readonly step: "take" }
  | { readonly step: "renew" }
  | { readonly step: "wait"; readonly holder: string };

export function decide(seen: Observation | undefined, identity: string, now: number): LeaseStep {
  if (!seen) return { step: "create" };
  const { holderIdentity: holder = "", leaseDurationSeconds = 0 } = seen.lease.spec ?? {};
  if (holder === identity) return { step: "renew" };
  const valid = seen.since + leaseDurationSeconds * 1000 > now;
  return holder !== "" && valid ? { step: "wait", holder } : { step: "take" };
}

/**
 * Whether the holder of a Lease is at work, as far as can be said: it has renewed the Lease before our eyes, or, at
 * first sight, says that it has done so within the duration. The clocks of others may be wrong, so that neither an old
 * time nor one in the future says anything.
 */
export function isAlive(previous: Observation | undefined, seen: Observation, now: number): boolean {
  const { holderIdentity, renewTime = "", leaseDurationSeconds = 0 } = seen.lease.spec ?? {};
  if (previous && previous.lease.spec?.holderIdentity === holderIdentity) {
    return !sameRecord(previous.lease, seen.lease);
  }
  return Math.abs(now - Date.parse(renewTime)) < leaseDurationSeconds * 1000;
}

export interface Claim {
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  readonly leaseDurationMs: number;
}

/** The Lease to write for a step, on top of what was seen. Carries its resource version, so that only one can win. */
export function claimed(seen: Observation | undefined, claim: Claim, now: number): Lease {
  const { namespace, name, identity, leaseDurationMs } = claim;
  const before = seen?.lease.spec ?? {};
  const ours = before.holderIdentity === identity;
  const time = microTime(now);
  const base = seen?.lease ?? { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { namespace, name } };
  return {
    ...base,
    spec: {
      ...before,
      holderIdentity: identity,
      leaseDurationSeconds: Math.floor(leaseDurationMs / 1000),
      acquireTime: ours ? (before.acquireTime ?? time) : time,
      renewTime: time,
      leaseTransitions: transitionsAfter(seen, ours),
    },
  };
}

/** The Lease as a holder leaves it who gives it up: whoever waits takes it at the next look. */
export function released(lease: Lease, now: number): Lease {
  const time = microTime(now);
  const { leaseTransitions = 0 } = lease.spec ?? {};
  const spec = { holderIdentity: "", leaseDurationSeconds: 1, acquireTime: time, renewTime: time, leaseTransitions };
  return { ...lease, spec };
}

function transitionsAfter(seen: Observation | undefined, ours: boolean): number {
  if (!seen) return 0;
  const { leaseTransitions = 0 } = seen.lease.spec ?? {};
  return ours ? leaseTransitions : leaseTransitions + 1;
}

function sameRecord({ spec: a = {} }: Lease, { spec: b = {} }: Lease): boolean {
  return (
    a.holderIdentity === b.holderIdentity &&
    a.leaseDurationSeconds === b.leaseDurationSeconds &&
    a.acquireTime === b.acquireTime &&
    a.renewTime === b.renewTime &&
    a.leaseTransitions === b.leaseTransitions
  );
}

/** Times of a Lease have microseconds. */
function microTime(now: number): string {
  return new Date(now).toISOString().replace("Z", "000Z");
}
