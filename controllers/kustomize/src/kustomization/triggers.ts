import type { Condition } from "@flux-ts/base";
import { conditionIs, findCondition } from "@flux-ts/controller";
import type { Indexes, Trigger } from "@flux-ts/controller";
import { apiVersionOf, kustomizationKind } from "@flux-ts/flux-api";
import type { GitRepository, Kustomization } from "@flux-ts/flux-api";
import { dependencyName } from "./dependencies.ts";
import { artifactOf, sourceTarget } from "./source.ts";
import { sourceNamespaceOf } from "./spec.ts";

export const indexes: Indexes<Kustomization> = {
  source: ({ ...object }) => [
    sourceName(object.spec.sourceRef.kind, sourceNamespaceOf(object), object.spec.sourceRef.name),
  ],
  data: (object) =>
    (object.spec.postBuild?.substituteFrom ?? []).map(({ kind, name }) =>
      sourceName(kind, object.metadata.namespace ?? "", name),
    ),
  dependency: (object) => (object.spec.dependsOn ?? []).map((reference) => dependencyName(object, reference)),
  expression: (object) =>
    (object.spec.dependsOn ?? []).flatMap((reference) =>
      reference.readyExpr ? [dependencyName(object, reference)] : [],
    ),
};

function sourceName(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

/** Revisions that runs under way work on, by uid of the Kustomization. */
export type RevisionsInWork = ReadonlyMap<string, string>;

/** A new revision of a source wakes the Kustomizations that build it, and ends runs that still work on another one. */
export function sourceTrigger(inWork: RevisionsInWork): Trigger<Kustomization, GitRepository> {
  return {
    watch: sourceTarget,
    predicate: (old, next) => {
      const revision = next && artifactOf(next)?.revision;
      return revision !== undefined && revision !== (old && artifactOf(old)?.revision);
    },
    map: (source, objects) => {
      const { namespace = "", name } = source.metadata;
      const revision = artifactOf(source)?.revision;
      return objects
        .byIndex("source", sourceName(source.kind, namespace, name))
        .filter((object) => !isSettledAt(object, revision));
    },
    interruptOn: (running, source) => {
      const revision = artifactOf(source)?.revision;
      const working = inWork.get(running.metadata.uid ?? "");
      return revision !== undefined && working !== undefined && working !== revision;
    },
  };
}

function isSettledAt({ status }: Kustomization, revision: string | undefined): boolean {
  return status?.lastAttemptedRevision === revision && conditionIs(status?.conditions, "Ready", "True");
}

/** A Kustomization that becomes ready, or ready at another revision, wakes those that depend on it. */
export const dependencyTrigger: Trigger<Kustomization, Kustomization> = {
  watch: { apiVersion: apiVersionOf(kustomizationKind), kind: kustomizationKind.kind },
  predicate: (old, next) =>
    next !== undefined && isReady(next) && !(old !== undefined && readyAt(old) === readyAt(next)),
  map: ({ metadata: { namespace = "", name } }, objects) => objects.byIndex("dependency", `${namespace}/${name}`),
};

/** Whatever changes of a dependency may make an expression about it true: it wakes those that wait for that. */
export const expressionTrigger: Trigger<Kustomization, Kustomization> = {
  watch: dependencyTrigger.watch,
  predicate: (old, next) => next !== undefined && old?.metadata.resourceVersion !== next.metadata.resourceVersion,
  map: ({ metadata: { namespace = "", name } }, objects) =>
    objects.byIndex("expression", `${namespace}/${name}`).filter(({ status }) => isWaiting(status?.conditions)),
};

function isWaiting(conditions: readonly Condition[] | undefined): boolean {
  return findCondition(conditions, "Ready")?.reason === "DependencyNotReady";
}

const watchLabel = "reconcile.fluxcd.io/watch";

/** ConfigMaps and Secrets that carry the label wake the Kustomizations that take variables from them. */
export const dataTriggers: readonly Trigger<Kustomization>[] = ["ConfigMap", "Secret"].map((kind) => ({
  watch: { apiVersion: "v1", kind, labelSelector: `${watchLabel}=Enabled`, metadataOnly: true },
  predicate: (old, next) => old?.metadata.resourceVersion !== next?.metadata.resourceVersion,
  map: ({ metadata: { namespace = "", name } }, objects) => objects.byIndex("data", sourceName(kind, namespace, name)),
}));

function isReady({ metadata, status }: Kustomization): boolean {
  return status?.observedGeneration === metadata.generation && conditionIs(status?.conditions, "Ready", "True");
}

function readyAt(object: Kustomization): string | undefined {
  return isReady(object) ? `${object.metadata.generation} ${object.status?.lastAppliedRevision}` : undefined;
}
