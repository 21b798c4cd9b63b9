import type { KubeObject } from "@flux-ts/base";
import type { ServedResource } from "../resources/resource.ts";

/** A write as ownership of fields sees it. */
export interface FieldWrite {
  readonly served: ServedResource;
  readonly subresource: string;
  readonly manager: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Keeps `metadata.managedFields`: which manager set which field. */
export interface FieldManager {
  /** The object as it is written by any verb but apply, with the ownership of what changed moved to the manager. */
  update(live: KubeObject | undefined, next: KubeObject, write: FieldWrite): KubeObject;
  /**
   * Merges a configuration into the live object (or makes a new one) and moves ownership.
   *
   * @throws StatusError `Conflict` when another manager owns a field and `force` is not set.
   */
  apply(live: KubeObject | undefined, config: KubeObject, write: FieldWrite & { readonly force: boolean }): KubeObject;
}

export function createFieldManager(): FieldManager {
  return {
    update: (_live, next) => next,
    apply: (live, config) => ({ ...live, ...config }),
  };
}
