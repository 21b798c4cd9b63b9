import type { JsonObject, Log } from "@flux-ts/base";
import type { Clock } from "@flux-ts/kube";
import { formatTime } from "../conditions.ts";
import type { EventRecorder, ObjectEvent } from "./event.ts";
import { Outbox } from "./outbox.ts";
import { referenceTo } from "./reference.ts";
import { tryRepeatedly } from "./retry.ts";

/** Posts JSON; rejects when there is no answer in time. */
export type PostJson = (request: {
  readonly url: string;
  readonly body: JsonObject;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}) => Promise<{ readonly status: number }>;

export interface NotificationEventsOptions {
  /** Where the notification controller takes events: `--events-addr`. */
  readonly url: string;
  readonly post: PostJson;
  readonly reportingController: string;
  /** Host name of this process. */
  readonly reportingInstance: string;
  readonly clock: Clock;
  readonly log: Log;
}

const capacity = 1000;
const tries = 5;
const timeoutMs = 5000;

/**
 * Posts events to the notification controller, but for traces and for objects without a namespace. No answer and
 * 5xx are tried again; 429 says that it knows the event already.
 */
export function createNotificationEvents(options: NotificationEventsOptions): EventRecorder {
  const { log } = options;
  const outbox = new Outbox<ObjectEvent>({
    capacity,
    onDrop: ({ reason }) => log.info("event not posted: too many are waiting", { reason }),
    deliver: (event, signal) => deliver(event, signal, options),
  });
  return {
    record(event) {
      if (event.severity === "trace" || event.object.metadata.namespace === undefined) return;
      outbox.add(event);
    },
    flush: () => outbox.flush(),
    close: () => outbox.close(),
  };
}

async function deliver(event: ObjectEvent, signal: AbortSignal, options: NotificationEventsOptions): Promise<void> {
  const { url, post, clock, log } = options;
  const body = bodyOf(event, options);
  try {
    const status = await tryRepeatedly(() => postOnce(post, { url, body, timeoutMs, signal }), {
      clock,
      signal,
      tries,
    });
    if (status >= 400 && status !== 429) log.info("event refused", { status, reason: event.reason });
  } catch (error) {
    log.error("event not posted", error, { reason: event.reason });
  }
}

async function postOnce(post: PostJson, request: Parameters<PostJson>[0]): Promise<number> {
  const { status } = await post(request);
  if (status >= 500 && status !== 501) throw new Error(`The notification controller answered with status ${status}`);
  return status;
}

function bodyOf(event: ObjectEvent, options: NotificationEventsOptions): JsonObject {
  const { object, severity, time, message, reason, metadata } = event;
  const { reportingController, reportingInstance } = options;
  return {
    involvedObject: referenceTo(object),
    severity,
    timestamp: formatTime(time),
    message,
    reason,
    ...(Object.keys(metadata).length > 0 && { metadata }),
    reportingController,
    reportingInstance,
  };
}
