import { isJsonObject, type JsonValue, type KubeObject } from "@flux-ts/base";
import { errorOfStatus } from "../client/answer.ts";
import { asKind, type ClientContext, headerOf } from "../client/context.ts";
import { pathOf, queryOf } from "../client/place.ts";
import { accept, listPage } from "../client/read.ts";
import type { Clock } from "../clock.ts";
import { KubeError } from "../errors.ts";
import { formatTarget, type Target } from "../target.ts";
import type { WatchOptions } from "./event.ts";
import type { WatchInput } from "./machine.ts";
import type { WatchSource } from "./run.ts";

/** The server ends a watch after 5 to 10 minutes, each at another time. */
const minWatchSeconds = 300;
/** A connection that outlives its watch by this is dead, only that nobody has told us. */
const graceMs = 30_000;

/** Lists and watches a target over the client's connections. */
export function createWatchSource(
  context: ClientContext,
  random: () => number,
): <T extends KubeObject>(target: Target, options?: WatchOptions) => WatchSource<T> {
  return <T extends KubeObject>(target: Target, options: WatchOptions = {}): WatchSource<T> => ({
    async list({ continue: token, whole }, signal) {
      const page = await listPage<T>(context, target, {
        ...options,
        continue: token,
        ...(whole && { pageSize: 0 }),
        ...(signal && { signal }),
      });
      return { type: "page", objects: page.items, resourceVersion: page.resourceVersion, continue: page.continue };
    },
    open(resourceVersion, signal) {
      const timeoutSeconds = Math.round(minWatchSeconds * (1 + random()));
      return openWatch<T>(context, target, { ...options, resourceVersion, timeoutSeconds, signal });
    },
  });
}

interface OpenOptions extends Omit<WatchOptions, "signal"> {
  readonly resourceVersion: string;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal | undefined;
}

async function openWatch<T extends KubeObject>(
  { caller, discovery }: ClientContext,
  target: Target,
  options: OpenOptions,
): Promise<AsyncIterable<WatchInput<T>>> {
  const { labelSelector, fieldSelector, resourceVersion, timeoutSeconds, metadataOnly = false, signal } = options;
  const resource = await discovery.resourceFor(target, signal && { signal });
  const deadline = startDeadline(caller.clock, timeoutSeconds * 1000 + graceMs, signal);
  try {
    const { events } = await caller.open({
      method: "GET",
      path: pathOf(resource, { namespace: target.namespace }),
      query: queryOf({
        watch: true,
        allowWatchBookmarks: true,
        labelSelector,
        fieldSelector,
        resourceVersion,
        timeoutSeconds,
      }),
      ...(metadataOnly && { headers: { accept: accept.header } }),
      signal: deadline.signal,
    });
    return readLines<T>(events, { target, metadataOnly, deadline });
  } catch (error) {
    deadline.clear();
    throw error;
  }
}

interface LineContext {
  readonly target: Target;
  readonly metadataOnly: boolean;
  readonly deadline: Deadline;
}

async function* readLines<T extends KubeObject>(
  lines: AsyncIterable<JsonValue>,
  { target, metadataOnly, deadline }: LineContext,
): AsyncGenerator<WatchInput<T>, void> {
  try {
    for await (const line of lines) {
      const input = readLine(line, target);
      const headerOnly = metadataOnly && (input.type === "put" || input.type === "drop");
      yield (headerOnly ? { ...input, object: headerOf(input.object) } : input) as WatchInput<T>;
    }
  } finally {
    deadline.clear();
  }
}

function readLine(line: JsonValue, target: Target): WatchInput {
  const { type, object } = isJsonObject(line) ? line : {};
  if (!isJsonObject(object)) throw notAnEvent(target);
  if (type === "ERROR") throw errorOfStatus(object);
  const { metadata } = object as KubeObject;
  const resourceVersion = metadata?.resourceVersion;
  if (resourceVersion === undefined) throw notAnEvent(target);
  switch (type) {
    case "BOOKMARK":
      return { type: "bookmark", resourceVersion };
    case "ADDED":
    case "MODIFIED":
      return { type: "put", object: asKind(object as KubeObject, target), resourceVersion };
    case "DELETED":
      return { type: "drop", object: asKind(object as KubeObject, target), resourceVersion };
    default:
      throw notAnEvent(target);
  }
}

function notAnEvent(target: Target): KubeError {
  return new KubeError(
    "bad-answer",
    `The server sent something else than an event while watching ${formatTarget(target)}`,
  );
}

interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

/** A signal that follows another one and fires by itself after a time. */
function startDeadline(clock: Clock, ms: number, outer: AbortSignal | undefined): Deadline {
  const deadline = new AbortController();
  const timer = new AbortController();
  const follow = (): void => deadline.abort(outer?.reason);
  outer?.addEventListener("abort", follow, { once: true });
  if (outer?.aborted) follow();
  clock.sleep(ms, timer.signal).then(
    () => deadline.abort(new KubeError("connection-lost", "The watch was not ended by the server in time")),
    () => {}, // cleared
  );
  return {
    signal: deadline.signal,
    clear() {
      timer.abort();
      outer?.removeEventListener("abort", follow);
    },
  };
}
