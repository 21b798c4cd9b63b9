import { silentLog } from "@flux-ts/base";
import type { JsonObject, KubeObject } from "@flux-ts/base";
import { combineRecorders, createKubernetesEvents } from "@flux-ts/controller";
import { ApiError } from "@flux-ts/kube";
import type { ObjectKey, Patch } from "@flux-ts/kube";
import { createManualClock } from "@flux-ts/kube/testing";
import { test } from "vitest";
import { event, object } from "./event.ts";

function createApi() {
  const clock = createManualClock();
  const created: KubeObject[] = [];
  const patched: { readonly name: string; readonly patch: JsonObject }[] = [];
  const errors: string[] = [];
  const failures: Error[] = [];
  const refuse = (): void => {
    const failure = failures.shift();
    if (failure) throw failure;
  };
  const recorder = createKubernetesEvents({
    client: {
      create: async <T extends KubeObject>(object: T) => {
        refuse();
        created.push(object);
        return object;
      },
      patch: async <T extends KubeObject>({ name }: ObjectKey, { type, patch }: Patch) => {
        refuse();
        patched.push({ name, patch: { type, ...(patch as JsonObject) } });
        return {} as T;
      },
    },
    reportingController: "kustomize-controller",
    clock,
    log: { ...silentLog, error: (message) => void errors.push(message) },
  });
  return { clock, created, patched, errors, failures, recorder };
}

function apiError(code: number, reason: string): ApiError {
  return new ApiError({ code, reason, message: reason });
}

test("an event becomes an Event beside its object", async ({ expect }) => {
  const { recorder, created } = createApi();
  recorder.record(event());
  await recorder.flush();
  expect(created).toEqual([
    {
      apiVersion: "v1",
      kind: "Event",
      metadata: {
        name: expect.stringMatching(/^apps\.[0-9a-f]{16}$/) as string,
        namespace: "team",
        annotations: { "kustomize.toolkit.fluxcd.io/revision": "v1" },
      },
      involvedObject: {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        name: "apps",
        namespace: "team",
        uid: "u1",
        resourceVersion: "7",
      },
      reason: "ReconciliationSucceeded",
      message: "applied v1",
      source: { component: "kustomize-controller" },
      firstTimestamp: "2026-01-01T00:00:00Z",
      lastTimestamp: "2026-01-01T00:00:00Z",
      count: 1,
      type: "Normal",
      reportingComponent: "kustomize-controller",
      reportingInstance: "",
    },
  ]);
});

test.for([
  { severity: "error", type: "Warning" },
  { severity: "info", type: "Normal" },
  { severity: "trace", type: "Normal" },
] as const)("$severity is of type $type", async ({ severity, type }, { expect }) => {
  const { recorder, created } = createApi();
  recorder.record(event({ severity }));
  await recorder.flush();
  expect(created[0]?.["type"]).toBe(type);
});

test("events of cluster-scoped objects live in default, and long names leave room for the suffix", async ({
  expect,
}) => {
  const { recorder, created } = createApi();
  recorder.record(event({ object: { ...object, metadata: { name: "x".repeat(253) } } }));
  await recorder.flush();
  expect(created[0]?.metadata.namespace).toBe("default");
  expect(created[0]?.metadata.name).toHaveLength(253);
});

test("equal events are counted in one", async ({ expect }) => {
  const { recorder, created, patched } = createApi();
  recorder.record(event());
  recorder.record(event({ time: new Date("2026-01-01T00:01:00Z") }));
  recorder.record(event({ time: new Date("2026-01-01T00:02:00Z") }));
  await recorder.flush();
  const name = created[0]?.metadata.name;
  expect(created).toHaveLength(1);
  expect(patched).toEqual([
    { name, patch: { type: "strategic", count: 2, lastTimestamp: "2026-01-01T00:01:00Z", message: "applied v1" } },
    { name, patch: { type: "strategic", count: 3, lastTimestamp: "2026-01-01T00:02:00Z", message: "applied v1" } },
  ]);
});

test("an event the server has forgotten is written anew", async ({ expect }) => {
  const { recorder, created, failures } = createApi();
  recorder.record(event());
  await recorder.flush();
  failures.push(apiError(404, "NotFound"));
  recorder.record(event());
  await recorder.flush();
  expect(created.map((written) => written["count"])).toEqual([1, 1]);
});

test("many messages of one reason are combined", async ({ expect }) => {
  const { recorder, created, patched } = createApi();
  for (let count = 1; count <= 12; count++) recorder.record(event({ message: `attempt ${String(count)}` }));
  await recorder.flush();
  expect(created.slice(8).map(({ message }) => message)).toEqual([
    "attempt 9",
    "(combined from similar events): attempt 10",
  ]);
  expect(patched.map(({ patch }) => patch["message"])).toEqual([
    "(combined from similar events): attempt 11",
    "(combined from similar events): attempt 12",
  ]);
});

test("similar messages far apart are not combined", async ({ expect }) => {
  const { recorder, created } = createApi();
  for (let count = 0; count < 12; count++) {
    recorder.record(event({ message: `attempt ${String(count)}`, time: new Date(count * 601_000) }));
  }
  await recorder.flush();
  expect(created).toHaveLength(12);
});

test("an object that tells too much loses events, one comes free every five minutes", async ({ expect }) => {
  const { recorder, created } = createApi();
  const tell = (count: number, at: number): void => {
    for (let index = 0; index < count; index++) {
      recorder.record(event({ reason: `Reason${String(index)}`, message: String(at), time: new Date(at) }));
    }
  };
  tell(30, 0);
  await recorder.flush();
  expect(created).toHaveLength(25);
  tell(3, 300_000);
  recorder.record(event({ object: { ...object, metadata: { name: "other" } } }));
  await recorder.flush();
  expect(created.slice(25).map(({ message }) => message)).toEqual(["300000", "applied v1"]);
});

test("no answer is tried again, a refusal is not; neither harms anybody", async ({ expect }) => {
  const { recorder, created, errors, failures, clock } = createApi();
  failures.push(new Error("unreachable"), apiError(503, "Unavailable"));
  recorder.record(event());
  await clock.advance(3000);
  await recorder.flush();
  expect(created).toHaveLength(1);
  failures.push(apiError(403, "Forbidden"));
  recorder.record(event({ message: "refused" }));
  await recorder.flush();
  expect(created).toHaveLength(1);
  failures.push(...Array.from({ length: 5 }, () => new Error("unreachable")));
  recorder.record(event({ message: "lost" }));
  await clock.advance(15_000);
  await recorder.flush();
  expect(created).toHaveLength(1);
  expect(errors).toEqual(["event not written"]);
});

test("combined recorders all get every event", async ({ expect }) => {
  const first = createApi();
  const second = createApi();
  const recorder = combineRecorders(first.recorder, second.recorder);
  recorder.record(event());
  await recorder.flush();
  await recorder.close();
  expect([first.created.length, second.created.length]).toEqual([1, 1]);
});
