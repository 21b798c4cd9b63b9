import type { GroupVersionKind, KubeObject } from "@flux-ts/base";
import type { ObjectType } from "./object-type.ts";

/** A subresource that shows a part of an object as an object of another kind, such as `scale`. */
export interface Projection {
  readonly kind: GroupVersionKind;
  readonly type: ObjectType;
  /**
   * `change`: to be changed, where a part that is not there yet counts as empty.
   *
   * @throws StatusError when the object has no such part.
   */
  read(object: KubeObject, purpose?: "change"): KubeObject;
  /** The object with the part as it is to be. */
  write(object: KubeObject, projected: KubeObject): KubeObject;
}
