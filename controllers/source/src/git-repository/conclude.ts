import { parseDuration } from "@flux-ts/base";
import { findCondition } from "@flux-ts/controller";
import type { Conclusion, ConditionChanges, RunEvent } from "@flux-ts/controller";
import type { Artifact, GitRepository } from "@flux-ts/flux-api";
import type { FailureCondition, StepError } from "./failure.ts";
import { conditionTypes, reasons, texts } from "./texts.ts";

/** The artifact is that of the remote, as it was before. */
export function kept(object: GitRepository, artifact: Artifact): Conclusion<GitRepository> {
  return {
    ready: { reason: reasons.succeeded, message: texts.stored(artifact.revision) },
    status: { artifact },
    conditions: settled(artifact),
    requeueAfterMs: parseDuration(object.spec.interval),
  };
}

/** A new artifact was built by the settings of the spec. */
export function stored(
  object: GitRepository,
  artifact: Artifact,
  includes: readonly Artifact[],
): Conclusion<GitRepository> {
  const { ignore, recurseSubmodules, include = [], sparseCheckout = [] } = object.spec;
  return {
    ...kept(object, artifact),
    status: {
      artifact,
      includedArtifacts: orNull(includes),
      observedIgnore: ignore ?? null,
      observedRecurseSubmodules: recurseSubmodules === true ? true : null,
      observedInclude: orNull(include),
      observedSparseCheckout: orNull(sparseCheckout),
    },
  };
}

function orNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

function settled({ revision }: Artifact): ConditionChanges {
  return {
    [conditionTypes.artifactInStorage]: {
      status: "True",
      reason: reasons.succeeded,
      message: texts.stored(revision),
    },
    [conditionTypes.artifactOutdated]: null,
    [conditionTypes.fetchFailed]: null,
    [conditionTypes.includeUnavailable]: null,
    [conditionTypes.sourceVerified]: null,
    [conditionTypes.storageOperationFailed]: null,
  };
}

// What the steps before a failing one have shown to be well.
const passed: { readonly [condition in FailureCondition]: readonly string[] } = {
  SourceVerified: [conditionTypes.storageOperationFailed],
  IncludeUnavailable: [conditionTypes.storageOperationFailed],
  FetchFailed: [conditionTypes.storageOperationFailed, conditionTypes.artifactOutdated],
  StorageOperationFailed: [conditionTypes.fetchFailed, conditionTypes.includeUnavailable],
};

/** A step failed. The artifact of the last success stays. */
export function failed(error: StepError): Conclusion<GitRepository> {
  const { condition, reason, message } = error;
  const status = condition === "SourceVerified" ? "False" : "True";
  const cleared = Object.fromEntries(passed[condition].map((type) => [type, null]));
  return { error, conditions: { ...cleared, [condition]: { status, reason, message } } };
}

/**
 * The event of a success: of a new artifact, or of the end of a failure. Undefined when there is nothing to tell.
 * `commit` is the subject of the commit, or the revision where it was not read.
 */
export function announcement(object: GitRepository, artifact: Artifact, commit: string): RunEvent | undefined {
  const isNew = object.status?.artifact?.digest !== artifact.digest;
  if (!isNew && !hasFailed(object)) return undefined;
  return {
    severity: "info",
    reason: isNew ? reasons.newArtifact : reasons.succeeded,
    message: texts.storedCommit(commit),
    metadata: { revision: artifact.revision, digest: artifact.digest },
  };
}

function hasFailed({ status }: GitRepository): boolean {
  const { fetchFailed, includeUnavailable, storageOperationFailed } = conditionTypes;
  return [fetchFailed, includeUnavailable, storageOperationFailed].some(
    (type) => findCondition(status?.conditions, type) !== undefined,
  );
}
