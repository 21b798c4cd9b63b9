import type { KubeObject, ObjectMeta } from "@flux-ts/base";
import { kindOf } from "@flux-ts/base";
import { isConflict, isInvalid, isNotFound, isUnknownKind, keyOf, KubeError, ApiError } from "@flux-ts/kube";
import type { ObjectKey } from "@flux-ts/kube";
import { formatKey } from "./changes.ts";
import { isSame } from "./compare.ts";
import { controls } from "./controls.ts";
import { definedKinds, groupKindName } from "./definitions.ts";
import type { DefinedKind } from "./definitions.ts";
import type { ApplyFailure } from "./errors.ts";
import type { ApplyContext, DesiredObject } from "./options.ts";
import { needsTakeover } from "./takeover.ts";

/**
 * What the server says about an object:
 * `skip` it is not to be applied; `keep` it is as it shall be; `write` it is valid; `replace` it must be deleted and
 * created again; `later` it can be checked only after others of its set were written; `invalid` it cannot be applied.
 */
export type Checked =
  | { readonly verdict: "skip" | "keep" | "replace"; readonly desired: DesiredObject; readonly key: ObjectKey }
  | {
      readonly verdict: "write";
      readonly desired: DesiredObject;
      readonly key: ObjectKey;
      /** Metadata of the object in the cluster; undefined when it is to be created. */
      readonly live: ObjectMeta | undefined;
    }
  | {
      readonly verdict: "later";
      readonly desired: DesiredObject;
      readonly key: ObjectKey;
      readonly failure: ApplyFailure;
    }
  | { readonly verdict: "invalid"; readonly desired: DesiredObject; readonly failure: ApplyFailure };

/** What the set itself brings: a dry-run that fails for want of it is repeated after it was written. */
export interface Provided {
  readonly kinds: ReadonlyMap<string, DefinedKind>;
  readonly namespaces: ReadonlySet<string>;
}

export function providedBy(objects: readonly KubeObject[]): Provided {
  const namespaces = objects.filter(({ apiVersion, kind }) => apiVersion === "v1" && kind === "Namespace");
  return { kinds: definedKinds(objects), namespaces: new Set(namespaces.map(({ metadata }) => metadata.name)) };
}

/** Asks the server by a dry-run what applying the object would do, and compares with what is there. Writes nothing. */
export async function checkObject(context: ApplyContext, desired: DesiredObject, provided: Provided): Promise<Checked> {
  const { object } = desired;
  const { key, served } = await locate(context, object, provided);
  if (controls.ignored(object.metadata)) return { verdict: "skip", desired, key };
  if (!served) return checkUnserved(desired, key, provided);
  if (controls.onlyWhenMissing(object.metadata) && (await exists(context, key)))
    return { verdict: "skip", desired, key };
  try {
    const applied = await dryRun(context, desired);
    // A new object comes back without a resource version: one request less for each.
    const live = applied.metadata.resourceVersion
      ? await context.client.find(key, { signal: context.signal })
      : undefined;
    return judge(context, { desired, key, applied, live });
  } catch (error) {
    context.signal.throwIfAborted();
    return await judgeRefusal(context, { desired, key, error, provided });
  }
}

/** Applies without writing. */
async function dryRun({ client, signal }: ApplyContext, desired: DesiredObject): Promise<KubeObject> {
  return await client.apply(desired.encoded ?? desired.object, { dryRun: true, force: true, signal });
}

/**
 * The key of an object, without the namespace that some tools write into cluster-scoped ones, and whether its kind can
 * be asked for: a kind that only the set defines is not served yet.
 */
async function locate(
  { client, signal }: ApplyContext,
  object: KubeObject,
  provided: Provided,
): Promise<{ readonly key: ObjectKey; readonly served: boolean }> {
  const { namespace, ...clusterScoped } = keyOf(object);
  const found = await client.discovery.findResource(object, { signal });
  const defined = provided.kinds.get(groupKindName(kindOf(object)));
  const namespaced = (found ?? defined)?.namespaced ?? true;
  const key = namespaced && namespace !== undefined ? { ...clusterScoped, namespace } : clusterScoped;
  return { key, served: found !== undefined || defined === undefined };
}

/** The server cannot be asked about a kind that it does not serve yet; the definition in the set can. */
function checkUnserved(desired: DesiredObject, key: ObjectKey, { kinds }: Provided): Checked {
  const { object, origin } = desired;
  const name = formatKey(key);
  const objection = kinds.get(groupKindName(kindOf(object)))?.objectionTo(object);
  if (objection !== undefined) {
    const message = `${name} dry-run failed (Invalid): ${objection}`;
    return { verdict: "invalid", desired, failure: { object: key, message, origin, cause: undefined } };
  }
  const message = `${name} dry-run failed: no matches for kind "${key.kind}" in version "${key.apiVersion}"`;
  return { verdict: "later", desired, key, failure: { object: key, message, origin, cause: undefined } };
}

async function exists({ client, signal }: ApplyContext, key: ObjectKey): Promise<boolean> {
  try {
    return (await client.find(key, { metadataOnly: true, signal })) !== undefined;
  } catch (error) {
    if (isUnknownKind(error)) return false;
    throw error;
  }
}

interface Answer {
  readonly desired: DesiredObject;
  readonly key: ObjectKey;
  /** The object as it would be. */
  readonly applied: KubeObject;
  readonly live: KubeObject | undefined;
}

function judge(context: ApplyContext, { desired, key, applied, live }: Answer): Checked {
  if (live === undefined) return { verdict: "write", desired, key, live };
  // Somebody may have switched Flux off in the cluster.
  if (controls.ignored(live.metadata)) return { verdict: "skip", desired, key };
  const same = isSame(applied, live, context.fieldManager) && !needsTakeover(context, desired.object, live.metadata);
  return same ? { verdict: "keep", desired, key } : { verdict: "write", desired, key, live: live.metadata };
}

interface Refusal {
  readonly desired: DesiredObject;
  readonly key: ObjectKey;
  readonly error: unknown;
  readonly provided: Provided;
}

async function judgeRefusal(context: ApplyContext, { desired, key, error, provided }: Refusal): Promise<Checked> {
  const failure: ApplyFailure = {
    object: key,
    message: describeRefusal(key, error),
    origin: desired.origin,
    cause: error,
  };
  if (isMissingInSet(error, desired.object, provided)) return { verdict: "later", desired, key, failure };
  if (isImmutable(error) && (await mayReplace(context, desired.object, key)))
    return { verdict: "replace", desired, key };
  return { verdict: "invalid", desired, failure };
}

function isMissingInSet(error: unknown, object: KubeObject, { namespaces }: Provided): boolean {
  return isNotFound(error) && namespaces.has(object.metadata.namespace ?? "");
}

async function mayReplace(context: ApplyContext, object: KubeObject, key: ObjectKey): Promise<boolean> {
  const live = await context.client.find(key, { metadataOnly: true, signal: context.signal });
  return live !== undefined && (context.force || controls.forced(object.metadata) || controls.forced(live.metadata));
}

/** Whether the refusal may mean a change of an immutable field: the same guess as kubectl's and upstream's. */
function isImmutable(error: unknown): boolean {
  if (isConflict(error) || isInvalid(error)) return true;
  return error instanceof ApiError && /is\simmutable|immutable\sfield/.test(error.message);
}

/** The refusal of a dry-run in upstream's words. */
function describeRefusal(key: ObjectKey, error: unknown): string {
  const name = formatKey(key);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof KubeError && error.code === "namespace-missing")
    return `${name} namespace not specified: ${message}`;
  if (isNotFound(error)) return `${name} ${key.namespace ? "not found" : "namespace not specified"}: ${message}`;
  const reason = reasonOf(error);
  return `${name} dry-run failed${reason === "" ? "" : ` (${reason})`}: ${message}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError)) return "";
  const conflict = error.status.details?.causes?.find(({ reason }) => reason === "FieldManagerConflict");
  return conflict?.reason ?? error.reason;
}
