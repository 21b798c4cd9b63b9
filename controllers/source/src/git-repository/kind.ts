import type { KubeObject } from "@flux-ts/base";
import type { ControllerKind, Trigger } from "@flux-ts/controller";
import { apiVersionOf, gitRepositoryKind } from "@flux-ts/flux-api";
import type { GitRepository } from "@flux-ts/flux-api";

const target = { apiVersion: apiVersionOf(gitRepositoryKind), kind: gitRepositoryKind.kind };

const byInclude = "include";

/** Wakes the objects that include a repository as soon as its artifact moves, instead of at their next interval. */
const includedMoved: Trigger<GitRepository> = {
  watch: target,
  predicate: (old, next) => next !== undefined && digestOf(next) !== (old && digestOf(old)),
  map: ({ metadata: { namespace = "", name } }, objects) => objects.byIndex(byInclude, `${namespace}/${name}`),
};

function digestOf(object: KubeObject): string | undefined {
  return (object as GitRepository).status?.artifact?.digest;
}

/** GitRepository as the loop needs to know it. */
export const gitRepositoryController: ControllerKind<GitRepository> = {
  target,
  controllerName: "source-controller",
  indexes: {
    [byInclude]: ({ spec, metadata: { namespace = "" } }: GitRepository) =>
      (spec.include ?? []).map(({ repository }) => `${namespace}/${repository.name}`),
  },
  triggers: [includedMoved],
};
