import type { KubeObject, ManagedFieldsEntry, ObjectMeta } from "@flux-ts/base";
import { FieldSet } from "@flux-ts/kube-schema";
import type { ObjectKey } from "@flux-ts/kube";
import { isConflict } from "@flux-ts/kube";
import { sortEntries } from "@flux-ts/live";
import type { FieldManagerMatch } from "@flux-ts/live";
import { controls } from "./controls.ts";
import type { ApplyContext } from "./options.ts";

/** Managers that upstream takes over: kubectl's, and Flux's own from before it used server-side apply. */
export function defaultTakeover(fieldManager: string): readonly FieldManagerMatch[] {
  return [
    { prefix: "kubectl", operation: "Apply" },
    { prefix: "kubectl", operation: "Update" },
    { prefix: "before-first-apply", operation: "Update" },
    { prefix: fieldManager, operation: "Update" },
  ];
}

/** Left by `kubectl apply` and by the first version of Flux: they would stay for ever. */
const staleAnnotations = [
  "kubectl.kubernetes.io/last-applied-configuration",
  "kustomize.toolkit.fluxcd.io/checksum",
  "fluxcd.io/sync-checksum",
];
const staleLabels = ["fluxcd.io/sync-gc-mark"];

/** Whether the object has fields to take over. Those of objects that say `ssa: Merge` stay their managers'. */
export function needsTakeover(context: ApplyContext, desired: KubeObject, live: ObjectMeta): boolean {
  if (controls.merged(desired.metadata) || controls.merged(live)) return false;
  return patchOf(live, context).length > 0;
}

interface Takeover {
  readonly key: ObjectKey;
  readonly desired: KubeObject;
  readonly live: ObjectMeta;
}

/** Makes the fields of taken-over managers ours, so that what the set no longer names goes away with the next apply. */
export async function takeOver(context: ApplyContext, { key, desired, live }: Takeover): Promise<void> {
  const { client, signal, reach } = context;
  let metadata = live;
  while (needsTakeover(context, desired, metadata)) {
    const guard = { op: "replace", path: "/metadata/resourceVersion", value: metadata.resourceVersion ?? "" };
    try {
      await client.patch(key, { type: "json", patch: [guard, ...patchOf(metadata, context)] }, { signal });
      reach("apply/taken-over");
      return;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    ({ metadata } = await client.get(key, { metadataOnly: true, signal }));
  }
}

type PatchOperation = {
  readonly op: "remove" | "replace";
  readonly path: string;
  readonly value?: readonly ManagedFieldsEntry[];
};

function patchOf(metadata: ObjectMeta, context: ApplyContext): PatchOperation[] {
  const { annotations = {}, labels = {}, managedFields = [] } = metadata;
  const managers = takenOver(managedFields, context);
  return [
    ...staleAnnotations.filter((key) => Object.hasOwn(annotations, key)).map((key) => removal("annotations", key)),
    ...staleLabels.filter((key) => Object.hasOwn(labels, key)).map((key) => removal("labels", key)),
    ...(managers ? [{ op: "replace", path: "/metadata/managedFields", value: managers } as const] : []),
  ];
}

function removal(map: string, key: string): PatchOperation {
  return { op: "remove", path: `/metadata/${map}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}` };
}

/** The managers after the takeover, or undefined when there is none to take over. */
function takenOver(
  entries: readonly ManagedFieldsEntry[],
  context: ApplyContext,
): readonly ManagedFieldsEntry[] | undefined {
  const { own, absorbed, others } = sortEntries(entries, context);
  if (absorbed.length === 0) return undefined;
  return [...others, merged([...own, ...absorbed], context.fieldManager)];
}

function merged(entries: readonly ManagedFieldsEntry[], fieldManager: string): ManagedFieldsEntry {
  const sets = entries.map(({ fieldsV1 = {} }) => FieldSet.parse(fieldsV1));
  const union = sets.reduce((all, set) => all.union(set));
  return { ...entries[0], manager: fieldManager, operation: "Apply", fieldsV1: union.toJson() };
}
