import type { KubeObject } from "@flux-ts/base";
import type { GitRepository, Kustomization } from "@flux-ts/flux-api";
import { conditionOf, isSettled, isSuspended } from "../../objects/status.ts";

/**
 * - `ready`: reconciled, at the current revision of its source
 * - `progressing`: at work, or about to be
 * - `waiting`: for another object
 * - `failed`: will be tried again
 * - `stalled`: will not be tried again as it is
 * - `suspended`: left alone on the user's wish
 */
export type Phase = "ready" | "progressing" | "waiting" | "failed" | "stalled" | "suspended";

/** One source or Kustomization of the cluster. */
export interface Member {
  /** `Kind/namespace/name`. */
  readonly name: string;
  readonly phase: Phase;
  /** What is fetched or applied, as `main@sha1:...`; empty before anything is. */
  readonly revision: string;
  readonly reason: string;
  readonly message: string;
  /** How many objects are applied; undefined for sources. */
  readonly objects?: number;
}

/** How the message of a Kustomization begins whose source had no artifact when it was looked at. */
const noArtifact = "Source artifact not found";

/** All sources, then all Kustomizations, each by name. */
export type Fleet = readonly Member[];

/** Reads the state of the fleet off its objects. */
export function fleetOf(sources: readonly GitRepository[], kustomizations: readonly Kustomization[]): Fleet {
  const revisions = new Map(sources.map((source) => [nameOf(source), source.status?.artifact?.revision]));
  return [
    ...byName(sources).map((source) => sourceMember(source)),
    ...byName(kustomizations).map((object) => kustomizationMember(object, revisions)),
  ];
}

/**
 * Whether all is reconciled. A Kustomization that creates others is ready after it has created them, so a ready fleet
 * is complete.
 */
export function isReady(fleet: Fleet): boolean {
  return fleet.length > 0 && fleet.every(({ phase }) => phase === "ready" || phase === "suspended");
}

function sourceMember(source: GitRepository): Member {
  return { ...memberOf(source), phase: phaseOf(source), revision: source.status?.artifact?.revision ?? "" };
}

function kustomizationMember(object: Kustomization, revisions: ReadonlyMap<string, string | undefined>): Member {
  const { status, spec, metadata } = object;
  const { kind, name, namespace = metadata.namespace } = spec.sourceRef;
  const current = revisions.get(`${kind}/${namespace}/${name}`);
  const revision = status?.lastAppliedRevision ?? "";
  const member = { ...memberOf(object), objects: status?.inventory?.entries.length ?? 0, revision };
  const phase = phaseOf(object);
  const lacksArtifact = phase === "failed" && member.message.startsWith(noArtifact);
  if ((phase === "ready" || lacksArtifact) && current !== undefined && current !== revision) {
    return { ...member, phase: "progressing", message: `about to apply ${current}` };
  }
  const waits = phase === "failed" && (lacksArtifact || member.reason === "DependencyNotReady");
  return { ...member, phase: waits ? "waiting" : phase };
}

function memberOf(object: KubeObject): Pick<Member, "name" | "reason" | "message"> {
  const { reason = "", message = "waiting to be reconciled" } = conditionOf(object, "Ready") ?? {};
  return { name: nameOf(object), reason, message };
}

function phaseOf(object: KubeObject): Phase {
  if (isSuspended(object)) return "suspended";
  if (object.metadata.deletionTimestamp !== undefined || !isSettled(object)) return "progressing";
  if (conditionOf(object, "Ready")?.status === "True") return "ready";
  return conditionOf(object, "Stalled")?.status === "True" ? "stalled" : "failed";
}

function nameOf({ kind, metadata: { namespace, name } }: KubeObject): string {
  return `${kind}/${namespace}/${name}`;
}

function byName<T extends KubeObject>(objects: readonly T[]): readonly T[] {
  return objects.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
