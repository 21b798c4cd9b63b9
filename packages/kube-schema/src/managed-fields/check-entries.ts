import type { ManagedFieldsEntry } from "@flux-ts/base";
import { decodeEntries } from "./entries.ts";
import { ManagedFieldsError } from "./errors.ts";

/** What is wrong with `metadata.managedFields`; undefined when nothing is. */
export function managedFieldsProblem(entries: readonly ManagedFieldsEntry[] | undefined): string | undefined {
  try {
    decodeEntries(entries);
    return undefined;
  } catch (error) {
    if (error instanceof ManagedFieldsError) return error.message;
    throw error;
  }
}
