import type { KubeObject } from "@flux-ts/base";
import { kindOf } from "@flux-ts/base";
import { isDefinition } from "./definitions.ts";

/**
 * Definitions come first (CRDs, namespaces, cluster roles), then classes, then the kinds named by
 * `--custom-apply-stage-kinds`, then the rest. Definitions and classes are waited for before the next stage.
 */
export const stages = ["definitions", "classes", "custom", "rest"] as const;
export type Stage = (typeof stages)[number];

export const awaitedStages: ReadonlySet<Stage> = new Set(["definitions", "classes"]);

/** The stage of an object. `customKinds` are `group/Kind`, or `Kind` for the core group. */
export function stageOf(object: KubeObject, customKinds: ReadonlySet<string>): Stage {
  const { group, kind } = kindOf(object);
  if (isStagedFirst(object)) return "definitions";
  if (kind.endsWith("Class")) return "classes";
  return customKinds.has(group === "" ? kind : `${group}/${kind}`) ? "custom" : "rest";
}

function isStagedFirst(object: KubeObject): boolean {
  const { group, version, kind } = kindOf(object);
  return (
    isDefinition(object) ||
    (group === "" && version === "v1" && kind === "Namespace") ||
    (group === "rbac.authorization.k8s.io" && kind === "ClusterRole")
  );
}
