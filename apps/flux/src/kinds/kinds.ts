import { gitRepository } from "./git-repository.ts";
import type { FluxKind } from "./kind.ts";
import { kustomization } from "./kustomization.ts";

/** What `get sources all` lists, in its order. */
export const sourceKinds: readonly FluxKind[] = [gitRepository];

/** What `get all` lists, in its order. */
export const allKinds: readonly FluxKind[] = [...sourceKinds, kustomization];
