import { hostname } from "node:os";
import { randomUUID } from "node:crypto";
import type { Log } from "@flux-ts/base";
import { acquireLease, isForbidden } from "@flux-ts/kube";
import type { Client, HeldLease, LeaseOptions } from "@flux-ts/kube";

export interface LeadershipOptions extends Pick<
  LeaseOptions,
  "leaseDurationMs" | "renewDeadlineMs" | "retryPeriodMs" | "reach"
> {
  readonly client: Client;
  readonly log: Log;
  /** Namespace of the Leases. */
  readonly namespace: string;
  readonly signal: AbortSignal;
  /**
   * Tells this holder from others. One that comes back under its old name leads again at once, so nobody else may have
   * it meanwhile. @default a new one
   */
  readonly holder?: string;
}

/** How the identities of our holders start: a lease held by any other is held by an upstream controller. */
const ourPrefix = "flux-ts_";

/** The controllers of this process, under the names upstream's Leases have. */
const leaseNames = ["source-controller", "kustomize-controller"].map((name) => `${name}-leader-election`);

/** All leases of this process, held together. */
export interface Leadership {
  /** Fires when one of them is lost: the process must stop then. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Waits until this process leads for every controller. While another replica of ours leads, it stands by.
 *
 * @throws Error naming the holder when an upstream controller leads, or the namespace when it does not exist.
 */
export async function lead(options: LeadershipOptions): Promise<Leadership> {
  const { holder = `${hostname()}_${randomUUID()}` } = options;
  const identity = `${ourPrefix}${holder}`;
  const held: HeldLease[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(held.map((lease) => lease.release()));
  };
  try {
    await demandNamespace(options);
    for (const name of leaseNames) await refuseForeignHolder(options, name);
    for (const name of leaseNames) held.push(await acquire(options, name, identity));
  } catch (error) {
    await release();
    throw error;
  }
  return { lost: AbortSignal.any(held.map(({ lost }) => lost)), release };
}

async function acquire(options: LeadershipOptions, name: string, identity: string): Promise<HeldLease> {
  const { client, log, holder: _holder, ...lease } = options;
  return await acquireLease(client, {
    ...lease,
    name,
    identity,
    onHolder: (holder) => log.info("leader seen", { lease: name, holder }),
    onError: (error) => log.error("lease could not be acquired or renewed", error, { lease: name }),
  });
}

/** Without its namespace a Lease would be tried for ever. Who may not look is believed. */
async function demandNamespace({ client, namespace, signal }: LeadershipOptions): Promise<void> {
  try {
    if (await client.find({ apiVersion: "v1", kind: "Namespace", name: namespace }, { metadataOnly: true, signal }))
      return;
  } catch (error) {
    if (isForbidden(error)) return;
    throw error;
  }
  throw new Error(`Namespace ${namespace} does not exist: create it, or name another one with --runtime-namespace`);
}

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly renewTime?: string;
  readonly leaseDurationSeconds?: number;
}

async function refuseForeignHolder({ client, namespace, signal }: LeadershipOptions, name: string): Promise<void> {
  const key = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace, name };
  const lease = await client.find(key, { signal });
  const { holderIdentity = "", renewTime = "", leaseDurationSeconds = 0 } = (lease?.["spec"] ?? {}) as LeaseSpec;
  const isHeld = Date.parse(renewTime) + leaseDurationSeconds * 1000 > Date.now();
  if (holderIdentity === "" || holderIdentity.startsWith(ourPrefix) || !isHeld) return;
  throw new Error(
    `Another controller leads: Lease ${namespace}/${name} is held by "${holderIdentity}". Scale it down first: two controllers must not apply the same objects`,
  );
}
