import type { JsonObject } from "@flux-ts/base";
import { type ApiRequest, type ApiResponse, type Client, createClient } from "@flux-ts/kube";
import { createFakeTransport, createManualClock, type FakeTransport, type ManualClock } from "@flux-ts/kube/testing";
import { expect, test } from "vitest";
import { group, json, resource, statusAnswer } from "../support/api.ts";

const widget = { apiVersion: "example.com/v1", kind: "Widget" };
const crd = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
};
const crds = group("apiextensions.k8s.io", "v1", [
  resource("customresourcedefinitions", crd.kind, { scope: "Cluster" }),
]);
const widgets = group("example.com", "v1", [resource("widgets", "Widget")]);

interface World {
  readonly client: Client;
  readonly clock: ManualClock;
  readonly transport: FakeTransport;
  readonly paths: () => readonly string[];
}

function createWorld(answer: (request: ApiRequest) => ApiResponse | undefined): World {
  const clock = createManualClock();
  const transport = createFakeTransport((request) => answer(request) ?? statusAnswer(404, "NotFound", "no such path"));
  const client = createClient({ transport, clock });
  return { client, clock, transport, paths: () => transport.requests.map(({ path }) => path) };
}

function aggregated(groups: readonly JsonObject[]): ApiResponse {
  return json(200, { kind: "APIGroupDiscoveryList", items: groups });
}

test("everything is asked for once, by two requests", async () => {
  const { client, paths } = createWorld(({ path }) => aggregated(path === "/apis" ? [widgets] : []));
  const found = await Promise.all([client.discovery.resourceFor(widget), client.discovery.findResource(widget)]);
  expect(found.map((each) => each?.resource)).toEqual(["widgets", "widgets"]);
  await client.discovery.resourcesNamed("widget");
  expect(paths()).toEqual(["/api", "/apis"]);
});

test("a kind of another version is pointed to", async () => {
  const { client } = createWorld(({ path }) => aggregated(path === "/apis" ? [widgets] : []));
  const old = client.discovery.resourceFor({ ...widget, apiVersion: "example.com/v1beta1" });
  await expect(old).rejects.toThrow(
    'no matches for kind "Widget" in version "example.com/v1beta1": the server has it in "example.com/v1"',
  );
});

test("a server without aggregated discovery is asked group by group; one that is down hides only its own", async () => {
  const answers: { readonly [path: string]: ApiResponse } = {
    "/api": json(200, { kind: "APIVersions", versions: ["v1"] }),
    "/apis": json(200, {
      kind: "APIGroupList",
      groups: [
        { versions: [{ groupVersion: "example.com/v1" }] },
        { versions: [{ groupVersion: "down.example.com/v1" }] },
      ],
    }),
    "/api/v1": json(200, { resources: [{ name: "pods", kind: "Pod", namespaced: true, verbs: ["get"] }] }),
    "/apis/example.com/v1": json(200, { resources: [{ name: "widgets", kind: "Widget", verbs: ["get"] }] }),
    "/apis/down.example.com/v1": statusAnswer(503, "ServiceUnavailable", "down"),
  };
  const { client } = createWorld(({ path }) => answers[path]);
  const all = await client.discovery.resources();
  expect(all.map(({ group, version, resource }) => [group, version, resource])).toEqual([
    ["", "v1", "pods"],
    ["example.com", "v1", "widgets"],
  ]);
});

test("a kind that is missing is looked for again, at most once a second", async () => {
  let served = false;
  const { client, clock, paths } = createWorld(({ path }) => {
    if (path === "/api" || path === "/apis") return aggregated([]);
    return served ? json(200, { resources: [{ name: "widgets", kind: "Widget", namespaced: true }] }) : undefined;
  });
  expect(await client.discovery.findResource(widget)).toBeUndefined();
  expect(paths()).toEqual(["/api", "/apis", "/apis/example.com/v1"]);
  served = true;
  const again = Promise.all([client.discovery.findResource(widget), client.discovery.findResource(widget)]);
  await clock.advance(999);
  expect(paths()).toHaveLength(3);
  await clock.advance(1);
  expect((await again).map((each) => each?.resource)).toEqual(["widgets", "widgets"]);
  expect(paths()).toHaveLength(4);
});

test("applying a definition makes everything be asked for again, a dry run does not", async () => {
  let groups = [crds];
  const { client, paths } = createWorld(({ path, method }) => {
    if (method === "PATCH") return json(200, crd);
    return aggregated(path === "/apis" ? groups : []);
  });
  await client.apply(crd, { fieldManager: "me", dryRun: true });
  await client.discovery.resources();
  expect(paths().filter((path) => path === "/apis")).toHaveLength(1);
  await client.apply(crd, { fieldManager: "me" });
  groups = [crds, widgets];
  expect((await client.discovery.resourceFor(widget)).resource).toBe("widgets");
  expect(paths().filter((path) => path === "/apis")).toHaveLength(2);
});

test("a path that is gone makes everything be asked for again", async () => {
  const { client, paths } = createWorld(({ path }) => (/^\/apis?$/.test(path) ? aggregated([widgets]) : undefined));
  await expect(client.list(widget)).rejects.toMatchObject({ code: 404 });
  await client.discovery.resources();
  expect(paths().filter((path) => path === "/apis")).toHaveLength(2);
});

test("a failure is told and not kept", async () => {
  let fails = true;
  const { client } = createWorld(({ path }) => {
    if (fails) return statusAnswer(500, "InternalError", "not now");
    return aggregated(path === "/apis" ? [widgets] : []);
  });
  await expect(client.discovery.resources()).rejects.toThrow("not now");
  fails = false;
  expect(await client.discovery.resources()).toHaveLength(1);
});

test("one caller's abort does not end the look for the others", async () => {
  const gate = Promise.withResolvers<void>();
  const transport = createFakeTransport(async ({ path }) => {
    await gate.promise;
    return aggregated(path === "/apis" ? [widgets] : []);
  });
  const { discovery } = createClient({ transport });
  const stopping = new AbortController();
  const aborted = discovery.resourceFor(widget, { signal: stopping.signal });
  const patient = discovery.resourceFor(widget);
  stopping.abort(new Error("enough"));
  await expect(aborted).rejects.toThrow("enough");
  gate.resolve();
  expect((await patient).resource).toBe("widgets");
});
