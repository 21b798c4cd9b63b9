/** The Flux kinds: types and schemas in one place; CRDs are generated from them. @module */
export { apiVersionOf, crdOf } from "./schema/kind.ts";
export type { Kind, ObjectOfKind } from "./schema/kind.ts";

export type { Artifact } from "./shared/shared.ts";

export { gitRepositoryKind } from "./source/git-repository.ts";
export type {
  GitRepository,
  GitRepositoryInclude,
  GitRepositoryRef,
  GitRepositorySpec,
  GitRepositoryStatus,
} from "./source/git-repository.ts";

export { kustomizationKind } from "./kustomize/kustomization.ts";
export type {
  Inventory,
  Kustomization,
  KustomizationDependency,
  KustomizationHealthCheck,
  KustomizationSpec,
  KustomizationStatus,
  PostBuild,
  Snapshot,
  SourceReference,
  SubstituteReference,
} from "./kustomize/kustomization.ts";

import { gitRepositoryKind } from "./source/git-repository.ts";
import { kustomizationKind } from "./kustomize/kustomization.ts";
import type { Kind } from "./schema/kind.ts";

/** Every Flux kind of this package: what `flux install` puts into a cluster. */
export const fluxKinds: readonly Kind<unknown, unknown>[] = [gitRepositoryKind, kustomizationKind];
