import type { KubeObject } from "@flux-ts/base";
import type { ValueType } from "../schema/model.ts";
import type { OwnershipFilter } from "./managers.ts";

/** The versions of one kind. */
export interface KindTypes {
  /** The type of objects of this version; undefined when the version is not served. */
  typeOf(apiVersion: string): ValueType | undefined;
  /**
   * The object as a served version has it.
   * @default only `apiVersion` changes
   */
  convert?(object: KubeObject, apiVersion: string): KubeObject;
}

interface ManagedWrite {
  /** The stored object in the version of the request; undefined when the request creates it. */
  readonly live: KubeObject | undefined;
  /** Who writes: `fieldManager` of the request. */
  readonly manager: string;
  /** Of the entry when its set changes, in RFC 3339 with whole seconds. */
  readonly time: string;
  readonly subresource?: string;
  readonly types: KindTypes;
  /** @default everything may be owned */
  readonly ownable?: OwnershipFilter;
}

export interface ManagedApply extends ManagedWrite {
  /** The request body: fields the manager wants, without `metadata.managedFields`. */
  readonly applied: KubeObject;
  /** Takes fields over from other managers instead of conflicting. */
  readonly force: boolean;
}

export interface ManagedUpdate extends ManagedWrite {
  /** The object to be stored, of a create, update or patch. Its `managedFields` are taken when it has valid ones. */
  readonly next: KubeObject;
}

export type ManagedApplyOutcome =
  /** `object` is `live` itself when nothing changed, neither a field nor an owner. */
  | { readonly applied: true; readonly object: KubeObject }
  | { readonly applied: false; readonly conflicts: readonly ManagedConflict[] };

/** A field that the request would change and somebody else owns. */
export interface ManagedConflict {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource?: string;
  /** As printed: `.spec.replicas`. */
  readonly path: string;
}

/**
 * Server-side apply: merges `applied` onto the live object, removes what the manager applied before and nobody wants
 * any more, and records who owns what. Defaulting is up to the caller.
 *
 * @throws ManagedFieldsError
 */
export function applyManaged(_request: ManagedApply): ManagedApplyOutcome {
  throw new Error("stub");
}

/**
 * The object to store for a write that is no apply: `next` with the owners of the live object brought up to date.
 * Never fails: where the schema does not know the object, owners stay as they are.
 */
export function updateManaged(_request: ManagedUpdate): KubeObject {
  throw new Error("stub");
}

/** `next`, or `live` itself when they differ in nothing but the times of managers: such a write is to be skipped. */
export function ignoringManagerTimes(_live: KubeObject, _next: KubeObject): KubeObject {
  throw new Error("stub");
}
