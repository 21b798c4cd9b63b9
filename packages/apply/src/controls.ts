import type { ObjectMeta } from "@flux-ts/base";

type Metadata = Pick<ObjectMeta, "labels" | "annotations">;

const group = "kustomize.toolkit.fluxcd.io";

/** Every label and annotation that says anything to Flux begins with this. */
export const controlPrefix = `${group}/`;

/** What labels and annotations of an object tell Flux to do with it. */
export const controls = {
  /** Neither applied nor pruned. */
  ignored: (metadata: Metadata): boolean => says(metadata, "reconcile", "disabled") || says(metadata, "ssa", "Ignore"),
  /** Created when missing, then left alone. */
  onlyWhenMissing: (metadata: Metadata): boolean => says(metadata, "ssa", "IfNotPresent"),
  /** Fields of other managers stay theirs. */
  merged: (metadata: Metadata): boolean => says(metadata, "ssa", "Merge"),
  /** Replaced when a change is refused as immutable. */
  forced: (metadata: Metadata): boolean => says(metadata, "force", "enabled"),
  neverPruned: (metadata: Metadata): boolean => says(metadata, "prune", "disabled"),
};

// As upstream: a label or an annotation, letter case of the value is free.
function says({ labels = {}, annotations = {} }: Metadata, control: string, value: string): boolean {
  const key = `${group}/${control}`;
  const wanted = value.toLowerCase();
  return [labels, annotations].some((entries) => Object.hasOwn(entries, key) && entries[key]?.toLowerCase() === wanted);
}

/** Labels by which an object says which Kustomization applies it. */
export type OwnerLabels = { readonly [label: string]: string };

export function ownerLabels(name: string, namespace: string): OwnerLabels {
  return { [`${group}/name`]: name, [`${group}/namespace`]: namespace };
}

/** Selects every object that any Kustomization applies. */
export const ownedSelector = `${group}/name`;
