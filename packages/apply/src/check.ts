import type { KubeObject, ObjectMeta } from "@flux-ts/base";
import { kindOf } from "@flux-ts/base";
import { isUnknownKind, keyOf } from "@flux-ts/kube";
import type { ObjectKey } from "@flux-ts/kube";
import { formatKey } from "./changes.ts";
import type { Checked, Provided } from "./checked.ts";
import { isSame } from "./compare.ts";
import { controls } from "./controls.ts";
import { definedKinds, groupKindName } from "./definitions.ts";
import type { ApplyContext, DesiredObject } from "./options.ts";
import { lossesOf } from "./losses.ts";
import { judgeRefusal } from "./refusal.ts";
import { needsTakeover } from "./takeover.ts";

export function providedBy(objects: readonly KubeObject[]): Provided {
  const namespaces = objects.filter(({ apiVersion, kind }) => apiVersion === "v1" && kind === "Namespace");
  return { kinds: definedKinds(objects), namespaces: new Set(namespaces.map(({ metadata }) => metadata.name)) };
}

/** Asks the server by a dry-run what applying the object would do, and compares with what is there. Writes nothing. */
export async function checkObject(context: ApplyContext, desired: DesiredObject, provided: Provided): Promise<Checked> {
  const { object } = desired;
  const { key, served } = await locate(context, object, provided);
  if (controls.ignored(object.metadata)) return { verdict: "skip", desired, key };
  if (desired.trusted) return { verdict: "trust", desired, key };
  if (!served) return checkUnserved(desired, key, provided);
  if (controls.onlyWhenMissing(object.metadata)) {
    const live = await findMetadata(context, key);
    if (live) return { verdict: "skip", desired, key, live };
  }
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

async function findMetadata({ client, signal }: ApplyContext, key: ObjectKey): Promise<ObjectMeta | undefined> {
  try {
    return (await client.find(key, { metadataOnly: true, signal }))?.metadata;
  } catch (error) {
    if (isUnknownKind(error)) return undefined;
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
  if (live === undefined) return { verdict: "write", desired, key, live, losses: [] };
  // Somebody may have switched Flux off in the cluster.
  if (controls.ignored(live.metadata)) return { verdict: "skip", desired, key, live: live.metadata };
  const same = isSame(applied, live, context.fieldManager) && !needsTakeover(context, desired.object, live.metadata);
  if (same) return { verdict: "keep", desired, key, live };
  return { verdict: "write", desired, key, live: live.metadata, losses: lossesOf(applied, live, context) };
}
