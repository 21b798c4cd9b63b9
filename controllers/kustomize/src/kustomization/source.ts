import { messageOf } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { ReconcileError } from "@flux-ts/controller";
import { apiVersionOf, gitRepositoryKind } from "@flux-ts/flux-api";
import type { Artifact, Kustomization } from "@flux-ts/flux-api";
import { isNotFound, isUnknownKind } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { namespaceOf, retryIntervalOf, sourceNamespaceOf } from "./spec.ts";

/** API version of each kind of source. */
const sourceApiVersion = apiVersionOf(gitRepositoryKind);

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

/**
 * Reads the source that the Kustomization names.
 *
 * @throws ReconcileError when access is denied (stalls), when it does not exist, or when it has no artifact (waits).
 */
export async function readSource(
  object: Kustomization,
  { client, crossNamespace, signal }: { client: Client; crossNamespace: boolean; signal: AbortSignal },
): Promise<SourceState> {
  const { kind, name } = object.spec.sourceRef;
  const namespace = sourceNamespaceOf(object);
  if (!crossNamespace && namespace !== namespaceOf(object)) {
    const message = `can't access '${kind}/${namespace}/${name}', cross-namespace references have been blocked`;
    throw new ReconcileError("AccessDenied", message, { disposition: "stall" });
  }
  const source = await findSource(object, { client, signal });
  const artifact = artifactOf(source);
  if (artifact === undefined) {
    throw new ReconcileError("ArtifactFailed", "Source artifact not found, retrying in 30s", { disposition: "wait" });
  }
  const originRevision = artifact.metadata?.[originRevisionKey];
  return { artifact, revision: artifact.revision, originRevision };
}

async function findSource(
  object: Kustomization,
  { client, signal }: { client: Client; signal: AbortSignal },
): Promise<KubeObject> {
  const { kind, name, apiVersion = sourceApiVersion } = object.spec.sourceRef;
  const namespace = sourceNamespaceOf(object);
  try {
    return await client.get({ apiVersion, kind, namespace, name }, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (isNotFound(error) || isUnknownKind(error)) {
      throw new SourceMissingError(messageOf(error), retryIntervalOf(object), { cause: error });
    }
    const message = `unable to get source '${namespace}/${name}': ${messageOf(error)}`;
    throw new ReconcileError("ArtifactFailed", message, { cause: error });
  }
}

/** The source does not exist. Its creation wakes the Kustomization; until then it is looked for at the retry interval. */
export class SourceMissingError extends ReconcileError {
  readonly retryMs: number;

  constructor(message: string, retryMs: number, options: ErrorOptions) {
    super("ArtifactFailed", message, { ...options, disposition: "wait" });
    this.retryMs = retryMs;
  }
}
