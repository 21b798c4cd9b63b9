import type { KubeObject } from "@flux-ts/base";
import type { Registry, WriteTarget } from "../registry/registry.ts";

/**
 * A rule that looks across resources before something is written, as upstream's admission plugins. It refuses by
 * throwing a StatusError.
 */
export interface Admission {
  /** Runs before an object is made; returns it, possibly changed. */
  readonly create?: (registry: Registry, target: WriteTarget, object: KubeObject) => KubeObject;
  readonly update?: (registry: Registry, target: WriteTarget, next: KubeObject, current: KubeObject) => KubeObject;
  readonly delete?: (registry: Registry, target: WriteTarget) => void;
}
