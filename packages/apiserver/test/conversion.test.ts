import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { at } from "./support/objects.ts";

const [[, openInProcess]] = doors as [(typeof doors)[0]];

describe("an autoscaler", () => {
  const inVersion = (version: string) => `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`;
  const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "d" };
  const memory = {
    type: "Resource",
    resource: { name: "memory", target: { type: "AverageValue", averageValue: "1Gi" } },
  };

  test("of v1 has its share of CPU as a metric in v2", async ({ expect }) => {
    await using door = await openInProcess();
    const spec = { scaleTargetRef, maxReplicas: 3, targetCPUUtilizationPercentage: 70 };
    const body = { apiVersion: "autoscaling/v1", kind: "HorizontalPodAutoscaler", metadata: { name: "a" }, spec };
    const made = await door.send("POST", inVersion("v1"), { body });
    expect(at(made.body, "spec.targetCPUUtilizationPercentage")).toBe(70);
    const { body: shown } = await door.send("GET", `${inVersion("v2")}/a`);
    expect(shown).toMatchObject({ apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" });
    expect(at(shown, "spec.metrics")).toEqual([
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
    ]);
  });

  test("of v2 survives a round through v1, which keeps the rest as annotations", async ({ expect }) => {
    await using door = await openInProcess({ controllers: false });
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
    const spec = { scaleTargetRef, maxReplicas: 3, metrics: [memory], behavior };
    const body = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: { name: "a" }, spec };
    const made = await door.send("POST", inVersion("v2"), { body });
    const old = await door.send("GET", `${inVersion("v1")}/a`);
    expect(Object.keys(at(old.body, "metadata.annotations") as object).toSorted()).toEqual([
      "autoscaling.alpha.kubernetes.io/behavior",
      "autoscaling.alpha.kubernetes.io/metrics",
    ]);
    await door.send("PUT", `${inVersion("v1")}/a`, { body: old.body });
    const { body: again } = await door.send("GET", `${inVersion("v2")}/a`);
    expect(again["spec"]).toEqual(made.body["spec"]);
  });
});

test("an event is the same in both groups that have events", async ({ expect }) => {
  await using door = await openInProcess();
  const fresh = "/apis/events.k8s.io/v1/namespaces/default/events";
  const regarding = { apiVersion: "v1", kind: "Pod", name: "p", namespace: "default" };
  const body = {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: { name: "e" },
    eventTime: "2026-01-01T00:00:00.000000Z",
    regarding,
    note: "started",
    reason: "Started",
    action: "Start",
    type: "Normal",
    reportingController: "example.com/c",
    reportingInstance: "c-1",
  };
  expect((await door.send("POST", fresh, { body })).status).toBe(201);
  const { body: core } = await door.send("GET", "/api/v1/namespaces/default/events/e");
  expect(core).toMatchObject({
    apiVersion: "v1",
    involvedObject: regarding,
    message: "started",
    reportingComponent: "example.com/c",
  });
  const selected = await door.send("GET", fresh, { query: { fieldSelector: "regarding.name=p" } });
  expect(at(selected.body, "items.0.note")).toBe("started");
});
