import type { JsonObject } from "@flux-ts/base";
import type { LoadRestriction } from "./load/loader.ts";
import type { RemoteLoader } from "./load/remote.ts";
import type { ChartRenderer } from "./plugin/charts.ts";

export interface BuildLimits {
  /** Kustomizations in kustomizations. @default 100 */
  readonly maxDepth: number;
  /** Bytes of one file. @default 50 MiB */
  readonly maxFileSize: number;
  /** Objects of a build. @default 100,000 */
  readonly maxObjects: number;
}

export interface BuildOptions {
  /** @default "rootOnly" */
  readonly loadRestrictions?: LoadRestriction;
  /** The order of the objects where the kustomization says none: as they come, or kinds that others need first. @default "none" */
  readonly reorder?: "none" | "legacy";
  /** Whether a custom `openapi` schema adds to the built-in one instead of standing alone. @default false */
  readonly keepBuiltinSchema?: boolean;
  /** Whether a folder without a kustomization file is built from all manifests in and below it. @default false */
  readonly plainFolders?: boolean;
  /** Changes the kustomization that is built before it is checked: what Flux sets in its own object goes in here. */
  readonly edit?: (kustomization: JsonObject) => JsonObject;
  /** Whether every object is labelled with the tool's name and version. @default false */
  readonly addManagedByLabel?: boolean;
  /** What that label says after `kustomize-`. @default "v5.8.1" */
  readonly version?: string;
  /** Gives remote resources. Without it they are refused. */
  readonly remote?: RemoteLoader;
  /** Renders Helm charts. Without it they are refused. */
  readonly renderChart?: ChartRenderer;
  readonly limits?: Partial<BuildLimits>;
}

/**
 * How Flux builds: files of the whole tree, the order of the kustomization, the built-in schema in any case, and
 * folders without a kustomization file.
 */
export const fluxDefaults = {
  loadRestrictions: "none",
  reorder: "none",
  keepBuiltinSchema: true,
  plainFolders: true,
} as const satisfies BuildOptions;

export const defaultLimits: BuildLimits = { maxDepth: 100, maxFileSize: 50 * 1024 * 1024, maxObjects: 100_000 };
