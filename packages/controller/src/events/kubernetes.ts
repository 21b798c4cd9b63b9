import type { JsonObject, KubeObject, Log } from "@flux-ts/base";
import { ApiError, isNotFound } from "@flux-ts/kube";
import type { Client, Clock } from "@flux-ts/kube";
import { formatTime } from "../conditions.ts";
import { type Correlation, EventCorrelator, type Written } from "./correlate.ts";
import type { EventRecorder, ObjectEvent } from "./event.ts";
import { Outbox } from "./outbox.ts";
import { referenceTo } from "./reference.ts";
import { tryRepeatedly } from "./retry.ts";

export interface KubernetesEventsOptions {
  readonly client: Pick<Client, "create" | "patch">;
  readonly reportingController: string;
  readonly clock: Clock;
  readonly log: Log;
}

const capacity = 1000;
const tries = 5;

/** Keeps events in the Kubernetes API (`v1` Event), as few as client-go would; traces become normal events. */
export function createKubernetesEvents(options: KubernetesEventsOptions): EventRecorder {
  const correlator = new EventCorrelator();
  const outbox = new Outbox<ObjectEvent>({
    capacity,
    onDrop: ({ reason }) => options.log.info("event not written: too many are waiting", { reason }),
    deliver: (event, signal) => deliver(event, { ...options, correlator, signal }),
  });
  return { record: (event) => outbox.add(event), flush: () => outbox.flush(), close: () => outbox.close() };
}

interface Delivery extends KubernetesEventsOptions {
  readonly correlator: EventCorrelator;
  readonly signal: AbortSignal;
}

async function deliver(event: ObjectEvent, delivery: Delivery): Promise<void> {
  const { correlator, clock, signal, log } = delivery;
  const { object, reason, message, time } = event;
  const facts = { object: nameOf(object), type: typeOf(event), reason, message, at: time.getTime() };
  const correlation = correlator.correlate(facts);
  if (correlation.step === "drop") return;
  try {
    const written = await tryRepeatedly(() => writeUnlessRefused(event, correlation, delivery), {
      clock,
      signal,
      tries,
    });
    if (written) correlator.remember(correlation.key, written);
  } catch (error) {
    log.error("event not written", error, { reason });
  }
}

type Writing = Extract<Correlation, { step: "write" }>;

/** Undefined when the server refuses the event, e.g. because its namespace is being deleted. */
async function writeUnlessRefused(
  event: ObjectEvent,
  writing: Writing,
  delivery: Delivery,
): Promise<Written | undefined> {
  try {
    return await write(event, writing, delivery);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code >= 500) throw error;
    delivery.log.debug("event refused", { reason: event.reason, error });
    return undefined;
  }
}

async function write(event: ObjectEvent, { written, message }: Writing, delivery: Delivery): Promise<Written> {
  const { client, signal } = delivery;
  if (written) {
    const key = { apiVersion: "v1", kind: "Event", namespace: namespaceOf(event.object), name: written.name };
    const count = written.count + 1;
    const patch = { count, lastTimestamp: formatTime(event.time), message };
    try {
      await client.patch(key, { type: "strategic", patch }, { signal });
      return { ...written, count };
    } catch (error) {
      if (!isNotFound(error)) throw error; // the server keeps events for an hour only
    }
  }
  const created = await client.create(newEvent(event, message, delivery), { signal });
  return { name: created.metadata.name, firstTimestamp: formatTime(event.time), count: 1 };
}

function newEvent(event: ObjectEvent, message: string, { reportingController }: Delivery): KubeObject {
  const { object, reason, metadata } = event;
  const time = formatTime(event.time);
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name: uniqueName(object.metadata.name, event.time),
      namespace: namespaceOf(object),
      ...(Object.keys(metadata).length > 0 && { annotations: metadata }),
    },
    involvedObject: referenceTo(object),
    reason,
    message,
    source: { component: reportingController } satisfies JsonObject,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    type: typeOf(event),
    reportingComponent: reportingController,
    reportingInstance: "",
  };
}

let serial = 0n;

/** As client-go names events: the object and nanoseconds in hexadecimal. */
function uniqueName(name: string, time: Date): string {
  serial = (serial + 1n) % 1_000_000n;
  const suffix = (BigInt(time.getTime()) * 1_000_000n + serial).toString(16);
  return `${name.slice(0, 253 - 1 - suffix.length)}.${suffix}`;
}

function typeOf({ severity }: ObjectEvent): "Normal" | "Warning" {
  return severity === "error" ? "Warning" : "Normal";
}

/** Events of cluster-scoped objects live in `default`. */
function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? "default";
}

function nameOf({ apiVersion, kind, metadata }: KubeObject): string {
  return JSON.stringify([apiVersion, kind, metadata.namespace ?? "", metadata.name, metadata.uid ?? ""]);
}
