import { compareScalars } from "../field-set/value-order.ts";
import { quoteGo } from "../patch/go-format.ts";
import type { ManagedConflict } from "./apply-managed.ts";
import { identityOf } from "./entries.ts";

/** Conflicts as the API server answers them. */
export interface ConflictReport {
  /** `message` of the status: `Apply failed with 1 conflict: ...`. */
  readonly message: string;
  /** `details.causes` of the status. */
  readonly causes: readonly ConflictCause[];
}

export interface ConflictCause {
  readonly reason: "FieldManagerConflict";
  readonly message: string;
  readonly field: string;
}

export function reportConflicts(conflicts: readonly ManagedConflict[]): ConflictReport {
  const causes = conflicts.map((conflict): ConflictCause => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${describe(conflict)}`,
    field: conflict.path,
  }));
  return { message: `Apply failed with ${summarize(conflicts)}`, causes };
}

function summarize(conflicts: readonly ManagedConflict[]): string {
  const [only, ...more] = conflicts;
  if (only && more.length === 0) return `1 conflict: conflict with ${describe(only)}: ${only.path}`;
  const byManager = [...Map.groupBy(conflicts, identityOf)].toSorted(([a], [b]) => compareScalars(a, b));
  const lines = byManager.flatMap(([, own]) => [
    `conflicts with ${describe(own[0] as ManagedConflict)}:`,
    ...own.map(({ path }) => `- ${path}`),
  ]);
  return `${conflicts.length} conflicts: ${lines.join("\n")}`;
}

function describe({ manager, operation, apiVersion, subresource }: ManagedConflict): string {
  const name = quoteGo(manager) + (subresource ? ` with subresource ${quoteGo(subresource)}` : "");
  return operation === "Update" ? `${name} using ${apiVersion}` : name;
}
