import { messageOf, parseDuration, unreachable } from "@flux-ts/base";
import { isPathOf } from "@flux-ts/artifact";
import type { ArtifactKey } from "@flux-ts/artifact";
import { findCondition, ReconcileError } from "@flux-ts/controller";
import type { Conclusion, Progress, Reconciler, Run } from "@flux-ts/controller";
import type { Artifact, GitRepository } from "@flux-ts/flux-api";
import { shortMessage } from "@flux-ts/git";
import type { GitCallOptions, Remote, ResolvedReference } from "@flux-ts/git";
import { checkSupported, remoteOf } from "./access.ts";
import { announcement, failed, kept, stored } from "./conclude.ts";
import { contentOf } from "./content.ts";
import { StepError, storing, toStepError } from "./failure.ts";
import { findIncludes, readIncludes } from "./include.ts";
import { includesDiffer, plan } from "./plan.ts";
import type { GitRepositoryPorts, SecretValues } from "./ports.ts";
import { conditionTypes, reasons, texts } from "./texts.ts";

/** Keeps the artifact of a GitRepository at the revision its remote has. */
export function createGitRepositoryReconciler(ports: GitRepositoryPorts): Reconciler<GitRepository> {
  return {
    reconcile: (object, run) => reconcile(object, ports, run),
    finalize: (object, run) => finalize(object, ports, run),
  };
}

type GitRun = Run<GitRepository>;

async function reconcile(
  object: GitRepository,
  ports: GitRepositoryPorts,
  run: GitRun,
): Promise<Conclusion<GitRepository>> {
  try {
    return await advance(object, ports, run);
  } catch (error) {
    run.signal.throwIfAborted();
    const failure = toStepError(error);
    if (failure === undefined) throw error;
    // The loop tells of failures, and of waiting by the log alone.
    const { reason, message } = failure;
    if (failure.disposition === "wait") run.event({ severity: "info", reason, message });
    return failed(failure);
  }
}

/** One run: observe, plan, act, conclude. A run that finds nothing new costs one request to the remote. */
async function advance(
  object: GitRepository,
  ports: GitRepositoryPorts,
  run: GitRun,
): Promise<Conclusion<GitRepository>> {
  showStart(object, run);
  const artifact = await inspectStorage(object, ports, run);
  checkSupported(object);
  const remote = await findRemote(object, ports, run.signal);
  const includes = await findIncludes(object, ports, run.signal);
  const resolved = await ports.git.resolve(remote, object.spec.ref ?? {}, callOptions(object, run));
  run.reach("source/resolved");
  const next = plan({ object, artifact, revision: resolved.revision, includes });
  switch (next.step) {
    case "keep":
      run.log.debug("no changes since last reconciliation", { revision: resolved.revision });
      announce(object, next.artifact, resolved.revision, run);
      return kept(object, next.artifact);
    case "store":
      showBuild(object, artifact, { revision: resolved.revision, includes }, run);
      return build(object, { remote, resolved, includes }, ports, run);
    default:
      return unreachable(next);
  }
}

/** Says what a run is about to do, where a user waits for it. */
function showStart(object: GitRepository, run: GitRun): void {
  const { generation = 0 } = object.metadata;
  const observed = object.status?.observedGeneration ?? -1;
  if (generation !== observed) show(object, run, { message: texts.newGeneration(observed, generation) });
  else if (run.reason === "request") show(object, run, { message: texts.inProgress });
}

/** Notes progress that does not put the present state in doubt: an object that is ready or failed stays so meanwhile. */
function show(object: GitRepository, run: GitRun, progress: Progress<GitRepository>): void {
  const ready = findCondition(object.status?.conditions, "Ready");
  run.note(ready === undefined || ready.status === "Unknown" ? progress : { ...progress, ready: "keep" });
}

/** The artifact of status, if it is in storage as it should be; else it leaves status, since nobody can fetch it. */
async function inspectStorage(
  object: GitRepository,
  ports: GitRepositoryPorts,
  run: GitRun,
): Promise<Artifact | undefined> {
  const artifact = object.status?.artifact;
  if (artifact === undefined) {
    run.note({ message: texts.building(), conditions: { [conditionTypes.artifactInStorage]: null } });
    return undefined;
  }
  const { path, digest } = artifact;
  const own = isPathOf(keyOf(object), path);
  if (own) await collectGarbage(path, ports, run);
  const state = own ? await ports.store.check(path, digest) : "missing";
  if (state === "intact") return { ...artifact, url: ports.store.urlOf(path) };
  if (state === "corrupt") {
    const message = texts.corrupt(texts.digestDiffers(digest));
    run.event({ severity: "error", reason: reasons.verificationFailed, message });
    await ports.store.remove(path);
  }
  run.note({
    message: texts.building(texts.disappeared),
    status: { artifact: null },
    conditions: { [conditionTypes.artifactInStorage]: null },
  });
  return undefined;
}

// A folder that cannot be tidied up is no reason not to fetch.
async function collectGarbage(path: string, { store }: GitRepositoryPorts, run: GitRun): Promise<void> {
  try {
    const { length } = await store.collect(path);
    if (length === 0) return;
    run.event({ severity: "trace", reason: reasons.garbageSucceeded, message: texts.collected(length) });
  } catch (error) {
    run.log.error("garbage collection of artifacts failed", error);
  }
}

async function findRemote(object: GitRepository, ports: GitRepositoryPorts, signal: AbortSignal): Promise<Remote> {
  const { secretRef, proxySecretRef } = object.spec;
  const proxy = proxySecretRef && (await readSecret(object, proxySecretRef.name, ports, signal));
  const credentials = secretRef && (await readSecret(object, secretRef.name, ports, signal));
  const secrets = { ...(proxy && { proxy }), ...(credentials && { credentials }) };
  return remoteOf(object, secrets, ports.allowFile ?? false);
}

async function readSecret(
  { metadata: { namespace = "" } }: GitRepository,
  name: string,
  ports: GitRepositoryPorts,
  signal: AbortSignal,
): Promise<SecretValues> {
  const fail = (cause: string, error?: unknown): StepError => {
    const message = texts.secretMissing(`${namespace}/${name}`, cause);
    return new StepError("FetchFailed", reasons.authenticationFailed, message, { cause: error });
  };
  const values = await ports.readSecret(namespace, name, signal).catch((error: unknown) => {
    throw fail(messageOf(error), error);
  });
  if (values === undefined) throw fail(texts.secretNotFound(name));
  return values;
}

function callOptions({ spec }: GitRepository, { signal }: GitRun): GitCallOptions {
  return { signal, timeoutMs: parseDuration(spec.timeout ?? "60s") };
}

/** Shows that a new artifact is on its way, and why. */
function showBuild(
  object: GitRepository,
  artifact: Artifact | undefined,
  { revision, includes }: { readonly revision: string; readonly includes: readonly Artifact[] },
  run: GitRun,
): void {
  const outdated = (reason: string, message: string): Progress<GitRepository> => {
    const condition = { status: "True", reason, message } as const;
    return {
      message: texts.building(message),
      conditions: artifact === undefined ? {} : { [conditionTypes.artifactOutdated]: condition },
    };
  };
  if (artifact?.revision !== revision) run.note(outdated(reasons.newRevision, texts.newRevision(revision)));
  else if (includesDiffer(object, includes)) run.note(outdated(reasons.includeChange, texts.includesDiffer));
}

interface Sources {
  readonly remote: Remote;
  readonly resolved: ResolvedReference;
  readonly includes: readonly Artifact[];
}

/** Fetches the commit and stores its files as the new artifact. */
async function build(
  object: GitRepository,
  { remote, resolved, includes }: Sources,
  ports: GitRepositoryPorts,
  run: GitRun,
): Promise<Conclusion<GitRepository>> {
  const { recurseSubmodules: submodules = false, sparseCheckout: sparse = [], ignore } = object.spec;
  await using checkout = await ports.git.fetch(remote, resolved, { ...callOptions(object, run), submodules, sparse });
  run.reach("source/fetched");
  const included = await readIncludes(object, includes, ports.store);
  const content = contentOf(checkout, { included, ignore, signal: run.signal });
  const file = `${resolved.commit}.tar.gz`;
  const written = await storing(() => ports.store.put(keyOf(object), file, content));
  const artifact = { ...written, revision: resolved.revision, lastUpdateTime: formatTime(run.now()) };
  announce(object, artifact, shortMessage(checkout.commit), run);
  return stored(object, artifact, includes);
}

function announce(object: GitRepository, artifact: Artifact, commit: string, run: GitRun): void {
  const event = announcement(object, artifact, commit);
  if (event === undefined) return;
  run.log.info(event.message, { revision: artifact.revision });
  run.event(event);
}

function keyOf({ kind, metadata: { namespace = "", name } }: GitRepository): ArtifactKey {
  return { kind, namespace, name };
}

function formatTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

async function finalize(object: GitRepository, { store }: GitRepositoryPorts, run: GitRun): Promise<void> {
  const removed = await store.removeAll(keyOf(object)).catch((error: unknown) => {
    throw new ReconcileError(reasons.garbageFailed, texts.collectFailed(messageOf(error)), { cause: error });
  });
  if (removed) run.event({ severity: "trace", reason: reasons.garbageSucceeded, message: texts.collectedAll });
}
