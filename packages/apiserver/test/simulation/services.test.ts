import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { at, defineFoos, definitions, foo, foos, merge } from "../support/objects.ts";
import { settled } from "../support/settled.ts";
import { delay, deployment, fate, selector, SimulatedCluster } from "./support.ts";

function service(name: string, spec: JsonObject = {}): JsonObject {
  const ports = [{ port: 80, targetPort: "http" }];
  return { apiVersion: "v1", kind: "Service", metadata: { name }, spec: { selector: { app: "x" }, ports, ...spec } };
}

describe("a Service", () => {
  test("leads to the Pods that it selects, as they come, change and go", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(service("s"));
    await cluster.create(deployment({}, { [delay]: "1000" }));
    const seen = async () => {
      const [slice] = await cluster.list("EndpointSlice", { labelSelector: "kubernetes.io/service-name=s" });
      const endpoints = ((slice?.["endpoints"] ?? []) as readonly JsonObject[]).map((one) =>
        at(one, "conditions.ready"),
      );
      const subsets = ((await cluster.get("Endpoints", "s"))["subsets"] ?? []) as readonly JsonObject[];
      const count = (field: string) => (subsets[0]?.[field] as readonly unknown[] | undefined)?.length ?? 0;
      return { endpoints, ready: count("addresses"), notReady: count("notReadyAddresses") };
    };
    expect(await seen()).toEqual({ endpoints: [], ready: 0, notReady: 0 });
    await cluster.advance(1000);
    expect(await seen()).toEqual({ endpoints: [true, true], ready: 2, notReady: 0 });
    const [slice] = await cluster.list("EndpointSlice");
    expect(slice).toMatchObject({ addressType: "IPv4", ports: [{ name: "", port: 8080, protocol: "TCP" }] });
    await cluster.patch("Deployment", "a", { spec: { replicas: 1 } });
    expect(await seen()).toEqual({ endpoints: [true], ready: 1, notReady: 0 });
    await cluster.remove("Service", "s");
    expect([await cluster.list("EndpointSlice"), await cluster.list("Endpoints")]).toEqual([[], []]);
  });

  test("of type LoadBalancer gets an address of its own", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(service("s", { type: "LoadBalancer" }));
    await cluster.create(service("t", { type: "LoadBalancer" }));
    expect([await cluster.status("Service", "s"), await cluster.status("Service", "t")]).toEqual([
      { loadBalancer: { ingress: [{ ip: "192.0.2.1", ipMode: "VIP" }] } },
      { loadBalancer: { ingress: [{ ip: "192.0.2.2", ipMode: "VIP" }] } },
    ]);
  });
});

test("an Ingress gets an address", async ({ expect }) => {
  await using cluster = new SimulatedCluster();
  const backend = { service: { name: "s", port: { number: 80 } } };
  const ingress = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "i" } };
  await cluster.create({ ...ingress, spec: { defaultBackend: backend } });
  expect(await cluster.status("Ingress", "i")).toEqual({ loadBalancer: { ingress: [{ ip: "203.0.113.1" }] } });
});

test("an autoscaler keeps its target within its bounds", async ({ expect }) => {
  await using cluster = new SimulatedCluster();
  await cluster.create(deployment({ replicas: 1 }));
  const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "a" };
  const scaler = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: { name: "h" } };
  await cluster.create({ ...scaler, spec: { minReplicas: 2, maxReplicas: 3, scaleTargetRef } });
  expect(await cluster.pods()).toHaveLength(2);
  await cluster.patch("Deployment", "a", { spec: { replicas: 9 } });
  expect(await cluster.pods()).toHaveLength(3);
  expect(await cluster.status("HorizontalPodAutoscaler", "h")).toMatchObject({
    currentReplicas: 3,
    desiredReplicas: 3,
  });
  expect(await cluster.conditions("HorizontalPodAutoscaler", "h")).toMatchObject({
    ScalingActive: "True ValidMetricFound",
  });
});

test("a disruption budget counts healthy Pods, and evictions ask it", async ({ expect }) => {
  await using cluster = new SimulatedCluster();
  await cluster.create(deployment());
  const budget = { apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata: { name: "b" } };
  await cluster.create({ ...budget, spec: { minAvailable: "100%", selector } });
  expect(await cluster.status("PodDisruptionBudget", "b")).toMatchObject({
    currentHealthy: 2,
    desiredHealthy: 2,
    disruptionsAllowed: 0,
    expectedPods: 2,
  });
  const [pod] = await cluster.pods();
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: pod?.name ?? "" } };
  const path = `${cluster.path("Pod", pod?.name)}/eviction`;
  expect((await cluster.door.send("POST", path, { body: eviction })).status).toBe(429);
  await cluster.patch("Deployment", "a", { spec: { replicas: 3 } });
  await cluster.patch("PodDisruptionBudget", "b", { spec: { minAvailable: 2 } });
  expect((await cluster.door.send("POST", path, { body: eviction })).status).toBe(201);
});

const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const conditionsKey = "simulation.flux-ts.dev/conditions";

describe("custom resources", () => {
  const readyOf = async (cluster: SimulatedCluster, name: string) =>
    at(await settled(cluster.door, `${foos}/${name}`), "status.conditions.0.status");

  test("of a kind with a rule become ready, or fail as they say", async ({ expect }) => {
    const rules = [{ group: "example.com", kind: "Foo", conditions: ["Ready"], status: { url: "http://foo" } }];
    await using cluster = new SimulatedCluster({ rules });
    await defineFoos(cluster.door, open, { subresources: { status: {} } });
    await cluster.door.send("POST", foos, { body: foo("a") });
    expect(at(await settled(cluster.door, `${foos}/a`), "status")).toMatchObject({
      url: "http://foo",
      observedGeneration: 1,
      conditions: [{ type: "Ready", status: "True", reason: "Simulated" }],
    });
    const failing = foo("b", { metadata: { name: "b", annotations: { [fate]: "failed", [delay]: "1000" } } });
    await cluster.door.send("POST", foos, { body: failing });
    expect(await readyOf(cluster, "b")).toBeUndefined();
    cluster.clock.advance(1000);
    expect(await readyOf(cluster, "b")).toBe("False");
  });

  test("may say it themselves, or their definition for all of them", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await defineFoos(cluster.door, open);
    await cluster.door.send("POST", foos, { body: foo("a") });
    const said = foo("b", { metadata: { name: "b", annotations: { [conditionsKey]: "Synced, Healthy" } } });
    await cluster.door.send("POST", foos, { body: said });
    expect(await readyOf(cluster, "a")).toBeUndefined();
    expect(at(await settled(cluster.door, `${foos}/b`), "status.conditions")).toMatchObject([
      { type: "Synced", status: "True" },
      { type: "Healthy", status: "True" },
    ]);
    await cluster.door.send("PATCH", `${definitions}/foos.example.com`, {
      headers: merge,
      body: { metadata: { annotations: { [conditionsKey]: "Ready" } } },
    });
    expect(await readyOf(cluster, "a")).toBe("True");
  });
});

test("events are gone an hour after they happened last", async ({ expect }) => {
  await using cluster = new SimulatedCluster();
  await cluster.create(deployment());
  expect(await cluster.list("Event")).not.toEqual([]);
  await cluster.advance(3_600_000);
  expect(await cluster.list("Event")).toEqual([]);
});
