import { formatRef } from "@flux-ts/base";
import type { ObjectMeta } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";
import type { Loss } from "./losses.ts";

/** What became of an object, in the words of upstream's events. */
export type Action = "created" | "configured" | "unchanged" | "deleted" | "skipped" | "unknown";

export interface Change {
  readonly object: ObjectKey;
  readonly action: Action;
  /** As the object is in the cluster by now; undefined where it was not looked at or is not there. */
  readonly metadata?: ObjectMeta;
  /** What others had taken of a configured object. */
  readonly losses?: readonly Loss[];
}

/** One line a change, as in upstream's events: `Deployment/apps/web configured`. */
export function formatChanges(changes: readonly Change[]): string {
  return changes.map(({ object, action }) => `${formatKey(object)} ${action}`).join("\n");
}

/** The changes that changed something. */
export function realChanges(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ action }) => action === "created" || action === "configured" || action === "deleted");
}

/** `Kind/namespace/name`, as upstream names objects to users. */
export function formatKey({ kind, namespace = "", name }: ObjectKey): string {
  return formatRef({ kind, namespace, name });
}
