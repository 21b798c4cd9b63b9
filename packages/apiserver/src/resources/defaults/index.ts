import type { GroupVersionKind, KubeObject } from "@flux-ts/base";
import { defaultDefinition } from "../../crd/defaults.ts";
import { defaultNamespace } from "./namespace.ts";

type Defaulter = (object: KubeObject) => KubeObject;

const defaulters: { readonly [kind: string]: Defaulter } = {
  "/Namespace": defaultNamespace,
  "apiextensions.k8s.io/CustomResourceDefinition": defaultDefinition,
};

/** Fills in what the real server fills in for a built-in kind. */
export function applyBuiltinDefaults({ group, kind }: GroupVersionKind, object: KubeObject): KubeObject {
  return defaulters[`${group}/${kind}`]?.(object) ?? object;
}
