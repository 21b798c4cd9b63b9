import type { JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { Clock, Timer } from "../clock.ts";
import { formatTime } from "../clock.ts";
import type { ResourceName, SystemClient } from "../system/client.ts";
import { ignoreRefusals } from "../system/refusals.ts";
import {
  daemonSetStatus,
  deploymentStatus,
  jobStatus,
  replicaSetStatus,
  serviceStatus,
  statefulSetStatus,
  volumeClaimStatus,
} from "./status.ts";
import type { Fate, StatusRule } from "./status.ts";

/** Says what becomes of an object: `ready`, `failed`, or `never` for one that stays as it is. @default ready */
const fateAnnotation = "simulation.flux-ts.dev/fate";
/** Milliseconds until it becomes so. @default 0 */
const delayAnnotation = "simulation.flux-ts.dev/delay-ms";

const rules: readonly (readonly [ResourceName, StatusRule])[] = [
  [{ group: "apps", plural: "deployments" }, deploymentStatus],
  [{ group: "apps", plural: "replicasets" }, replicaSetStatus],
  [{ group: "apps", plural: "statefulsets" }, statefulSetStatus],
  [{ group: "apps", plural: "daemonsets" }, daemonSetStatus],
  [{ group: "batch", plural: "jobs" }, jobStatus],
  [{ group: "", plural: "persistentvolumeclaims" }, volumeClaimStatus],
  [{ group: "", plural: "services" }, serviceStatus],
];

/**
 * Plays the controllers and nodes of a cluster: workloads, claims and load balancers become what their status says of
 * a working cluster, at once or after a delay, or fail where an annotation says so. There are no Pods.
 */
export function startSimulation(client: SystemClient, clock: Clock): Disposable {
  const simulations = rules.map(([resource, rule]) => new Simulation({ client, clock, resource, rule }));
  return {
    [Symbol.dispose]: () => {
      for (const simulation of simulations) simulation[Symbol.dispose]();
    },
  };
}

interface SimulationOptions {
  readonly client: SystemClient;
  readonly clock: Clock;
  readonly resource: ResourceName;
  readonly rule: StatusRule;
}

/** One kind of the simulated cluster. */
class Simulation implements Disposable {
  readonly #options: SimulationOptions;
  readonly #watch: Disposable;
  /** Delays under way, by uid. */
  readonly #timers = new Map<string, Timer>();

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#watch = options.client.watch(options.resource, ({ before, after }) => {
      if (after) this.#see(after, before);
      else if (before) this.#forget(before);
    });
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
    for (const timer of this.#timers.values()) timer[Symbol.dispose]();
    this.#timers.clear();
  }

  #see(object: KubeObject, before: KubeObject | undefined): void {
    // Only a change of what is wanted starts anew: the status is our own doing.
    if (before !== undefined && isSameWish(before, object)) return;
    this.#forget(object);
    const { fate, delayMs } = wishOf(object);
    if (fate === "never") return;
    if (delayMs === 0) return this.#settle(object, fate);
    const uid = object.metadata.uid ?? "";
    const timer = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(uid);
      this.#settle(object, fate);
    });
    this.#timers.set(uid, timer);
  }

  #forget({ metadata: { uid = "" } }: KubeObject): void {
    this.#timers.get(uid)?.[Symbol.dispose]();
    this.#timers.delete(uid);
  }

  #settle({ metadata: { namespace = "", name, uid } }: KubeObject, fate: Fate): void {
    const { client, clock, resource, rule } = this.#options;
    const object = client.get(resource, { namespace, name });
    if (object === undefined || object.metadata.uid !== uid) return;
    const status = rule(object, { fate, time: formatTime(clock.now()) });
    if (equalJson(withoutTimes(status), withoutTimes(object["status"] ?? {}))) return;
    ignoreRefusals(() => client.update(resource, { ...object, status }, "status"));
  }
}

function isSameWish(a: KubeObject, b: KubeObject): boolean {
  const same = a.metadata.generation === b.metadata.generation && a.metadata.uid === b.metadata.uid;
  return same && equalJson(a["spec"], b["spec"]) && equalJson({ ...wishOf(a) }, { ...wishOf(b) });
}

function wishOf({ metadata: { annotations = {} } }: KubeObject): { fate: Fate | "never"; delayMs: number } {
  const fate = annotations[fateAnnotation];
  const delay = Number(annotations[delayAnnotation] ?? 0);
  return {
    fate: fate === "failed" || fate === "never" ? fate : "ready",
    delayMs: Number.isFinite(delay) && delay > 0 ? delay : 0,
  };
}

/** Conditions keep their times as long as nothing else changes. */
function withoutTimes(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !key.endsWith("Time"));
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutTimes(child)]));
}
