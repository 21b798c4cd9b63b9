import type { ManagedFieldsEntry } from "@flux-ts/base";
import { FieldSet } from "../field-set/field-set.ts";
import type { FieldPath } from "../field-set/path-element.ts";
import { decodeEntries, encodeEntries, identityOf, parseIdentity } from "./entries.ts";
import type { ManagerSet } from "./managers.ts";

/** Where the replicas of a kind are, by the versions of the kind that are served. */
export type ReplicasPaths = ReadonlyMap<string, FieldPath>;

const scaleVersion = "autoscaling/v1";
const scaleReplicas = FieldSet.of([
  { kind: "field", name: "spec" },
  { kind: "field", name: "replicas" },
]);

/**
 * The `managedFields` of a Scale: whoever owns the replicas of the object owns those of its Scale.
 *
 * @throws ManagedFieldsError when the entries cannot be read.
 */
export function scaleEntries(
  entries: readonly ManagedFieldsEntry[] | undefined,
  paths: ReplicasPaths,
): readonly ManagedFieldsEntry[] {
  const { managers, times } = decodeEntries(entries);
  const owners = [...managers].filter(([, set]) => ownsReplicas(set, paths));
  const scaled = owners.map(([identity, set]) => [
    identity,
    { ...set, apiVersion: scaleVersion, fields: scaleReplicas },
  ]);
  return encodeEntries({ managers: new Map(scaled as [string, ManagerSet][]), times }) ?? [];
}

/**
 * The `managedFields` of the object after a write to its Scale: who lost the replicas there loses them here, and who
 * got them there gets them here, in the version `apiVersion` and, as in the API server, without a time.
 *
 * @throws ManagedFieldsError when entries cannot be read.
 */
export function entriesAfterScale(
  entries: readonly ManagedFieldsEntry[] | undefined,
  scaled: readonly ManagedFieldsEntry[],
  { paths, apiVersion }: { readonly paths: ReplicasPaths; readonly apiVersion: string },
): readonly ManagedFieldsEntry[] {
  const { managers, times } = decodeEntries(entries);
  const owners = new Map([...decodeEntries(scaled).managers].map(([identity, set]) => [ownerOf(identity), set]));
  const kept = new Map<string, ManagerSet>();
  for (const [identity, set] of managers) {
    if (!paths.has(set.apiVersion)) continue;
    const stillOwner = owners.delete(ownerOf(identity));
    const fields = stillOwner ? set.fields : set.fields.difference(replicasIn(set.apiVersion, paths));
    if (!fields.isEmpty) kept.set(identity, { ...set, fields });
  }
  const keptTimes = new Map([...times].filter(([identity]) => kept.has(identity)));
  for (const [owner, set] of owners) {
    const identity = identityOf({ ...parseIdentity(owner), apiVersion });
    kept.set(identity, { ...set, apiVersion, fields: replicasIn(apiVersion, paths) });
  }
  return encodeEntries({ managers: kept, times: keptTimes }) ?? [];
}

/** The identity in any version: a Scale has another one than the object. */
function ownerOf(identity: string): string {
  return identityOf({ ...parseIdentity(identity), apiVersion: "" });
}

function ownsReplicas({ apiVersion, fields }: ManagerSet, paths: ReplicasPaths): boolean {
  const path = paths.get(apiVersion);
  return path !== undefined && fields.has(path);
}

function replicasIn(apiVersion: string, paths: ReplicasPaths): FieldSet {
  const path = paths.get(apiVersion);
  return path ? FieldSet.of(path) : FieldSet.empty;
}
