import type { KubeObject } from "@flux-ts/base";
import type { Allocators } from "../registry/allocators.ts";
import type { User } from "../request/user.ts";
import type { FieldCause } from "@flux-ts/kube-schema";

export interface UpdateContext {
  readonly subresource: string;
  readonly allocators: Allocators;
  /** The time as objects carry it. */
  readonly now: string;
}

/**
 * The rules of one resource beyond the types of its fields. Every function is pure: it gives a new object or errors.
 * What a resource does not say is done as most resources do it.
 */
export interface Strategy {
  /** Whether `metadata.generation` counts changes of everything but metadata and status. */
  readonly tracksGeneration: boolean;
  /** Which change of metadata counts as well. */
  readonly counts?: "annotations" | "labels";
  /** Whether `status` is written through the subresource only. */
  readonly hasStatus: boolean;
  /** Whether a new object may come with a status. */
  readonly bornWithStatus?: boolean;
  /** Whether a write of the status leaves the metadata as it is. */
  readonly statusKeepsMetadata?: boolean;
  /** Whether the spec stays as it was made, whatever updates say. */
  readonly fixedSpec?: boolean;
  /** Whether an update of an object that is not there makes it. */
  readonly createOnUpdate: boolean;
  /** Whether an update must name the resource version it is based on. */
  readonly unconditionalUpdate: boolean;
  /** Whether a deletion answers with the object even when it is gone. */
  readonly returnsDeleted?: boolean;
  /** What becomes of dependents when a deletion does not say it. */
  readonly defaultPropagation?: "Orphan";
  /** What clients are told that do not say it. */
  readonly propagationWarning?: string;
  /** Seconds an object lives on after its deletion, by default. Undefined: none, it goes at once. */
  readonly gracePeriodSeconds?: (object: KubeObject) => number;
  /** Why nothing may be made any more. */
  readonly refusesCreate?: string;
  /** Begins a deletion that does not end at once: gives the object that stays for now. */
  readonly startDeletion?: (object: KubeObject, time: string) => KubeObject;
  /** Whether an object that is being deleted is held by more than its finalizers. */
  readonly isHeld?: (object: KubeObject) => boolean;
  /** Fills in what the server decides on creation, such as a cluster IP. */
  readonly prepareCreate?: (object: KubeObject, allocators: Allocators, user: User) => KubeObject;
  /** Brings fields that may not change back, before errors are looked for. */
  readonly prepareUpdate?: (next: KubeObject, current: KubeObject, context: UpdateContext) => KubeObject;
  /** Gives an object a name that asks for none. */
  readonly inventName?: (object: KubeObject) => string;
  /**
   * How often upstream looks for errors of metadata besides those of a change, and whether finalizers must be standard
   * ones or have a prefix. @default twice, and they must
   */
  readonly metadata?: { readonly checks: number; readonly strict: boolean };
  /** Errors of a name; most resources take a DNS subdomain. */
  readonly checkName?: (name: string) => readonly string[];
  readonly validate?: (object: KubeObject) => readonly FieldCause[];
  readonly validateUpdate?: (next: KubeObject, current: KubeObject, subresource: string) => readonly FieldCause[];
  /** What clients are told of an object that is made. */
  readonly warnings?: (object: KubeObject) => readonly string[];
  /** Values of the fields that field selectors may use, besides name and namespace. */
  readonly selectableFields?: { readonly [path: string]: (object: KubeObject) => string };
}
