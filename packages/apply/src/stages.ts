import type { GroupVersionKind, KubeObject } from "@flux-ts/base";
import { kindOf } from "@flux-ts/base";

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
  if (isDefinition(object)) return "definitions";
  if (kind.endsWith("Class")) return "classes";
  return customKinds.has(group === "" ? kind : `${group}/${kind}`) ? "custom" : "rest";
}

function isDefinition(object: KubeObject): boolean {
  const { group, version, kind } = kindOf(object);
  return (
    isCrd(object) ||
    (group === "" && version === "v1" && kind === "Namespace") ||
    (group === "rbac.authorization.k8s.io" && kind === "ClusterRole")
  );
}

export function isCrd(object: KubeObject): boolean {
  const { group, kind } = kindOf(object);
  return group === "apiextensions.k8s.io" && kind === "CustomResourceDefinition";
}

/** The kinds that the CustomResourceDefinitions of a set define, and whether they are namespaced. */
export function definedKinds(objects: readonly KubeObject[]): ReadonlyMap<string, { readonly namespaced: boolean }> {
  const definitions = objects.filter(isCrd).map((object) => object.spec as CrdSpec | undefined);
  return new Map(
    definitions.flatMap((spec): [string, { namespaced: boolean }][] =>
      spec?.names?.kind === undefined
        ? []
        : [[`${spec.group}/${spec.names.kind}`, { namespaced: spec.scope === "Namespaced" }]],
    ),
  );
}

type CrdSpec = {
  readonly group?: string;
  readonly scope?: string;
  readonly names?: { readonly kind?: string };
};

export function groupKindName({ group, kind }: Pick<GroupVersionKind, "group" | "kind">): string {
  return `${group}/${kind}`;
}
