import { messageOf } from "@flux-ts/base";
import { ReconcileError } from "@flux-ts/controller";
import type { ReconcileErrorOptions } from "@flux-ts/controller";
import { GitError } from "@flux-ts/git";
import { reasons, texts } from "./texts.ts";

/** The condition that carries a failure, beside Ready. `SourceVerified` is False then, the others are True. */
export type FailureCondition = "FetchFailed" | "IncludeUnavailable" | "SourceVerified" | "StorageOperationFailed";

/** A failure of one step of a run, with the condition that shows it. */
export class StepError extends ReconcileError {
  readonly condition: FailureCondition;

  constructor(condition: FailureCondition, reason: string, message: string, options?: ReconcileErrorOptions) {
    super(reason, message, options);
    this.condition = condition;
  }
}

/** What failed, in the words of the condition; undefined for errors that no user can do anything about. */
export function toStepError(error: unknown): StepError | undefined {
  if (error instanceof StepError) return error;
  return error instanceof GitError ? fromGit(error) : undefined;
}

function fromGit(error: GitError): StepError {
  const failure = (reason: string, message: string, disposition: "retry" | "stall" = "retry"): StepError =>
    new StepError("FetchFailed", reason, message, { cause: error, disposition });
  switch (error.code) {
    case "invalid-url":
    case "unsupported":
      return failure(reasons.urlInvalid, error.message, "stall");
    case "empty-repository":
      return failure(reasons.emptyRepository, error.message);
    case "folder-not-found":
      return failure(reasons.gitOperationFailed, texts.sparseFailed(error.message));
    default:
      return failure(reasons.gitOperationFailed, texts.checkoutFailed(error.message));
  }
}

/** Runs a step of storing an artifact: what the disk says becomes a failure of the storage. */
export async function storing<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (toStepError(error) !== undefined) throw error;
    const message = texts.archiveFailed(messageOf(error));
    throw new StepError("StorageOperationFailed", reasons.archiveFailed, message, { cause: error });
  }
}
