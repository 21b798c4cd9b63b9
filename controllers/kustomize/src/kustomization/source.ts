import { messageOf, parseGroupVersion } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { ReconcileError } from "@flux-ts/controller";
import { apiVersionOf, gitRepositoryKind } from "@flux-ts/flux-api";
import type { Artifact, Kustomization } from "@flux-ts/flux-api";
import { isUnknownKind } from "@flux-ts/kube";
import type { Target } from "@flux-ts/kube";
import type { ObjectReader } from "./watched-reader.ts";
import { namespaceOf, retryIntervalOf, sourceNamespaceOf } from "./spec.ts";

/** The sources whose changes are followed. */
export const sourceTarget: Target = { apiVersion: apiVersionOf(gitRepositoryKind), kind: gitRepositoryKind.kind };

/** The state of a source that a run works on. */
export interface SourceState {
  readonly artifact: Artifact;
  readonly revision: string;
  /** Revision of what the source was made from, such as the commit of an OCI artifact. */
  readonly originRevision: string | undefined;
}

const originRevisionKey = "org.opencontainers.image.revision";

/** The artifact of any source object, or undefined when it has none yet. */
export function artifactOf(source: KubeObject): Artifact | undefined {
  const status = source.status as { readonly artifact?: Artifact } | undefined;
  return status?.artifact;
}

export interface ReadSourceOptions {
  readonly sources: ObjectReader;
  /** Asks the server instead of taking what was last seen. */
  readonly fresh: boolean;
  /** Whether the source may be in another namespace. */
  readonly crossNamespace: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads the source that the Kustomization names.
 *
 * @throws ReconcileError when access is denied (stalls), when it does not exist, or when it has no artifact (waits).
 */
export async function readSource(object: Kustomization, options: ReadSourceOptions): Promise<SourceState> {
  const { kind, name } = object.spec.sourceRef;
  const namespace = sourceNamespaceOf(object);
  if (!options.crossNamespace && namespace !== namespaceOf(object)) {
    const message = `can't access '${kind}/${namespace}/${name}', cross-namespace references have been blocked`;
    throw new ReconcileError("AccessDenied", message, { disposition: "stall" });
  }
  const source = await findSource(object, options);
  const artifact = artifactOf(source);
  if (artifact === undefined) {
    throw new ReconcileError("ArtifactFailed", "Source artifact not found, retrying in 30s", { disposition: "wait" });
  }
  const originRevision = artifact.metadata?.[originRevisionKey];
  return { artifact, revision: artifact.revision, originRevision };
}

async function findSource(object: Kustomization, { sources, fresh, signal }: ReadSourceOptions): Promise<KubeObject> {
  const { kind, name, apiVersion = sourceTarget.apiVersion } = object.spec.sourceRef;
  const namespace = sourceNamespaceOf(object);
  const source = await sources
    .find({ apiVersion, kind, namespace, name }, { fresh, signal })
    .catch((error: unknown) => {
      signal.throwIfAborted();
      if (isUnknownKind(error)) return undefined;
      const message = `unable to get source '${namespace}/${name}': ${messageOf(error)}`;
      throw new ReconcileError("ArtifactFailed", message, { cause: error });
    });
  if (source !== undefined) return source;
  // The words of upstream's cache, which knows kinds and no resources.
  const what = `${kind}.${parseGroupVersion(apiVersion).group}`;
  throw new SourceMissingError(`${what} "${name}" not found`, retryIntervalOf(object));
}

/** The source does not exist. Its creation wakes the Kustomization; until then it is looked for at the retry interval. */
export class SourceMissingError extends ReconcileError {
  readonly retryMs: number;

  constructor(message: string, retryMs: number) {
    super("ArtifactFailed", message, { disposition: "wait" });
    this.retryMs = retryMs;
  }
}
