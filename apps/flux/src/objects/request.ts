import { formatDuration } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { formatTarget, KubeError } from "@flux-ts/kube";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { CommandError } from "../program/errors.ts";
import { conditionOf, isSettled, statusOf } from "./status.ts";

export interface WaitLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Asks the controller of an object to reconcile it now. Returns what the status will say when the request is handled. */
export async function requestReconciliation(client: Client, key: ObjectKey, signal: AbortSignal): Promise<string> {
  const requestedAt = new Date().toISOString();
  const annotations = { "reconcile.fluxcd.io/requestedAt": requestedAt };
  await client.patch(key, { type: "merge", patch: { metadata: { annotations } } }, { signal, fieldManager: "flux" });
  return requestedAt;
}

/**
 * Waits until the controller has handled a request, or without one the object as it is, and has come to an end.
 *
 * @throws CommandError with what the object last said, when the time is over or the object is gone.
 */
export async function waitUntilSettled(
  client: Client,
  key: ObjectKey,
  { requestedAt, timeoutMs, signal }: WaitLimits & { readonly requestedAt?: string },
): Promise<KubeObject> {
  let last: KubeObject | undefined;
  const isDone = (object: KubeObject | undefined): boolean => {
    last = object;
    if (object === undefined) return true;
    return (requestedAt === undefined || statusOf(object).lastHandledReconcileAt === requestedAt) && isSettled(object);
  };
  try {
    await client.waitFor(key, isDone, { timeoutMs, signal });
  } catch (error) {
    if (!(error instanceof KubeError) || error.code !== "timeout") throw error;
    const said = last && conditionOf(last, "Ready")?.message;
    const limit = `${key.kind} reconciliation did not end within ${formatDuration(timeoutMs)}`;
    throw new CommandError(said === undefined ? limit : `${limit}: '${said}'`, { cause: error });
  }
  if (last === undefined) throw new CommandError(`${formatTarget(key)} was deleted`);
  return last;
}

/** @throws CommandError in upstream's words when a settled object is not ready. */
export function checkReady(object: KubeObject): void {
  const ready = conditionOf(object, "Ready");
  if (ready === undefined) throw new CommandError("status can't be determined");
  if (ready.status === "True") return;
  throw new CommandError(`${object.kind} reconciliation failed: '${ready.message}'`);
}
