import { formatRef } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";

/** What became of an object, in the words of upstream's events. */
export type Action = "created" | "configured" | "unchanged" | "deleted" | "skipped" | "unknown";

export interface Change {
  readonly object: ObjectKey;
  readonly action: Action;
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
