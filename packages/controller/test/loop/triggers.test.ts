import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { Trigger } from "@flux-ts/controller";
import { test } from "vitest";
import { app, type App, appKind, createWorld, ready } from "./world.ts";

const source = (name: string, change: JsonObject = {}): KubeObject => ({
  apiVersion: "v1",
  kind: "Source",
  metadata: { name, namespace: "team" },
  ...change,
});

const revisionOf = (object: KubeObject | undefined): unknown => object?.["revision"];

const byRevision: Trigger<App> = {
  watch: { apiVersion: "v1", kind: "Source" },
  predicate: (old, next) => next !== undefined && revisionOf(old) !== revisionOf(next),
  map: ({ metadata }, objects) => objects.byIndex("source", metadata.name),
};

const kind = {
  ...appKind,
  indexes: { source: ({ spec }: App) => (spec.source === undefined ? [] : [spec.source]) },
  triggers: [byRevision],
};

async function createFleet() {
  const objects = [
    app("one", { spec: { source: "fleet" } }),
    app("two", { spec: { source: "fleet" } }),
    app("other", { spec: { source: "else" } }),
    source("fleet", { revision: "v1" }),
  ];
  const world = await createWorld({ kind, objects, reconciler: { finalize: async () => {} } });
  for (const call of world.calls) await call.end(ready);
  const begin = world.calls.length;
  return {
    ...world,
    woken: () => world.calls.slice(begin).map(({ object, run }) => [object.metadata.name, run.reason]),
  };
}

test("what exists at the start wakes nobody twice", async ({ expect }) => {
  const { calls } = await createFleet();
  expect(calls).toHaveLength(3);
});

test("a change wakes the objects that the index finds", async ({ expect }) => {
  const { cluster, settle, woken } = await createFleet();
  cluster.put(source("fleet", { revision: "v2" }));
  await settle();
  expect(woken()).toEqual([
    ["one", "trigger"],
    ["two", "trigger"],
  ]);
});

test("the index follows the objects", async ({ expect }) => {
  const { cluster, settle, woken, calls } = await createFleet();
  cluster.edit("App", "other", { spec: { source: "fleet" } });
  await settle();
  await calls.at(-1)?.end(ready);
  cluster.delete("App", "one");
  await settle();
  cluster.put(source("fleet", { revision: "v2" }));
  await settle();
  expect(woken()).toEqual([
    ["other", "spec"],
    ["two", "trigger"],
    ["other", "trigger"],
  ]);
});

test("a source that appears wakes; what the predicate refuses does not", async ({ expect }) => {
  const { cluster, settle, woken } = await createFleet();
  cluster.put(source("fleet", { revision: "v1", other: true }));
  cluster.put(source("else", { revision: "v1" }));
  await settle();
  expect(woken()).toEqual([["other", "trigger"]]);
});

test("a running object is not interrupted by it, but runs again", async ({ expect }) => {
  const { cluster, settle, call, woken } = await createFleet();
  cluster.put(source("fleet", { revision: "v2" }));
  await settle();
  cluster.put(source("fleet", { revision: "v3" }));
  await settle();
  expect(call().run.signal.aborted).toBe(false);
  expect(woken()).toHaveLength(2);
  await call().end(ready);
  expect(woken()).toHaveLength(3);
});

test("a trigger that throws is logged and harms nobody", async ({ expect }) => {
  const broken: Trigger<App> = {
    ...byRevision,
    predicate: () => {
      throw new TypeError("no such field");
    },
  };
  const { cluster, settle, logs, call } = await createWorld({
    kind: { ...kind, triggers: [broken, byRevision] },
    objects: [app("one", { spec: { source: "fleet" } })],
  });
  await call().end(ready);
  cluster.put(source("fleet", { revision: "v2" }));
  await settle();
  expect(logs).toContain("error trigger failed");
  expect(call().run.reason).toBe("trigger");
});

test("a kind that the cluster lacks delays the start by a few seconds only", async ({ expect }) => {
  const { calls, clock } = await createWorld({ kind, prepare: (cluster) => cluster.withhold("Source") });
  await clock.advance(4999);
  expect(calls).toHaveLength(0);
  await clock.advance(1);
  expect(calls).toHaveLength(1);
});

test("an unknown index is a mistake of the kind", async ({ expect }) => {
  let seen: unknown;
  const asking: Trigger<App> = {
    ...byRevision,
    map: (_, objects) => {
      seen = [objects.get("one", "team")?.metadata.name, [...objects.list()].length];
      return objects.byIndex("nothing", "x");
    },
  };
  const { cluster, logs } = await createWorld({ kind: { ...kind, triggers: [asking] }, objects: [app("one")] });
  cluster.put(source("fleet", { revision: "v2" }));
  expect(logs).toContain("error trigger failed");
  expect(seen).toEqual(["one", 1]);
});

test("whoever knows more than watches tell may wake an object by name; one that does not exist stays asleep", async ({
  expect,
}) => {
  const { controller, settle, woken } = await createFleet();
  for (const name of ["two", "missing"]) controller.wake({ name, namespace: "team" }, "drift");
  await settle();
  expect(woken()).toEqual([["two", "drift"]]);
});
