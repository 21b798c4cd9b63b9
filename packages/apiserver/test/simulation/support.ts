import type { JsonObject } from "@flux-ts/base";
import { createManualClock } from "@flux-ts/apiserver/testing";
import type { ManualClock } from "@flux-ts/apiserver/testing";
import { createApiServer } from "@flux-ts/apiserver";
import type { SimulationOptions } from "@flux-ts/apiserver";
import { openOn } from "../support/doors.ts";
import type { Door } from "../support/doors.ts";
import { at, merge } from "../support/objects.ts";
import { settled } from "../support/settled.ts";

const folders: { readonly [kind: string]: string } = {
  Deployment: "/apis/apps/v1/namespaces/default/deployments",
  ReplicaSet: "/apis/apps/v1/namespaces/default/replicasets",
  StatefulSet: "/apis/apps/v1/namespaces/default/statefulsets",
  DaemonSet: "/apis/apps/v1/namespaces/default/daemonsets",
  ControllerRevision: "/apis/apps/v1/namespaces/default/controllerrevisions",
  Job: "/apis/batch/v1/namespaces/default/jobs",
  CronJob: "/apis/batch/v1/namespaces/default/cronjobs",
  Pod: "/api/v1/namespaces/default/pods",
  Service: "/api/v1/namespaces/default/services",
  Endpoints: "/api/v1/namespaces/default/endpoints",
  EndpointSlice: "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
  Event: "/api/v1/namespaces/default/events",
  PersistentVolumeClaim: "/api/v1/namespaces/default/persistentvolumeclaims",
  PersistentVolume: "/api/v1/persistentvolumes",
  Ingress: "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
  PodDisruptionBudget: "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
  HorizontalPodAutoscaler: "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
  ResourceQuota: "/api/v1/namespaces/default/resourcequotas",
  Node: "/api/v1/nodes",
};

/** A cluster whose time stands still until it is told to go on. */
export class SimulatedCluster implements AsyncDisposable {
  readonly clock: ManualClock = createManualClock();
  readonly door: Door;

  constructor(simulation: SimulationOptions = {}) {
    this.door = openOn(createApiServer({ clock: this.clock, simulation }));
  }

  path(kind: string, name = ""): string {
    const folder = folders[kind] ?? "";
    return name === "" ? folder : `${folder}/${name}`;
  }

  /** Creates an object and waits until everything it leads to has happened. */
  async create(object: JsonObject): Promise<void> {
    const path = this.path(object["kind"] as string);
    const { status, body } = await this.door.send("POST", path, { body: object });
    if (status !== 201) throw new RangeError(JSON.stringify(body));
    await this.settle();
  }

  async patch(kind: string, name: string, body: JsonObject): Promise<void> {
    const answer = await this.door.send("PATCH", this.path(kind, name), { headers: merge, body });
    if (answer.status !== 200) throw new RangeError(JSON.stringify(answer.body));
    await this.settle();
  }

  async remove(kind: string, name: string, query: { readonly [name: string]: string } = {}): Promise<void> {
    await this.door.send("DELETE", this.path(kind, name), { query });
    await this.settle();
  }

  async get(kind: string, name: string): Promise<JsonObject> {
    return (await this.door.send("GET", this.path(kind, name))).body;
  }

  async list(kind: string, query: { readonly [name: string]: string } = {}): Promise<readonly JsonObject[]> {
    const { body } = await this.door.send("GET", this.path(kind), { query });
    return (body["items"] ?? []) as readonly JsonObject[];
  }

  async status(kind: string, name: string): Promise<JsonObject> {
    return (at(await this.get(kind, name), "status") ?? {}) as JsonObject;
  }

  /** Conditions as `TYPE: STATUS REASON`. */
  async conditions(kind: string, name: string): Promise<JsonObject> {
    const list = ((await this.status(kind, name))["conditions"] ?? []) as readonly JsonObject[];
    return Object.fromEntries(
      list.map(({ type, status, reason }) => [type, `${status as string} ${reason as string}`]),
    );
  }

  async pods(query: { readonly [name: string]: string } = {}): Promise<readonly SeenPod[]> {
    return (await this.list("Pod", query)).map(seenPod).toSorted((a, b) => (a.image < b.image ? -1 : 1));
  }

  /** Texts of the events about an object. */
  async events(name: string): Promise<readonly string[]> {
    const events = await this.list("Event", { fieldSelector: `involvedObject.name=${name}` });
    return events.map(({ reason, message }) => `${reason as string}: ${message as string}`);
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settle();
  }

  /** Waits until no object changes any more. */
  async settle(): Promise<void> {
    await settled(this.door, this.path("Node"));
    for (const kind of ["Pod", "Event", "Deployment", "StatefulSet", "Job", "CronJob", "Service"]) {
      await settled(this.door, this.path(kind));
    }
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.door[Symbol.asyncDispose]();
  }
}

export interface SeenPod {
  readonly name: string;
  readonly image: string;
  readonly phase: string;
  readonly ready: boolean;
}

function seenPod(pod: JsonObject): SeenPod {
  const conditions = (at(pod, "status.conditions") ?? []) as readonly JsonObject[];
  return {
    name: at(pod, "metadata.name") as string,
    image: at(pod, "spec.containers.0.image") as string,
    phase: at(pod, "status.phase") as string,
    ready: conditions.some(({ type, status }) => type === "Ready" && status === "True"),
  };
}

export const fate = "simulation.flux-ts.dev/fate";
export const delay = "simulation.flux-ts.dev/delay-ms";

export const selector = { matchLabels: { app: "x" } };

export function template(spec: JsonObject = {}, annotations: JsonObject = {}): JsonObject {
  const containers = [{ name: "main", image: "app:1", ports: [{ name: "http", containerPort: 8080 }] }];
  return { metadata: { labels: { app: "x" }, annotations }, spec: { containers, ...spec } };
}

export function deployment(spec: JsonObject = {}, annotations: JsonObject = {}): JsonObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "a", annotations },
    spec: { replicas: 2, selector, template: template(), ...spec },
  };
}

export function image(name: string): JsonObject {
  return { spec: { template: { spec: { containers: [{ name: "main", image: name }] } } } };
}
