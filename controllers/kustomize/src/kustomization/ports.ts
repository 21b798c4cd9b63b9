import type { FileTree } from "@flux-ts/base";
import type { MetricGauge, Run } from "@flux-ts/controller";
import type { Artifact, Kustomization } from "@flux-ts/flux-api";
import type { Client, Clock } from "@flux-ts/kube";
import type { Fights } from "../known/fights.ts";
import type { KnownSets } from "../known/sets.ts";
import type { ClusterAccess, ClusterAccesses } from "./access.ts";
import type { RunRecord } from "./conclude.ts";
import type { ReadinessRule } from "./health-expressions.ts";
import type { SourceState } from "./source.ts";
import type { DataReader } from "./data-cache.ts";
import type { ObjectReader } from "./watched-reader.ts";

/** What the reconciler of Kustomizations works with. */
export interface Ports {
  readonly client: Client;
  readonly clusters: ClusterAccesses;
  /** Sources and dependencies. */
  readonly objects: ObjectReader;
  /** ConfigMaps and Secrets that variables come from. */
  readonly data: DataReader;
  /** Fetches and unpacks an artifact; its digest is checked. */
  readonly fetchTree: (artifact: Artifact, signal: AbortSignal) => Promise<FileTree>;
  readonly clock: Clock;
  /** When what waits for a dependency looks again if nothing wakes it, in milliseconds. */
  readonly dependencyRetryMs: number;
  /** Revisions that runs under way work on, by uid: kept here, read by the source trigger. */
  readonly inWork: Map<string, string>;
  /** Owners whose run has written everything and waits for health: drift ends it. */
  readonly settling: Set<string>;
  readonly policy: Policy;
  readonly sets: KnownSets;
  readonly fights: Fights;
  readonly fightMetric: MetricGauge<FightLabel>;
}

export type FightLabel = "kind" | "name" | "namespace" | "object" | "field" | "manager";

export interface Policy {
  /** Name under which fields are owned in the cluster. */
  readonly fieldManager: string;
  /** Whether sources of other namespaces may be used. */
  readonly crossNamespace: boolean;
  /** Whether a variable without value and default fails the build. */
  readonly strictSubstitution: boolean;
  readonly customStageKinds: ReadonlySet<string>;
  readonly applyConcurrency: number;
  /** Namespace for objects that need one and name none. @default none: they are refused, as upstream does */
  readonly fallbackNamespace?: string;
  /** How often the server is asked about every object even if nothing seems to have happened, in milliseconds. */
  readonly verifyEveryMs: number;
}

export type KustomizationRun = Run<Kustomization>;

/** One run on one object: what its steps share. */
export interface Work {
  readonly object: Kustomization;
  readonly run: KustomizationRun;
  readonly ports: Ports;
  readonly record: RunRecord;
  readonly source: SourceState;
  readonly cluster: ClusterAccess;
  /** See `ownerOf`. */
  readonly owner: string;
  /** How ready an applied object is. */
  readonly readiness: ReadinessRule;
}
