import type { JsonValue, KubeObject, ManagedFieldsEntry } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import { isOwnEntry } from "@flux-ts/live";

/**
 * Whether an apply that gives `applied` would leave the object as it is: same content, and the same fields owned by
 * `fieldManager`. Status does not count, nor what the server writes into metadata by itself.
 */
export function isSame(applied: KubeObject, live: KubeObject, fieldManager: string): boolean {
  return equalJson(contentOf(applied, fieldManager), contentOf(live, fieldManager));
}

function contentOf(object: KubeObject, fieldManager: string): JsonValue {
  const { status: _, metadata, ...content } = object;
  const { resourceVersion: __, generation: ___, managedFields = [], ...said } = metadata;
  return { ...content, metadata: said, owned: ownedBy(managedFields, fieldManager) };
}

function ownedBy(entries: readonly ManagedFieldsEntry[], fieldManager: string): JsonValue {
  const own = entries.find((entry) => isOwnEntry(entry, fieldManager));
  return own?.fieldsV1 ?? null;
}
