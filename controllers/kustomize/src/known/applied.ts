import { hash } from "node:crypto";
import { stringifyJson } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { entryOf, recordRules } from "@flux-ts/apply";
import type { Change, DesiredObject, InventoryEntry } from "@flux-ts/apply";
import type { ObjectKey } from "@flux-ts/kube";
import { objectId, recordOf } from "@flux-ts/live";
import type { KeptObject, LiveRecord } from "@flux-ts/live";

/** An object of a set after it was applied. */
export interface AppliedObject {
  readonly key: ObjectKey;
  /** Digest of what was applied. */
  readonly desired: string;
  /** How it looked then; undefined where it does not carry our owner labels, so that no watch of them shows it. */
  readonly seen?: LiveRecord;
  /** It is left alone: `always` by what its manifest says, else by what the cluster says. */
  readonly skipped?: "always" | "now";
  /** Its absence means that it is done: a Job that is deleted after it finished. */
  readonly vanishes?: true;
}

export interface AppliedSet {
  readonly fieldManager: string;
  /** Value of the owner labels, as records hold it. */
  readonly owner: string;
  readonly desired: readonly DesiredObject[];
  readonly changes: readonly Change[];
  /** What was known before, by id: of objects that were trusted, it is what is known. */
  readonly before: ReadonlyMap<string, AppliedObject>;
}

/** What is known of the objects of a set now, in the order of application. */
export function appliedObjects({
  fieldManager,
  owner,
  desired,
  changes,
  before,
}: AppliedSet): readonly AppliedObject[] {
  const rules = recordRules(fieldManager);
  const manifests = new Map(desired.map(({ object }) => [idOf(object), object]));
  return changes.map(({ object: key, action, metadata }): AppliedObject => {
    const id = objectId(key);
    const known = before.get(id);
    if (action === "unchanged" && metadata === undefined && known) return known;
    const manifest = manifests.get(id) ?? manifests.get(objectId({ ...key, namespace: "" }));
    const seen = metadata && recordOf(metadata, rules);
    return {
      key,
      desired: manifest === undefined ? "" : digestObject(manifest),
      ...(seen?.owner === owner && { seen }),
      ...(action === "skipped" && { skipped: metadata ? "now" : "always" }),
      ...(manifest && isDeletedWhenDone(manifest) && { vanishes: true }),
    };
  });
}

/**
 * The objects to keep an eye on. What goes away by itself is not watched: its absence is looked at at the interval, as
 * upstream does, never faster.
 */
export function keptObjects(objects: readonly AppliedObject[]): readonly KeptObject[] {
  return objects
    .filter(({ skipped }) => skipped !== "always")
    .map(({ key, desired, seen, vanishes }) => ({ key, desired, seen: vanishes ? undefined : seen }));
}

export function entriesOf(objects: readonly AppliedObject[]): readonly InventoryEntry[] {
  return objects.map(({ key }) => entryOf(key));
}

function idOf({ apiVersion, kind, metadata: { name, namespace = "" } }: KubeObject): string {
  return objectId({ apiVersion, kind, namespace, name });
}

function digestObject(object: KubeObject): string {
  return hash("sha256", stringifyJson(object), "base64").slice(0, 22);
}

/** A Job that Kubernetes deletes some time after it finished. */
function isDeletedWhenDone({ kind, spec }: KubeObject): boolean {
  return (
    kind === "Job" && (spec as { ttlSecondsAfterFinished?: number } | undefined)?.ttlSecondsAfterFinished !== undefined
  );
}
