import { createApiServer } from "@flux-ts/apiserver";
import { silentLog } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { createKubernetesEvents, createMetrics, ReconcileError, startController } from "@flux-ts/controller";
import type { Conclusion, Controller, Run, WatchSource } from "@flux-ts/controller";
import { createClient, systemClock } from "@flux-ts/kube";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { test } from "vitest";
import { type App, appKind } from "../loop/world.ts";

const web: ObjectKey = { ...appKind.target, namespace: "team", name: "web" };

const definition: KubeObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "apps.apps.example.com" },
  spec: {
    group: "apps.example.com",
    names: { kind: "App", listKind: "AppList", plural: "apps", singular: "app" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
              status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        },
      },
    ],
  },
};

interface EmbeddedWorld extends AsyncDisposable {
  readonly client: Client;
  until(predicate: (object: App | undefined) => boolean): Promise<App | undefined>;
  /** The events written so far. */
  events(): Promise<readonly KubeObject[]>;
}

/** A controller on the embedded API whose reconciler does what the test says. */
async function createWorld(
  reconcile: (object: App, run: Run<App>) => Promise<Conclusion<App>>,
  finalize: (object: App) => Promise<void> = async () => {},
): Promise<EmbeddedWorld> {
  const api = createApiServer();
  const client = createClient({ transport: api.transport() });
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "team" } });
  await client.create(definition);
  await client.waitFor(
    { apiVersion: definition.apiVersion, kind: definition.kind, name: definition.metadata.name },
    (object) => JSON.stringify(object?.["status"] ?? {}).includes('"Established"'),
  );
  const events = createKubernetesEvents({
    client,
    reportingController: appKind.controllerName,
    clock: systemClock,
    log: silentLog,
  });
  const controller: Controller = startController<App>({
    kind: appKind,
    reconciler: { reconcile, finalize },
    client,
    watches: watchesOf(client),
    events,
    metrics: createMetrics(),
    log: silentLog,
    pace: { noteDelayMs: 1, backoff: { minMs: 1, maxMs: 10 } },
  });
  await controller.synced;
  return {
    client,
    until: (predicate) => client.waitFor<App>(web, predicate, { timeoutMs: 10_000 }),
    async events() {
      await events.flush();
      return (await client.list({ apiVersion: "v1", kind: "Event", namespace: "team" })).items;
    },
    async [Symbol.asyncDispose]() {
      await controller.stop();
      await events.close();
      await client.close();
      await api.close();
    },
  };
}

function watchesOf(client: Client): WatchSource {
  return {
    borrow: ({ labelSelector, ...target }) => {
      const informer = client.informer(target, labelSelector === undefined ? {} : { labelSelector });
      return { informer, release: () => void informer.stop() };
    },
  };
}

const create = (client: Client): Promise<KubeObject> =>
  client.create({ ...appKind.target, metadata: { namespace: "team", name: "web" }, spec: {} });

const isReady = (object: App | undefined): boolean =>
  object?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;

test("an object is taken from its creation to its deletion", async ({ expect }) => {
  const finalized: string[] = [];
  await using world = await createWorld(
    async (_, run) => {
      await run.progress({ message: "applying", status: { inventory: ["a"] } });
      return { ready: { reason: "Succeeded", message: "applied" } };
    },
    async ({ metadata }) => void finalized.push(metadata.name),
  );
  await create(world.client);
  const object = await world.until(isReady);
  expect(object?.metadata.finalizers).toEqual(["finalizers.fluxcd.io"]);
  expect(object?.status).toEqual({
    inventory: ["a"],
    observedGeneration: 1,
    conditions: [expect.objectContaining({ type: "Ready", status: "True", observedGeneration: 1 }) as unknown],
  });
  const managers = object?.metadata.managedFields?.map(({ manager, operation, subresource }) => [
    manager,
    operation,
    subresource,
  ]);
  expect(managers).toEqual(
    expect.arrayContaining([
      ["gotk-app-controller", "Update", undefined],
      ["gotk-app-controller", "Update", "status"],
    ]),
  );
  await world.client.delete(web);
  expect(await world.until((object) => object === undefined)).toBeUndefined();
  expect(finalized).toEqual(["web"]);
});

test("a failing object is retried until it succeeds, and told in one event", async ({ expect }) => {
  let tries = 0;
  await using world = await createWorld(async () => {
    tries += 1;
    if (tries < 4) throw new ReconcileError("BuildFailed", "no such file");
    return { ready: { reason: "Succeeded", message: "applied" } };
  });
  await create(world.client);
  await world.until(isReady);
  expect(tries).toBe(4);
  const source = { component: "app-controller" };
  expect(await world.events()).toMatchObject([
    { reason: "BuildFailed", message: "no such file", type: "Warning", count: 3, source },
  ]);
});

test("a request is handled while a run waits for something that never comes", async ({ expect }) => {
  const reasons: string[] = [];
  await using world = await createWorld(async (_, run) => {
    reasons.push(run.reason);
    if (run.reason === "request") return { ready: { reason: "Succeeded", message: "applied" } };
    await run.progress({ message: "waiting" });
    return run.wait(
      () => new Promise((_, reject) => run.signal.addEventListener("abort", () => reject(run.signal.reason as Error))),
    );
  });
  await create(world.client);
  await world.until((object) => object?.status?.conditions !== undefined);
  const annotations = { "reconcile.fluxcd.io/requestedAt": "t1" };
  await world.client.patch(web, { type: "merge", patch: { metadata: { annotations } } });
  const object = await world.until(isReady);
  expect(object?.status?.lastHandledReconcileAt).toBe("t1");
  expect(reasons).toEqual(["spec", "request"]);
});
