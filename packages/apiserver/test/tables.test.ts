import type { JsonObject } from "@flux-ts/base";
import { createManualClock } from "@flux-ts/apiserver/testing";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { at, configMap, configMaps, defineFoos, foo, foos, makeDefaultAccount } from "./support/objects.ts";

const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const controllers = false;

const pod = (rest: JsonObject): JsonObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a" },
  spec: { containers: [{ name: "c", image: "i" }] },
  ...rest,
});

const kinds: Record<string, { path: string; object: JsonObject; cells: readonly unknown[] }> = {
  "config maps count their keys": {
    path: "/api/v1/namespaces/default/configmaps",
    object: configMap("a", { data: { x: "1" }, binaryData: { y: "aGk=" } }),
    cells: ["a", 2, "0s"],
  },
  "deployments show replicas, images and selector": {
    path: "/apis/apps/v1/namespaces/default/deployments",
    object: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "a" },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "x" } },
        template: { metadata: { labels: { app: "x" } }, spec: { containers: [{ name: "c", image: "i:1" }] } },
      },
    },
    cells: ["a", "0/2", 0, 0, "0s", "c", "i:1", "app=x"],
  },
  "pods show their phase": {
    path: "/api/v1/namespaces/default/pods",
    object: pod({}),
    cells: ["a", "0/1", "Pending", "0", "0s", "<none>", "<none>", "<none>", "<none>"],
  },
  "namespaces show their phase": {
    path: "/api/v1/namespaces",
    object: { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } },
    cells: ["a", "Active", "0s"],
  },
  "network policies show whom they select": {
    path: "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
    object: {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "a" },
      spec: { podSelector: { matchLabels: { app: "x" } } },
    },
    cells: ["a", "app=x", "0s"],
  },
  "kinds without columns show name and time of creation": {
    path: "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
    object: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name: "a" }, rules: [] },
    cells: ["a", "2026-01-01T00:00:00Z"],
  },
};

describe.for(doors)("tables %s", ([, open]) => {
  test.for(Object.entries(kinds))("%s", async ([, { path, object, cells }], { expect }) => {
    await using door = await open({ clock: createManualClock(), controllers });
    await makeDefaultAccount(door);
    const { status } = await door.send("POST", path, { body: object });
    expect(status).toBe(201);
    const { body } = await door.send("GET", `${path}/a`, { headers });
    expect(at(body, "rows.0.cells")).toEqual(cells);
    expect(at(body, "columnDefinitions")).toHaveLength(cells.length);
  });

  test("carry as much of the object as is asked for", async ({ expect }) => {
    await using door = await open({ controllers });
    await door.send("POST", configMaps, { body: configMap("a") });
    const included = async (includeObject: string) =>
      at((await door.send("GET", configMaps, { headers, query: { includeObject } })).body, "rows.0.object");
    expect(await included("None")).toBeNull();
    expect(await included("Metadata")).toMatchObject({ kind: "PartialObjectMetadata", metadata: { name: "a" } });
    expect(await included("Object")).toMatchObject({ kind: "ConfigMap", metadata: { name: "a" } });
    expect((await door.send("GET", configMaps, { headers, query: { includeObject: "Half" } })).status).toBe(400);
  });

  test("of custom resources have the columns of their definition", async ({ expect }) => {
    await using door = await open({ clock: createManualClock(), controllers });
    const schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    await defineFoos(door, schema, {
      additionalPrinterColumns: [
        { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
        { name: "Count", type: "integer", jsonPath: ".spec.count", priority: 1 },
        { name: "Labels", type: "string", jsonPath: ".spec.labels" },
        { name: "Since", type: "date", jsonPath: ".spec.since" },
        { name: "Missing", type: "string", jsonPath: ".spec.nope[0].x" },
      ],
    });
    const spec = { count: 3.9, labels: { a: 1 }, since: "2025-12-31T23:00:00Z" };
    await door.send("POST", foos, {
      body: foo("a", { spec, status: { conditions: [{ type: "Ready", status: "True" }] } }),
    });
    const { body } = await door.send("GET", foos, { headers });
    expect(at(body, "rows.0.cells")).toEqual(["a", "True", 3, '{"a":1}', "60m", null]);
    expect(at(body, "columnDefinitions.2")).toMatchObject({ name: "Count", type: "integer", priority: 1 });
  });

  test("name their columns in the first event of a watch only", async ({ expect }) => {
    await using door = await open({ controllers });
    await door.send("POST", configMaps, { body: configMap("a") });
    await door.send("POST", configMaps, { body: configMap("b") });
    const transport = door.server.transport();
    const watch = await transport.watch({ method: "GET", path: configMaps, query: [["watch", "1"]], headers });
    const columns: unknown[] = [];
    for await (const event of (watch as { events: AsyncIterable<JsonObject> }).events) {
      columns.push(at(event, "object.columnDefinitions.0.name"));
      if (columns.length === 2) break;
    }
    expect(columns).toEqual(["Name", undefined]);
  });
});

const phases: Record<string, { status: JsonObject; shown: string }> = {
  "the reason a container waits for": {
    status: { containerStatuses: [{ name: "c", state: { waiting: { reason: "ImagePullBackOff" } } }] },
    shown: "ImagePullBackOff",
  },
  "the exit code of a container that ended without a reason": {
    status: { containerStatuses: [{ name: "c", state: { terminated: { exitCode: 3 } } }] },
    shown: "ExitCode:3",
  },
  "that init containers are under way": {
    status: { initContainerStatuses: [{ name: "i", state: { running: {} } }] },
    shown: "Init:0/1",
  },
  "why an init container failed": {
    status: { initContainerStatuses: [{ name: "i", state: { terminated: { exitCode: 1, reason: "Error" } } }] },
    shown: "Init:Error",
  },
  "its phase otherwise": { status: { phase: "Running" }, shown: "Running" },
};

describe("the status of a pod shows", () => {
  test.for(Object.entries(phases))("%s", async ([, { status, shown }], { expect }) => {
    const [[, open]] = doors as readonly [(typeof doors)[0]];
    await using door = await open({ controllers });
    const path = "/api/v1/namespaces/default/pods";
    const containers = [{ name: "c", image: "i" }];
    await makeDefaultAccount(door);
    await door.send("POST", path, { body: pod({ spec: { containers, initContainers: [{ name: "i", image: "i" }] } }) });
    const merge = { "content-type": "application/merge-patch+json" };
    await door.send("PATCH", `${path}/a/status`, { headers: merge, body: { status } });
    const { body } = await door.send("GET", `${path}/a`, { headers });
    expect(at(body, "rows.0.cells.2")).toBe(shown);
  });
});

const ages: readonly (readonly [seconds: number, shown: string])[] = [
  [0, "0s"],
  [119, "119s"],
  [120, "2m"],
  [125, "2m5s"],
  [600, "10m"],
  [3 * 3600, "3h"],
  [3 * 3600 + 60, "3h1m"],
  [8 * 3600 + 60, "8h"],
  [48 * 3600, "2d"],
  [50 * 3600, "2d2h"],
  [8 * 24 * 3600 + 3600, "8d"],
  [800 * 24 * 3600, "2y70d"],
  [4000 * 24 * 3600, "10y"],
];

test.for(ages)("an age of %i seconds is %s", async ([seconds, shown], { expect }) => {
  const [[, open]] = doors as readonly [(typeof doors)[0]];
  const clock = createManualClock();
  await using door = await open({ clock, controllers });
  await door.send("POST", configMaps, { body: configMap("a") });
  clock.advance(seconds * 1000);
  expect(at((await door.send("GET", `${configMaps}/a`, { headers })).body, "rows.0.cells.2")).toBe(shown);
});
