import { messageOf, passCheckpoint } from "@flux-ts/base";
import type { ReachCheckpoint } from "@flux-ts/base";
import { isConflict, isNotFound, isUnknownKind } from "@flux-ts/kube";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { formatKey } from "./changes.ts";
import type { Action, Change } from "./changes.ts";
import { controls } from "./controls.ts";
import type { OwnerLabels } from "./controls.ts";
import { PruneError } from "./errors.ts";
import { compareForApply } from "./order.ts";

export interface PruneOptions {
  readonly client: Client;
  /** Only objects that carry these labels in the cluster are deleted. */
  readonly owner: OwnerLabels;
  readonly signal: AbortSignal;
  /** @default nobody is told */
  readonly reach?: ReachCheckpoint;
}

/**
 * Deletes objects, last applied first. Left alone are those that somebody else owns by now and those that say so
 * (`prune: disabled`, `reconcile: disabled`, `ssa: Ignore`). Every deletion carries uid and resource version of the
 * object that was looked at: an object that changed meanwhile is looked at again.
 *
 * @throws PruneError when some could not be deleted; all others are.
 */
export async function pruneObjects(keys: readonly ObjectKey[], options: PruneOptions): Promise<readonly Change[]> {
  const changes: Change[] = [];
  const survivors: ObjectKey[] = [];
  const messages: string[] = [];
  for (const key of keys.toSorted((a, b) => compareForApply(b, a))) {
    try {
      changes.push({ object: key, action: await prune(key, options) });
    } catch (error) {
      options.signal.throwIfAborted();
      changes.push({ object: key, action: "unknown" });
      survivors.push(key);
      messages.push(`${formatKey(key)} delete failed: ${messageOf(error)}`);
    }
  }
  if (survivors.length > 0) throw new PruneError(messages, survivors, changes);
  return changes;
}

async function prune(key: ObjectKey, options: PruneOptions): Promise<Action> {
  const { reach = passCheckpoint } = options;
  for (;;) {
    const live = await look(key, options);
    if (live === undefined) return "deleted";
    const { metadata } = live;
    const { uid, resourceVersion, labels = {} } = metadata;
    const owned = Object.entries(options.owner).every(([label, value]) => labels[label] === value);
    if (!owned || controls.neverPruned(metadata) || controls.ignored(metadata)) return "skipped";
    reach("prune/looked");
    try {
      await options.client.delete(key, {
        propagationPolicy: "Background",
        preconditions: { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) },
        signal: options.signal,
      });
      reach("prune/deleted");
      return "deleted";
    } catch (error) {
      if (isNotFound(error)) return "deleted";
      if (!isConflict(error)) throw error;
    }
  }
}

async function look(key: ObjectKey, { client, signal }: PruneOptions) {
  try {
    return await client.find(key, { metadataOnly: true, signal });
  } catch (error) {
    if (isUnknownKind(error)) return undefined; // its CRD is gone, and all objects with it
    throw error;
  }
}
