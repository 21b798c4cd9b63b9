import type { KubeObject } from "@flux-ts/base";
import { ApiError, isConflict, isInvalid, isNotFound, KubeError } from "@flux-ts/kube";
import type { ObjectKey } from "@flux-ts/kube";
import { formatKey } from "./changes.ts";
import type { Checked, Provided } from "./checked.ts";
import { controls } from "./controls.ts";
import type { ApplyFailure } from "./errors.ts";
import type { ApplyContext, DesiredObject } from "./options.ts";

interface Refusal {
  readonly desired: DesiredObject;
  readonly key: ObjectKey;
  readonly error: unknown;
  readonly provided: Provided;
}

/** What it means that the server refuses a dry-run: not much, where the object is not ours to change anyway. */
export async function judgeRefusal(context: ApplyContext, refusal: Refusal): Promise<Checked> {
  const { desired, key, error, provided } = refusal;
  const failure: ApplyFailure = {
    object: key,
    message: describeRefusal(key, error),
    origin: desired.origin,
    cause: error,
  };
  if (isMissingInSet(error, desired.object, provided)) return { verdict: "later", desired, key, failure };
  if (!isImmutable(error)) return { verdict: "invalid", desired, failure };
  const live = await context.client.find(key, { metadataOnly: true, signal: context.signal });
  if (live === undefined) return { verdict: "invalid", desired, failure };
  if (controls.ignored(live.metadata)) return { verdict: "skip", desired, key, live: live.metadata };
  const forced = context.force || controls.forced(desired.object.metadata) || controls.forced(live.metadata);
  const replaceable = forced && !(await isRefusedAnyway(context, desired.object, error));
  return replaceable ? { verdict: "replace", desired, key } : { verdict: "invalid", desired, failure };
}

function isMissingInSet(error: unknown, object: KubeObject, { namespaces }: Provided): boolean {
  return isNotFound(error) && namespaces.has(object.metadata.namespace ?? "");
}

/**
 * Whether a new object would be refused for the same cause: then it is not an immutable field that is in the way, and
 * deleting the old one would only lose it. Other causes do not count, because the new object needs another name.
 */
async function isRefusedAnyway({ client, signal }: ApplyContext, object: KubeObject, error: unknown): Promise<boolean> {
  const causes = causesOf(error);
  if (causes.size === 0) return false;
  const standIn = { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-new` } };
  try {
    await client.create(standIn, { dryRun: true, signal });
    return false;
  } catch (error) {
    return !causes.isDisjointFrom(causesOf(error));
  }
}

function causesOf(error: unknown): ReadonlySet<string> {
  const causes = error instanceof ApiError ? (error.status.details?.causes ?? []) : [];
  return new Set(causes.map(({ reason, field, message }) => JSON.stringify([reason, field, message])));
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
