import { createApiServer } from "@flux-ts/apiserver";
import type { JsonObject, KubeObject } from "@flux-ts/base";
import { createClient, keyOf } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { createManualClock } from "@flux-ts/kube/testing";
import type { ManualClock } from "@flux-ts/kube/testing";
import { LiveView, objectId, recordOf } from "@flux-ts/live";
import type { RecordRules } from "@flux-ts/live";
import { describe, test } from "vitest";

const fieldManager = "applier";
const owner = "apps";

const rules: RecordRules = {
  fieldManager,
  takeover: [{ prefix: "kubectl", operation: "Update" }],
  ownerLabels: ["owner"],
  controlPrefix: "control/",
  keepsOthers: ({ annotations = {} }) => annotations["control/ssa"] === "Merge",
};

interface Scene extends AsyncDisposable {
  readonly client: Client;
  readonly view: LiveView;
  readonly clock: ManualClock;
  /** How often the owner was told. */
  told(): number;
  /** Applies an object and keeps it. */
  keep(object: KubeObject): Promise<void>;
  /** Resolves when the watch has shown a change that is made now, and with it all before. */
  seen(): Promise<void>;
  doubts(): readonly string[];
}

async function openScene(): Promise<Scene> {
  const server = createApiServer();
  const client = createClient({ transport: server.transport() });
  const clock = createManualClock();
  const view = new LiveView({ client, clock, rules, labelSelector: "owner" });
  let told = 0;
  view.subscribe(() => (told += 1));
  const informers = ["v1 ConfigMap", "apps/v1 Deployment"].map((kind) => {
    const [apiVersion = "", name = ""] = kind.split(" ");
    return client.informer({ apiVersion, kind: name }, { labelSelector: "owner" });
  });
  await Promise.all(informers.map((informer) => informer.start()));
  return {
    client,
    view,
    clock,
    told: () => told,
    keep: async (object) => {
      const { metadata } = await client.apply(object, { fieldManager, force: true });
      view.keep(owner, [{ key: keyOf(object), desired: "1", seen: recordOf(metadata, rules) }]);
      await view.ready(owner, { signal: new AbortController().signal, timeoutMs: 1000 });
    },
    seen: async () => {
      // Events of a kind come in order: what is written last is shown last.
      for (const [index, kind] of ["ConfigMap", "Deployment"].entries()) {
        const marker = { ...(kind === "ConfigMap" ? configMap({}) : deployment({})) };
        const name = `marker-${crypto.randomUUID()}`;
        const shown = new Promise<void>((resolve) => {
          informers[index]?.subscribe((event) => {
            if ("object" in event && event.object.metadata.name === name) resolve();
          });
        });
        await client.create({ ...marker, metadata: { ...marker.metadata, name } });
        await shown;
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
    doubts: () => [...view.doubts(owner).values()].map(({ kind }) => kind),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(informers.map((informer) => informer.stop()));
      await view.close();
      await client.close();
      await server.close();
    },
  };
}

function configMap(data: JsonObject) {
  const metadata = { namespace: "default", name: "a", labels: { owner: "apps" } };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data } satisfies KubeObject;
}

function deployment(spec: JsonObject) {
  const metadata = { namespace: "default", name: "web", labels: { owner: "apps" } };
  const labels = { app: "web" };
  const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: "app:v1" }] } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: { selector: { matchLabels: labels }, template, ...spec },
  } satisfies KubeObject;
}

const as = (manager: string) => ({ fieldManager: manager });
const merge = (patch: JsonObject) => ({ type: "merge", patch }) as const;

const cases: Record<
  string,
  { object: KubeObject; change: (client: Client, object: KubeObject) => Promise<unknown>; want: readonly string[] }
> = {
  "an owned field that another manager changes is drift": {
    object: configMap({ x: "1" }),
    change: (client, object) => client.patch(keyOf(object), merge({ data: { x: "2" } }), as("other")),
    want: ["drift"],
  },
  "a field that the next apply would absorb is drift": {
    object: configMap({ x: "1" }),
    change: (client, object) => client.patch(keyOf(object), merge({ data: { y: "2" } }), as("kubectl-edit")),
    want: ["drift"],
  },
  "a deletion is drift": {
    object: configMap({ x: "1" }),
    change: (client, object) => client.delete(keyOf(object)),
    want: ["drift"],
  },
  "a control annotation is drift": {
    object: configMap({}),
    change: (client, object) =>
      client.patch(keyOf(object), merge({ metadata: { annotations: { "control/ssa": "Ignore" } } }), as("other")),
    want: ["drift"],
  },
  "a field that others add is nothing": {
    object: configMap({ x: "1" }),
    change: (client, object) => client.patch(keyOf(object), merge({ data: { y: "2" } }), as("other")),
    want: [],
  },
  "a generation that moves without us is suspicious": {
    object: deployment({}),
    change: (client, object) => client.patch(keyOf(object), merge({ spec: { minReadySeconds: 3 } }), as("other")),
    want: ["suspect"],
  },
  "the same fields written under our name are suspicious, also within a second": {
    object: configMap({ x: "1" }),
    change: (client) => client.apply(configMap({ x: "2" }), { ...as(fieldManager), force: true }),
    want: ["suspect"],
  },
  "a change that is taken back is worth one look": {
    object: configMap({ x: "1" }),
    change: async (client, object) => {
      await client.patch(keyOf(object), merge({ metadata: { annotations: { "control/x": "1" } } }), as("other"));
      await client.patch(keyOf(object), merge({ metadata: { annotations: { "control/x": null } } }), as("other"));
    },
    want: ["suspect"],
  },
};

test.for(Object.entries(cases))("%s", async ([, { object, change, want }], { expect }) => {
  await using scene = await openScene();
  await scene.keep(object);
  expect(scene.doubts()).toEqual([]);
  await change(scene.client, object);
  await scene.seen();
  expect(scene.doubts()).toEqual(want);
  await scene.clock.advance(100);
  expect(scene.told()).toBe(want.length);
});

describe("an owner", () => {
  test("is told once of many changes", async ({ expect }) => {
    await using scene = await openScene();
    await scene.keep(configMap({ x: "1", y: "1" }));
    for (const patch of [{ x: "2" }, { y: "2" }]) {
      await scene.client.patch(keyOf(configMap({})), merge({ data: patch }), as("other"));
    }
    await scene.seen();
    await scene.clock.advance(100);
    expect(scene.told()).toBe(1);
  });

  test("is not told during a run, but afterwards of what came up meanwhile", async ({ expect }) => {
    await using scene = await openScene();
    await scene.keep(configMap({ x: "1" }));
    const end = scene.view.begin(owner);
    await scene.client.patch(keyOf(configMap({})), merge({ data: { x: "2" } }), as("other"));
    await scene.seen();
    await scene.clock.advance(100);
    expect(scene.told()).toBe(0);
    end();
    await scene.clock.advance(100);
    expect(scene.told()).toBe(1);
    // A run that could not help is not followed by another at once.
    scene.view.begin(owner)();
    await scene.clock.advance(100);
    expect(scene.told()).toBe(1);
  });

  test("is told of false alarms about an object more and more rarely, and of drift at once", async ({ expect }) => {
    await using scene = await openScene();
    const object = deployment({});
    const key = keyOf(object);
    await scene.keep(object);
    const waits: number[] = [];
    for (let seconds = 1; seconds <= 4; seconds++) {
      await scene.client.patch(key, merge({ spec: { minReadySeconds: seconds } }), as("other"));
      await scene.seen();
      const before = scene.told();
      let waited = 0;
      for (; scene.told() === before; waited += 500) await scene.clock.advance(500);
      waits.push(waited);
      await scene.keep(object);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000]);
    await scene.client
      .patch(key, merge({ spec: { template: { spec: { containers: null } } } }), as("x"))
      .catch(() => {});
    await scene.client.delete(key);
    await scene.seen();
    const before = scene.told();
    await scene.clock.advance(100);
    expect(scene.told()).toBe(before + 1);
  });

  test("is forgotten without a trace", async ({ expect }) => {
    await using scene = await openScene();
    await scene.keep(configMap({ x: "1" }));
    expect([scene.view.size, scene.view.keeps(owner)]).toEqual([1, true]);
    scene.view.forget(owner);
    expect([scene.view.size, scene.view.keeps(owner)]).toEqual([0, false]);
  });
});

test("what changed before it was kept is in doubt as soon as the watch shows it", async ({ expect }) => {
  await using scene = await openScene();
  const object = configMap({ x: "1" });
  const { metadata } = await scene.client.apply(object, { fieldManager, force: true });
  await scene.client.delete(keyOf(object));
  const seen = recordOf(metadata, rules);
  scene.view.keep(owner, [{ key: keyOf(object), desired: "1", seen }]);
  await scene.view.ready(owner, { signal: new AbortController().signal, timeoutMs: 1000 });
  expect([...scene.view.doubts(owner)]).toEqual([
    [objectId(keyOf(object)), { kind: "suspect", what: "it is not there" }],
  ]);
});
