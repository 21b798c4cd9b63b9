import { equalJson, isJsonObject } from "@flux-ts/base";
import type { JsonValue, KubeObject, ManagedFieldsEntry } from "@flux-ts/base";
import { FieldSet, formatPath } from "@flux-ts/kube-schema";
import type { FieldPath } from "@flux-ts/kube-schema";
import { sortEntries } from "@flux-ts/live";
import type { OwnershipRules } from "@flux-ts/live";

/** A field that shall be ours and that somebody else has written. */
export interface Loss {
  /** Path of the field, such as `.spec.replicas`. */
  readonly field: string;
  readonly manager: string;
}

const maxLosses = 20;

/**
 * What others have taken of an object, given the object as it would be after an apply. Bounded: of very many fields
 * the first are told.
 */
export function lossesOf(applied: KubeObject, live: KubeObject, rules: OwnershipRules): readonly Loss[] {
  const wanted = unionOf(sortEntries(applied.metadata.managedFields ?? [], rules).own);
  const { own, absorbed, others } = sortEntries(live.metadata.managedFields ?? [], rules);
  const missing = wanted.difference(unionOf(own)).leaves().paths();
  const writers = [...absorbed, ...others].filter(({ subresource }) => subresource !== "status");
  const taken = missing.map((path) => ({ field: formatPath(path), manager: writerOf(path, writers) }));
  const added = absorbed.flatMap((entry) =>
    unionOf([entry])
      .difference(wanted)
      .leaves()
      .paths()
      .map((path) => ({ field: formatPath(path), manager: entry.manager ?? "" })),
  );
  const losses = [...taken, ...added];
  if (losses.length > 0) return losses.slice(0, maxLosses);
  const field = differenceOf(contentOf(applied), contentOf(live));
  return field === undefined ? [] : [{ field, manager: rules.fieldManager }];
}

function unionOf(entries: readonly ManagedFieldsEntry[]): FieldSet {
  return entries.map(({ fieldsV1 = {} }) => FieldSet.parse(fieldsV1)).reduce((a, b) => a.union(b), FieldSet.empty);
}

/** Who owns the field now; of a field that was removed, who wrote last. */
function writerOf(path: FieldPath, entries: readonly ManagedFieldsEntry[]): string {
  const owner = entries.find((entry) => unionOf([entry]).has(path));
  const last = entries.toSorted((a, b) => ((a.time ?? "") < (b.time ?? "") ? 1 : -1))[0];
  return (owner ?? last)?.manager ?? "somebody";
}

function contentOf({ status: _, metadata: { labels = {}, annotations = {} }, ...content }: KubeObject): JsonValue {
  return { ...content, metadata: { labels, annotations } };
}

/** Path of the first place where two values differ; undefined when they are the same. */
function differenceOf(a: JsonValue | undefined, b: JsonValue | undefined, path = ""): string | undefined {
  if (equalJson(a, b)) return undefined;
  if (!isJsonObject(a) || !isJsonObject(b)) return path;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const left = Object.hasOwn(a, key) ? a[key] : undefined;
    const right = Object.hasOwn(b, key) ? b[key] : undefined;
    const found = differenceOf(left, right, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return path;
}
