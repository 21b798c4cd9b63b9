import { hostname } from "node:os";
import { createHash, randomUUID } from "node:crypto";
import type { Log } from "@flux-ts/base";
import { acquireLease, isForbidden, KubeError } from "@flux-ts/kube";
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
  /** The labels of the objects that this process looks after: each shard has a leader. @default all objects */
  readonly labelSelector?: string;
  /**
   * Tells this holder from others. One that comes back under its old name leads again at once, so nobody else may have
   * it meanwhile. @default a new one
   */
  readonly holder?: string;
}

/** How the identities of our holders start: a lease held by any other is held by an upstream controller. */
const ourPrefix = "flux-ts_";

const controllers = ["source-controller", "kustomize-controller"];

/**
 * The Leases of the controllers of this process, under upstream's names: those of a shard, which looks after the
 * objects with some labels only, end in the digest of its label selector.
 */
function leaseNames(labelSelector = ""): readonly string[] {
  const shard = labelSelector === "" ? "" : `-${createHash("sha256").update(labelSelector).digest("hex").slice(0, 8)}`;
  return controllers.map((name) => `${name}-leader-election${shard}`);
}

/** All leases of this process, held together. */
export interface Leadership {
  readonly leases: readonly HeldLease[];
  /** Fires when one of them is lost: the process must stop then. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Waits until this process leads for every controller. While another replica of ours leads, it stands by.
 *
 * @throws Error naming the holder when an upstream controller leads, be it that it does so later while this process
 * stands by, or the namespace when it does not exist.
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
    for (const name of leaseNames(options.labelSelector)) held.push(await acquire(options, name, identity));
  } catch (error) {
    await release();
    throw error;
  }
  return { leases: held, lost: AbortSignal.any(held.map(({ lost }) => lost)), release };
}

async function acquire(options: LeadershipOptions, name: string, identity: string): Promise<HeldLease> {
  const { client, log, holder: _holder, labelSelector: _labelSelector, ...lease } = options;
  let foreign = "";
  const isOurs = (holder: string): boolean => {
    if (!holder.startsWith(ourPrefix)) foreign = holder;
    return holder.startsWith(ourPrefix);
  };
  try {
    return await acquireLease(client, {
      ...lease,
      name,
      identity,
      waitFor: isOurs,
      onHolder: (holder) => log.info("leader seen", { lease: name, holder }),
      onError: (error) => log.error("lease could not be acquired or renewed", error, { lease: name }),
    });
  } catch (error) {
    if (!(error instanceof KubeError) || error.code !== "lease-held") throw error;
    throw new Error(
      `Another controller leads: Lease ${options.namespace}/${name} is held by "${foreign}". Scale it down first: two controllers must not apply the same objects`,
      { cause: error },
    );
  }
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
