import type { KubeObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import type { Check } from "./check.ts";

/** What a resource asks of its objects beyond the types of their fields and their metadata. */
export interface Rules {
  /** Holds for objects that are made and for objects that replace others; paths start at the object. */
  readonly check?: Check;
  /** Holds for objects that are made in addition. */
  readonly checkNew?: Check;
  /** Holds for objects that replace others in addition. */
  readonly checkChange?: (next: KubeObject, current: KubeObject, subresource: string) => readonly FieldCause[];
  /** What clients are told of an object that is fine but not wise. */
  readonly warn?: (object: KubeObject) => readonly string[];
}
