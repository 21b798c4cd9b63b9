import { silentLog } from "@flux-ts/base";
import type { Condition, JsonObject, KubeObject, Log } from "@flux-ts/base";
import { createMetrics, startController } from "@flux-ts/controller";
import type {
  Conclusion,
  Controller,
  ControllerKind,
  ControllerOptions,
  ObjectEvent,
  Reconciler,
  Run,
} from "@flux-ts/controller";
import { createManualClock } from "@flux-ts/kube/testing";
import type { ManualClock } from "@flux-ts/kube/testing";
import { Registry } from "prom-client";
import { FakeCluster } from "./fake-cluster.ts";

export type App = KubeObject & {
  readonly spec: { readonly interval?: string; readonly suspend?: boolean; readonly source?: string };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly observedGeneration?: number;
    readonly lastHandledReconcileAt?: string;
    readonly inventory?: readonly string[];
    readonly revision?: string;
  };
};

export const appKind: ControllerKind<App> = {
  target: { apiVersion: "apps.example.com/v1", kind: "App" },
  controllerName: "app-controller",
};

export const finalizers = ["finalizers.fluxcd.io"];
export const ready: Conclusion<App> = { ready: { reason: "Succeeded", message: "applied" } };

/** An object that has been reconciled. */
export function app(name = "web", change: JsonObject = {}): App {
  const {
    metadata = {},
    spec = {},
    status,
  } = change as { metadata?: JsonObject; spec?: JsonObject; status?: JsonObject };
  return {
    apiVersion: "apps.example.com/v1",
    kind: "App",
    metadata: { name, namespace: "team", generation: 1, finalizers, ...metadata },
    spec,
    ...(status && { status }),
  };
}

export function condition(type: string, change: Partial<Condition> = {}): Condition {
  return {
    type,
    status: "True",
    reason: "Succeeded",
    message: "applied",
    lastTransitionTime: "2026-01-01T00:00:00Z",
    observedGeneration: 1,
    ...change,
  };
}

/** One call of the reconciler, which ends when the test says so. */
export interface Call {
  readonly object: App;
  readonly run: Run<App>;
  readonly end: (conclusion: Conclusion<App>) => Promise<void>;
  readonly fail: (error: unknown) => Promise<void>;
}

export interface World {
  readonly cluster: FakeCluster;
  readonly clock: ManualClock;
  readonly controller: Controller;
  readonly events: readonly ObjectEvent[];
  readonly logs: readonly string[];
  /** Calls of `reconcile` and `finalize` so far. */
  readonly calls: readonly Call[];
  readonly registry: Registry;
  /** The latest call. */
  readonly call: () => Call;
  readonly app: (name?: string) => App | undefined;
  readonly conditions: (name?: string) => readonly Condition[];
  /** Lets everything happen that needs no time. */
  readonly settle: () => Promise<void>;
}

export interface WorldOptions extends Partial<Pick<ControllerOptions<App>, "pace" | "scope" | "kind">> {
  readonly objects?: readonly KubeObject[];
  readonly reconciler?: Partial<Reconciler<App>>;
  readonly prepare?: (cluster: FakeCluster) => void;
}

/** A controller on a fake cluster, with a reconciler whose calls the test answers. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const { objects = [app()], reconciler, prepare, kind = appKind, scope, pace } = options;
  const cluster = new FakeCluster();
  for (const object of objects) cluster.put(object);
  prepare?.(cluster);
  const clock = createManualClock(Date.parse("2026-01-01T01:00:00Z"));
  const events: ObjectEvent[] = [];
  const logs: string[] = [];
  const registry = new Registry();
  const calls: Call[] = [];
  const wait = <R>(object: App, run: Run<App>): Promise<R> => {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    const settle = (): Promise<void> => clock.advance(0);
    calls.push({
      object,
      run,
      end: (conclusion) => (resolve(conclusion as R), settle()),
      fail: (error) => (reject(error), settle()),
    });
    return promise;
  };
  const controller = startController<App>({
    kind,
    reconciler: { reconcile: wait, finalize: wait, ...reconciler },
    client: cluster.client,
    watches: cluster.watches,
    events: { record: (event) => void events.push(event), flush: async () => {}, close: async () => {} },
    metrics: createMetrics({ registry, elapsed: () => clock.now() }),
    log: recordingLog(logs),
    clock,
    ...(scope && { scope }),
    pace: { jitter: 0, ...pace },
  });
  await clock.advance(0);
  return {
    cluster,
    clock,
    controller,
    events,
    logs,
    calls,
    registry,
    call: () => calls.at(-1) as Call,
    app: (name = "web") => cluster.get("App", name) as App | undefined,
    conditions: (name = "web") => (cluster.get("App", name) as App | undefined)?.status?.conditions ?? [],
    settle: () => clock.advance(0),
  };
}

function recordingLog(lines: string[]): Log {
  const log: Log = {
    ...silentLog,
    info: (message) => void lines.push(`info ${message}`),
    error: (message) => void lines.push(`error ${message}`),
    with: () => log,
  };
  return log;
}
