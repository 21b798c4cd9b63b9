import type { GroupVersionKind } from "@flux-ts/base";
import type { ObjectType } from "./object-type.ts";
import type { Projection } from "./projection.ts";
import type { TablePrinter } from "../table/printer.ts";
import type { Strategy } from "./strategy.ts";

/** What may be done to a resource, as discovery names it. */
export type Verb = "create" | "delete" | "deletecollection" | "get" | "list" | "patch" | "update" | "watch";

/** A resource of one API group with all the versions it is served in. Replaced as a whole when its CRD changes. */
export interface Resource {
  readonly group: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Where its objects lie: the table of the store. */
  readonly table: string;
  /** The version objects are stored in. */
  readonly storageVersion: string;
  /** By version name, in the order of preference; served versions only. */
  readonly versions: ReadonlyMap<string, ResourceVersion>;
  /** Name of the CRD, or undefined for a built-in resource. */
  readonly definition: string | undefined;
  readonly strategy: Strategy;
}

/** A resource as one version serves it. */
export interface ResourceVersion {
  readonly version: string;
  readonly verbs: readonly Verb[];
  readonly subresources: ReadonlyMap<string, Subresource>;
  readonly type: ObjectType;
  readonly printer: TablePrinter;
  readonly storageVersionHash: string | undefined;
  /** Text of the `Warning` that every answer carries, for deprecated versions. */
  readonly deprecation: string | undefined;
}

export interface Subresource {
  readonly name: string;
  readonly verbs: readonly Verb[];
  /** The kind it takes and gives: the resource's own for `status`, `autoscaling/v1 Scale` for `scale`. */
  readonly kind: GroupVersionKind;
  /** Undefined when the subresource is the object itself. */
  readonly projection?: Projection;
}

/** A resource together with the version a request names. */
export interface ServedResource {
  readonly resource: Resource;
  readonly version: ResourceVersion;
}

/** The group and version of a served resource as objects carry it. */
export function apiVersionOf({ resource, version }: ServedResource): string {
  return resource.group === "" ? version.version : `${resource.group}/${version.version}`;
}

/** The table of a resource: group and plural. */
export function tableOf(group: string, plural: string): string {
  return `${group}/${plural}`;
}
