import { posix } from "node:path";
import { messageOf } from "@flux-ts/base";
import { isPathOf, readArchive } from "@flux-ts/artifact";
import type { PackEntry } from "@flux-ts/artifact";
import type { Artifact, GitRepository, GitRepositoryInclude } from "@flux-ts/flux-api";
import { StepError } from "./failure.ts";
import type { GitRepositoryPorts } from "./ports.ts";
import { reasons, texts } from "./texts.ts";

/** The artifacts of `spec.include`, in its order. @throws StepError that waits, when one of them is not there yet. */
export async function findIncludes(
  { kind, spec, metadata: { namespace = "" } }: GitRepository,
  ports: GitRepositoryPorts,
  signal: AbortSignal,
): Promise<readonly Artifact[]> {
  const includes = (spec.include ?? []).map(async ({ repository: { name } }) => {
    const repository = await ports.readRepository(namespace, name, signal);
    if (repository === undefined) throw unavailable(reasons.notFound, texts.includeMissing(name));
    const artifact = repository.status?.artifact;
    // A path elsewhere would bring in what another tenant owns.
    const own = artifact !== undefined && isPathOf({ kind, namespace, name }, artifact.path);
    if (!own) throw unavailable(reasons.noArtifact, texts.includeWithoutArtifact(name));
    return artifact;
  });
  return Promise.all(includes);
}

function unavailable(reason: string, message: string): StepError {
  return new StepError("IncludeUnavailable", reason, message, { disposition: "wait" });
}

/** The files of the included artifacts at the places `spec.include` gives them; later ones replace earlier ones. */
export async function readIncludes(
  { spec }: GitRepository,
  artifacts: readonly Artifact[],
  store: GitRepositoryPorts["store"],
): Promise<readonly PackEntry[]> {
  const files = new Map<string, PackEntry>();
  for (const [index, include] of (spec.include ?? []).entries()) {
    for (const entry of await readInclude(include, artifacts[index] as Artifact, store)) files.set(entry.path, entry);
  }
  return [...files.values()];
}

async function readInclude(
  { repository: { name }, fromPath = "", toPath = "" }: GitRepositoryInclude,
  { path, digest }: Artifact,
  store: GitRepositoryPorts["store"],
): Promise<readonly PackEntry[]> {
  const [from, to] = [within(fromPath), within(toPath === "" ? name : toPath)];
  const entries: PackEntry[] = [];
  try {
    for await (const entry of readArchive(await store.read(path, digest))) {
      const place = placeOf(entry.path, from, to);
      if (place !== undefined) entries.push({ ...entry, path: place });
    }
    if (entries.length === 0) throw new Error("no such file or directory");
  } catch (error) {
    const message = texts.includeFailed(name, fromPath, toPath === "" ? name : toPath, messageOf(error));
    throw new StepError("StorageOperationFailed", reasons.copyFailure, message, { cause: error });
  }
  return entries;
}

/** A path that stays below its root, whatever it says. */
function within(path: string): string {
  return posix.normalize(`/${path}`).replace(/^\/|\/$/g, "");
}

function placeOf(path: string, from: string, to: string): string | undefined {
  if (path === from) return to;
  const prefix = from === "" ? "" : `${from}/`;
  return path.startsWith(prefix) ? posix.join(to, path.slice(prefix.length)) : undefined;
}
