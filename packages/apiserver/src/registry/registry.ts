import type { KubeObject, Log } from "@flux-ts/base";
import type { FieldManager } from "../apply/field-manager.ts";
import type { Allocators } from "./allocators.ts";
import type { Clock } from "../clock.ts";
import type { User } from "../request/user.ts";
import type { Catalog } from "../resources/catalog.ts";
import type { ServedResource } from "../resources/resource.ts";
import type { Store } from "../storage/store.ts";
import type { Admission } from "../admission/admission.ts";

/** What the verbs on resources stand on. */
export interface Registry {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly fields: FieldManager;
  readonly admission: readonly Admission[];
  readonly allocators: Allocators;
  readonly log: Log;
  readonly newUid: () => string;
  /** Makes what generated names end with. */
  readonly newSuffix: () => string;
}

/** Where a write goes and on whose behalf. */
export interface WriteTarget {
  readonly served: ServedResource;
  /** `""` for cluster-scoped resources. */
  readonly namespace: string;
  /** `""` on creation: the object says it. */
  readonly name: string;
  readonly subresource: string;
  readonly user: User;
  readonly dryRun: boolean;
  /** Whom the changed fields belong to from now on. */
  readonly manager: string;
  readonly warn: (text: string) => void;
}

export function keyOf(namespace: string, name: string): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** The stored object under a name in the version that is asked for. */
export function readObject(
  { store }: Registry,
  { resource, version }: ServedResource,
  key: string,
): KubeObject | undefined {
  const entry = store.get(resource.table, key);
  return entry && version.type.fromStored(entry.object);
}
