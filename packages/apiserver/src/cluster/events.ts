import { randomBytes } from "node:crypto";
import type { KubeObject } from "@flux-ts/base";
import type { Clock } from "../clock.ts";
import { formatTime } from "../clock.ts";
import type { ResourceName, SystemClient } from "../system/client.ts";
import { ignoreRefusals } from "../system/refusals.ts";

const events: ResourceName = { group: "", plural: "events", version: "v1" };

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

/** Tells of objects as Kubernetes' own controllers do: what happens again is counted. */
export class EventRecorder {
  readonly #client: SystemClient;
  readonly #clock: Clock;
  /** Names of the events that were written, by what they say. */
  readonly #told = new Map<string, string>();

  constructor(client: SystemClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  tell(object: KubeObject, text: EventText): void {
    const { namespace = "default", uid = "" } = object.metadata;
    const id = JSON.stringify([uid, text.type, text.reason, text.message]);
    const name = this.#told.get(id);
    const known = name === undefined ? undefined : this.#client.get(events, { namespace, name });
    const time = formatTime(this.#clock.now());
    if (known !== undefined) {
      const count = Number(known["count"] ?? 1) + 1;
      ignoreRefusals(() => this.#client.update(events, { ...known, count, lastTimestamp: time }));
      return;
    }
    const event = eventOf(object, text, time);
    this.#told.delete(id);
    this.#told.set(id, event.metadata.name);
    if (this.#told.size > remembered) this.#told.delete(this.#told.keys().next().value ?? "");
    // Namespaces that go take no events.
    ignoreRefusals(() => this.#client.create(events, event));
  }
}

function eventOf(
  { apiVersion, kind, metadata }: KubeObject,
  { type = "Normal", reason, message, component, fieldPath }: EventText,
  time: string,
): KubeObject {
  const { namespace, name, uid = "", resourceVersion = "" } = metadata;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${randomBytes(8).toString("hex")}`, namespace: namespace ?? "default" },
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
