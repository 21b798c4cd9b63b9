import type { ManagedConflict } from "./managed.ts";

/** Conflicts as the API server answers them. */
export interface ConflictReport {
  /** `message` of the status, without its frame: `Apply failed with 1 conflict: ...`. */
  readonly message: string;
  /** `details.causes` of the status. */
  readonly causes: readonly ConflictCause[];
}

export interface ConflictCause {
  readonly reason: "FieldManagerConflict";
  readonly message: string;
  readonly field: string;
}

export function reportConflicts(_conflicts: readonly ManagedConflict[]): ConflictReport {
  throw new Error("stub");
}
