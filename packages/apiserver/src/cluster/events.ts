import { randomBytes } from "node:crypto";
import type { KubeObject } from "@flux-ts/base";
import type { Clock } from "../clock.ts";
import { formatTime } from "../clock.ts";
import type { Store } from "../storage/store.ts";

const table = "/events";

export interface EventText {
  readonly type?: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** Who tells it. */
  readonly component: string;
  /** Part of the object that it is about. */
  readonly fieldPath?: string;
}

/** Beyond so many, what was told long ago is told anew instead of counted. */
const remembered = 4096;

export interface EventRecorderOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly newUid: () => string;
}

/**
 * Tells of objects as Kubernetes' own controllers do: what happens again is counted. There are many events and nothing
 * in them is in doubt, so they are written as they are stored.
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  /** Keys of the events that were written, by what they say. */
  readonly #told = new Map<string, string>();

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  tell(object: KubeObject, text: EventText): void {
    const { store, clock, newUid } = this.#options;
    const { namespace = "default", uid = "" } = object.metadata;
    // Namespaces that go take no events.
    if (store.get("/namespaces", namespace)?.object.metadata.deletionTimestamp !== undefined) return;
    const id = JSON.stringify([uid, text.type, text.reason, text.message]);
    const known = store.get(table, this.#told.get(id) ?? "");
    const time = formatTime(clock.now());
    if (known !== undefined) {
      const count = Number(known.object["count"] ?? 1) + 1;
      store.put(table, known.key, { ...known.object, count, lastTimestamp: time }, known);
      return;
    }
    const event = eventOf(object, text, { uid: newUid(), time });
    const key = `${namespace}/${event.metadata.name}`;
    this.#told.delete(id);
    this.#told.set(id, key);
    if (this.#told.size > remembered) this.#told.delete(this.#told.keys().next().value ?? "");
    store.put(table, key, event, undefined);
  }
}

interface Written {
  readonly uid: string;
  readonly time: string;
}

function eventOf(
  { apiVersion, kind, metadata }: KubeObject,
  { type = "Normal", reason, message, component, fieldPath }: EventText,
  { uid: eventUid, time }: Written,
): KubeObject {
  const { namespace, name, uid = "", resourceVersion = "" } = metadata;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name: `${name}.${randomBytes(8).toString("hex")}`,
      namespace: namespace ?? "default",
      uid: eventUid,
      creationTimestamp: time,
    },
    involvedObject: {
      kind,
      ...(namespace !== undefined && { namespace }),
      name,
      uid,
      apiVersion,
      resourceVersion,
      ...(fieldPath !== undefined && { fieldPath }),
    },
    reason,
    message,
    source: { component, ...(component === "kubelet" && { host: "flux-ts-node" }) },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: "",
  };
}
