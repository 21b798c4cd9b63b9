import type { JsonObject } from "@flux-ts/base";
import { createManualClock } from "@flux-ts/apiserver/testing";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { at, merge } from "./support/objects.ts";
import { settled } from "./support/settled.ts";

const [[, open]] = doors as readonly [(typeof doors)[0]];
const deployments = "/apis/apps/v1/namespaces/default/deployments";
const fate = "simulation.flux-ts.dev/fate";
const delay = "simulation.flux-ts.dev/delay-ms";

const template = { metadata: { labels: { app: "x" } }, spec: { containers: [{ name: "c", image: "i" }] } };
const selector = { matchLabels: { app: "x" } };

function deployment(annotations: { readonly [name: string]: string } = {}): JsonObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "a", annotations },
    spec: { replicas: 2, selector, template },
  };
}

function conditions(object: JsonObject): JsonObject {
  const list = (at(object, "status.conditions") ?? []) as readonly JsonObject[];
  return Object.fromEntries(list.map(({ type, status, reason }) => [type, `${status as string} ${reason as string}`]));
}

const kinds: Record<string, { path: string; object: JsonObject; status: JsonObject }> = {
  "deployments have their replicas": {
    path: deployments,
    object: deployment(),
    status: { observedGeneration: 1, replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 2 },
  },
  "stateful sets have their replicas": {
    path: "/apis/apps/v1/namespaces/default/statefulsets",
    object: { ...deployment(), kind: "StatefulSet", spec: { replicas: 2, selector, template, serviceName: "a" } },
    status: { observedGeneration: 1, replicas: 2, readyReplicas: 2, currentReplicas: 2, updatedReplicas: 2 },
  },
  "daemon sets run on the one node": {
    path: "/apis/apps/v1/namespaces/default/daemonsets",
    object: { ...deployment(), kind: "DaemonSet", spec: { selector, template } },
    status: { observedGeneration: 1, desiredNumberScheduled: 1, numberReady: 1, numberAvailable: 1 },
  },
  "jobs complete": {
    path: "/apis/batch/v1/namespaces/default/jobs",
    object: {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "a" },
      spec: { completions: 3, template: { spec: { ...template.spec, restartPolicy: "Never" } } },
    },
    status: { succeeded: 3 },
  },
  "volume claims are bound": {
    path: "/api/v1/namespaces/default/persistentvolumeclaims",
    object: {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "a" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
    status: { phase: "Bound", capacity: { storage: "1Gi" } },
  },
  "load balancers get an address": {
    path: "/api/v1/namespaces/default/services",
    object: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "a" },
      spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
    },
    status: { loadBalancer: { ingress: [{ ip: "192.0.2.1", ipMode: "VIP" }] } },
  },
};

describe("the simulated cluster", () => {
  test.for(Object.entries(kinds))("%s", async ([, { path, object, status }], { expect }) => {
    await using door = await open();
    expect((await door.send("POST", path, { body: object })).status).toBe(201);
    expect(at(await settled(door, `${path}/a`), "status")).toMatchObject(status);
  });

  test("tells by conditions that a deployment is available", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", deployments, { body: deployment() });
    expect(conditions(await settled(door, `${deployments}/a`))).toEqual({
      Available: "True MinimumReplicasAvailable",
      Progressing: "True NewReplicaSetAvailable",
    });
  });

  test("lets an object fail that is to fail", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", deployments, { body: deployment({ [fate]: "failed" }) });
    expect(conditions(await settled(door, `${deployments}/a`))).toEqual({
      Available: "False MinimumReplicasUnavailable",
      Progressing: "False ProgressDeadlineExceeded",
    });
  });

  test("leaves an object alone that is never to run", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", deployments, { body: deployment({ [fate]: "never" }) });
    expect(at(await settled(door, `${deployments}/a`), "status")).toEqual({});
  });

  test("takes the time that an object says", async ({ expect }) => {
    const clock = createManualClock();
    await using door = await open({ clock });
    await door.send("POST", deployments, { body: deployment({ [delay]: "5000" }) });
    expect(at(await settled(door, `${deployments}/a`), "status")).toEqual({});
    clock.advance(4999);
    expect(at(await settled(door, `${deployments}/a`), "status")).toEqual({});
    clock.advance(1);
    expect(at(await settled(door, `${deployments}/a`), "status.readyReplicas")).toBe(2);
  });

  test("begins anew when another state is wanted", async ({ expect }) => {
    const clock = createManualClock();
    await using door = await open({ clock });
    await door.send("POST", deployments, { body: deployment({ [delay]: "5000" }) });
    await settled(door, `${deployments}/a`);
    clock.advance(4000);
    await door.send("PATCH", `${deployments}/a`, { headers: merge, body: { spec: { replicas: 3 } } });
    await settled(door, `${deployments}/a`);
    clock.advance(4000);
    expect(at(await settled(door, `${deployments}/a`), "status")).toEqual({});
    clock.advance(1000);
    expect(at(await settled(door, `${deployments}/a`), "status")).toMatchObject({
      observedGeneration: 2,
      readyReplicas: 3,
    });
  });

  test("writes nothing where nothing changes", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", deployments, { body: deployment() });
    const before = at(await settled(door, `${deployments}/a`), "status");
    await door.send("PATCH", `${deployments}/a`, { headers: merge, body: { metadata: { labels: { a: "b" } } } });
    expect(at(await settled(door, `${deployments}/a`), "status")).toEqual(before);
  });

  test("is left out where the server is only the API", async ({ expect }) => {
    await using door = await open({ controllers: false });
    await door.send("POST", deployments, { body: deployment() });
    expect(at(await settled(door, `${deployments}/a`), "status")).toEqual({});
  });
});
