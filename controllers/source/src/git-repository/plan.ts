import type { Artifact, GitRepository, GitRepositoryInclude } from "@flux-ts/flux-api";

/** What a run knows before it decides. */
export interface Observation {
  readonly object: GitRepository;
  /** The artifact of status, when it is in storage as it should be. */
  readonly artifact: Artifact | undefined;
  /** Revision of the remote. */
  readonly revision: string;
  /** Artifacts of `spec.include`, in its order. */
  readonly includes: readonly Artifact[];
}

export type Plan =
  | { readonly step: "keep"; readonly artifact: Artifact }
  | { readonly step: "store"; readonly why: "no-artifact" | "moved" | "included" | "edited" };

/** Whether the artifact has to be built. Only what goes into it counts: a new URL or interval alone does not. */
export function plan({ object, artifact, revision, includes }: Observation): Plan {
  if (artifact === undefined) return { step: "store", why: "no-artifact" };
  if (artifact.revision !== revision) return { step: "store", why: "moved" };
  if (includesDiffer(object, includes)) return { step: "store", why: "included" };
  if (isEdited(object)) return { step: "store", why: "edited" };
  return { step: "keep", artifact };
}

/** Whether the included artifacts are others than those of the last build. */
export function includesDiffer(object: GitRepository, includes: readonly Artifact[]): boolean {
  const before = object.status?.includedArtifacts ?? [];
  return !equalLists(before, includes, (a, b) => a.revision === b.revision && a.digest === b.digest);
}

/** Whether the content was built by other settings than those of the spec. */
function isEdited({ spec, status }: GitRepository): boolean {
  return !(
    spec.ignore === status?.observedIgnore &&
    (spec.recurseSubmodules ?? false) === (status?.observedRecurseSubmodules ?? false) &&
    equalLists(spec.include ?? [], status?.observedInclude ?? [], equalIncludes) &&
    equalLists(spec.sparseCheckout ?? [], status?.observedSparseCheckout ?? [], (a, b) => a === b)
  );
}

function equalIncludes(a: GitRepositoryInclude, b: GitRepositoryInclude): boolean {
  return a.repository.name === b.repository.name && a.fromPath === b.fromPath && a.toPath === b.toPath;
}

function equalLists<T>(a: readonly T[], b: readonly T[], equal: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((item, index) => equal(item, b[index] as T));
}
