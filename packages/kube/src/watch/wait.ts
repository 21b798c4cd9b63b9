import type { KubeObject } from "@flux-ts/base";
import type { Client, WaitOptions } from "../client/client.ts";
import type { Clock } from "../clock.ts";
import { ApiError, KubeError } from "../errors.ts";
import { formatTarget, type ObjectKey } from "../target.ts";

export interface Wait<T extends KubeObject> extends WaitOptions {
  readonly key: ObjectKey;
  readonly predicate: (object: T | undefined) => boolean;
}

/** Watches one object until the predicate holds. */
export async function waitForObject<T extends KubeObject>(
  client: Client,
  clock: Clock,
  { timeoutMs, signal, ...wait }: Wait<T>,
): Promise<T | undefined> {
  const ending = new AbortController();
  const stop = (): void => ending.abort(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener("abort", stop, { once: true });
  const progress: Progress = { lastError: undefined };
  try {
    const found = awaitObject(client, wait, { signal: ending.signal, progress });
    if (timeoutMs === undefined) return await found;
    return await Promise.race([found, expire(clock, timeoutMs, { key: wait.key, signal: ending.signal, progress })]);
  } finally {
    signal?.removeEventListener("abort", stop);
    ending.abort();
  }
}

interface Progress {
  lastError: Error | undefined;
}

interface Attempt {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

async function awaitObject<T extends KubeObject>(
  client: Client,
  { key, predicate, metadataOnly = false }: Wait<T>,
  { signal, progress }: Attempt,
): Promise<T | undefined> {
  const { name, ...target } = key;
  const fieldSelector = `metadata.name=${name}`;
  let current: T | undefined;
  let synced = false;
  for await (const event of client.watch<T>(target, { fieldSelector, metadataOnly, signal })) {
    switch (event.type) {
      case "added":
      case "modified":
        current = event.object;
        break;
      case "deleted":
        current = undefined;
        break;
      case "synced":
        synced = true;
        break;
      case "recovered":
        continue;
      case "failed":
        if (isFinal(event.error)) throw event.error;
        progress.lastError = event.error;
        continue;
    }
    if (synced && predicate(current)) return current;
  }
  return current;
}

async function expire(
  clock: Clock,
  timeoutMs: number,
  { key, signal, progress }: Attempt & { readonly key: ObjectKey },
): Promise<never> {
  await clock.sleep(timeoutMs, signal);
  const cause = progress.lastError && { cause: progress.lastError };
  throw new KubeError("timeout", `Timed out waiting for ${formatTarget(key)} after ${timeoutMs} ms`, cause);
}

/** Whether it is in vain to go on: the server has said no, rather than not now. */
function isFinal(error: Error): boolean {
  return error instanceof ApiError && error.code >= 400 && error.code < 500 && error.code !== 429;
}
