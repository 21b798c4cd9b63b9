import type { GroupVersionKind, KubeObject } from "@flux-ts/base";

/** Fills in what the real server fills in for a built-in kind. */
export function applyBuiltinDefaults(_gvk: GroupVersionKind, object: KubeObject): KubeObject {
  return object;
}
