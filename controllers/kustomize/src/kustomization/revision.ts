import { formatDuration, formatPosition } from "@flux-ts/base";
import type { FileTree } from "@flux-ts/base";
import { ArtifactError } from "@flux-ts/artifact";
import { conditionIs, ReconcileError, toReconcileError } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import type { Build } from "../build/build.ts";
import { buildManifests, demandPath } from "../build/build.ts";
import type { Variables } from "../build/substitute.ts";
import { digestClosure, digestSettings } from "../known/inputs.ts";
import type { KnownSet } from "../known/sets.ts";
import type { Work } from "./ports.ts";
import type { SourceState } from "./source.ts";
import { timeoutOf } from "./spec.ts";
import { readVariables } from "./variables.ts";

/** What a run is about to build, and what is known of an earlier build of the same. */
export interface Inputs {
  readonly settings: string;
  readonly variables: Variables;
  /** What was applied, when building now would give the same. */
  readonly known: KnownSet | undefined;
}

/**
 * Compares what a build would depend on with what the last one did. Of a new artifact the files of the last build are
 * compared: a push that touches none of them builds nothing.
 */
export async function readInputs(work: Work): Promise<Inputs> {
  const { object, run, ports, source, owner } = work;
  const variables = await readVariables(object, {
    reader: ports.data,
    fresh: run.reason === "request",
    signal: run.signal,
  });
  const settings = digestSettings(object, { variables, engine: engineOf(work) });
  const known = ports.sets.get(owner);
  if (known?.settings !== settings) return { settings, variables, known: undefined };
  const { digest } = source.artifact;
  if (known.artifact === digest) return { settings, variables, known };
  const tree = await fetchSource(work);
  const same = digestClosure(tree, known.closure) === known.closureDigest;
  return { settings, variables, known: same ? { ...known, artifact: digest } : undefined };
}

/** What decides about a build besides its inputs. */
function engineOf({ ports: { policy } }: Work): string {
  return JSON.stringify([policy.strictSubstitution, policy.fallbackNamespace ?? null]);
}

export interface Revision {
  readonly build: Build;
  readonly closureDigest: string;
}

/** Builds the manifests of the source's revision. */
export async function buildRevision(work: Work, variables: Variables): Promise<Revision> {
  const { object, run, ports } = work;
  showWork(work, "Fetching manifests");
  const tree = await fetchSource(work);
  run.reach("kustomize/fetched");
  demandPath(object, tree);
  showWork(work, "Building manifests");
  const { strictSubstitution } = ports.policy;
  const build = await buildManifests(object, { tree, variables, strictSubstitution });
  for (const { object: subject, origin, paths } of build.unknownFields) {
    run.log.info("unknown fields are not applied", { subject, fields: paths, at: formatPosition(origin) });
  }
  return { build, closureDigest: digestClosure(tree, build.closure) };
}

/** The steps of a run in upstream's words. */
type Step = "Fetching manifests" | "Building manifests" | "Detecting drift";

/** Shows that the run is at work, unless it only looks whether everything still is as status says. */
export function showWork({ object, run, source }: Work, step: Step): void {
  if (isSettled(object, source) && run.reason !== "request") return;
  run.note({
    message: progressText(step, object, source),
    ready: { message: "Reconciliation in progress" },
    // As upstream has it, a revision that cannot even be fetched was not attempted.
    ...(step !== "Fetching manifests" && { status: { lastAttemptedRevision: source.revision } }),
  });
}

/** Whether status says that this very revision and generation is applied. */
export function isSettled({ metadata, status }: Kustomization, { revision }: SourceState): boolean {
  return (
    status?.observedGeneration === metadata.generation &&
    status?.lastAppliedRevision === revision &&
    status.lastAttemptedRevision === revision &&
    conditionIs(status.conditions, "Ready", "True")
  );
}

async function fetchSource({ source: { artifact }, run, ports }: Work): Promise<FileTree> {
  try {
    return await ports.fetchTree(artifact, run.signal);
  } catch (error) {
    run.signal.throwIfAborted();
    if (error instanceof ArtifactError && error.code === "not-found") {
      const message = "Source is not ready, artifact not found, retrying in 30s";
      throw new ReconcileError("ArtifactFailed", message, { disposition: "wait", cause: error });
    }
    throw toReconcileError(error, "ArtifactFailed");
  }
}

export function progressText(step: Step, object: Kustomization, { revision }: SourceState): string {
  return `${step} for revision ${revision} with a timeout of ${formatDuration(timeoutOf(object))}`;
}
