import type { SourcePosition } from "@flux-ts/base";
import { formatPosition } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";
import { formatChanges, realChanges } from "./changes.ts";
import type { Change } from "./changes.ts";

/** One object the server refused, or that cannot be applied at all. */
export interface ApplyFailure {
  readonly object: ObjectKey;
  /** What happened, beginning with the object, in upstream's words. */
  readonly message: string;
  /** Where the object was written. */
  readonly origin?: SourcePosition | undefined;
  readonly cause: unknown;
}

/**
 * The set was not applied, or not wholly. `changes` says what had been written before: nothing, unless an object
 * could only be checked after others were there.
 */
export class ApplyError extends Error {
  override readonly name = "ApplyError";
  readonly failures: readonly ApplyFailure[];
  readonly changes: readonly Change[];

  constructor(failures: readonly ApplyFailure[], changes: readonly Change[]) {
    super(messageOf(failures, changes), { cause: failures[0]?.cause });
    this.failures = failures;
    this.changes = changes;
  }
}

function messageOf(failures: readonly ApplyFailure[], changes: readonly Change[]): string {
  const lines = failures.map(({ message, origin }) => (origin ? `${message} (${formatPosition(origin)})` : message));
  const written = formatChanges(realChanges(changes));
  return [...lines, ...(written === "" ? [] : [written])].join("\n");
}

/** Some objects could not be deleted. `survivors` are still to be deleted; `changes` says what became of the others. */
export class PruneError extends Error {
  override readonly name = "PruneError";
  readonly survivors: readonly ObjectKey[];
  readonly changes: readonly Change[];

  constructor(messages: readonly string[], survivors: readonly ObjectKey[], changes: readonly Change[]) {
    super(`delete failed, errors: ${messages.map((message) => `${message};`).join("")}`);
    this.survivors = survivors;
    this.changes = changes;
  }
}
