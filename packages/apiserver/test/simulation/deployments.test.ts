import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { at } from "../support/objects.ts";
import { delay, deployment, fate, image, SimulatedCluster } from "./support.ts";

describe("a Deployment", () => {
  test("gets a ReplicaSet and Pods that run, and its status says so", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment());
    expect(await cluster.status("Deployment", "a")).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      updatedReplicas: 2,
    });
    expect(await cluster.conditions("Deployment", "a")).toEqual({
      Available: "True MinimumReplicasAvailable",
      Progressing: "True NewReplicaSetAvailable",
    });
    const [set] = await cluster.list("ReplicaSet");
    const name = at(set ?? {}, "metadata.name") as string;
    expect(name).toMatch(/^a-[bcdfghjklmnpqrstvwxz2456789]+$/);
    expect(at(set ?? {}, "metadata.ownerReferences.0")).toMatchObject({
      kind: "Deployment",
      name: "a",
      controller: true,
    });
    expect(await cluster.pods()).toEqual([
      { name: expect.stringMatching(`^${name}-`), image: "app:1", phase: "Running", ready: true },
      { name: expect.stringMatching(`^${name}-`), image: "app:1", phase: "Running", ready: true },
    ]);
    expect(await cluster.events("a")).toEqual([`ScalingReplicaSet: Scaled up replica set ${name} from 0 to 2`]);
    const [pod] = await cluster.pods();
    expect((await cluster.events(pod?.name ?? "")).toSorted()).toEqual([
      "Created: Container created: main",
      'Pulled: Container image "app:1" already present on machine',
      `Scheduled: Successfully assigned default/${pod?.name} to flux-ts-node`,
      "Started: Container started: main",
    ]);
  });

  test("moves to a new template step by step, within its bounds", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    const strategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    await cluster.create(deployment({ replicas: 3, strategy }, { [delay]: "1000" }));
    await cluster.advance(1000);
    await cluster.patch("Deployment", "a", image("app:2"));
    const seen: string[] = [];
    for (let step = 0; step < 5; step++) {
      const pods = await cluster.pods();
      const count = (image: string, ready: boolean) =>
        pods.filter((pod) => pod.image === image && pod.ready === ready).length;
      seen.push(`${count("app:1", true)} old, ${count("app:2", true)}+${count("app:2", false)} new`);
      await cluster.advance(1000);
    }
    expect(seen).toEqual(["3 old, 0+1 new", "2 old, 1+1 new", "1 old, 2+1 new", "0 old, 3+0 new", "0 old, 3+0 new"]);
    expect(await cluster.conditions("Deployment", "a")).toMatchObject({ Progressing: "True NewReplicaSetAvailable" });
  });

  test("that is recreated has no old and new Pods at a time", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment({ strategy: { type: "Recreate" } }));
    await cluster.patch("Deployment", "a", { metadata: { annotations: { [delay]: "1000" } }, ...image("app:2") });
    expect(await cluster.pods()).toMatchObject([
      { image: "app:2", ready: false },
      { image: "app:2", ready: false },
    ]);
    await cluster.advance(1000);
    expect(await cluster.status("Deployment", "a")).toMatchObject({ readyReplicas: 2 });
  });

  test("numbers its revisions, goes back to one, and forgets the oldest", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment({ revisionHistoryLimit: 1 }));
    await cluster.patch("Deployment", "a", image("app:2"));
    await cluster.patch("Deployment", "a", image("app:3"));
    const revisions = async () =>
      Object.fromEntries(
        (await cluster.list("ReplicaSet")).map((set) => [
          at(set, "spec.template.spec.containers.0.image"),
          (at(set, "metadata.annotations") as JsonObject)["deployment.kubernetes.io/revision"],
        ]),
      ) as JsonObject;
    expect(await revisions()).toEqual({ "app:2": "2", "app:3": "3" });
    await cluster.patch("Deployment", "a", image("app:2"));
    expect(await revisions()).toEqual({ "app:3": "3", "app:2": "4" });
    const { metadata } = await cluster.get("Deployment", "a");
    expect(metadata).toMatchObject({ generation: 4, annotations: { "deployment.kubernetes.io/revision": "4" } });
  });

  test("is scaled at once, by its scale, too", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment());
    const path = `${cluster.path("Deployment", "a")}/scale`;
    const scale = (await cluster.door.send("GET", path)).body;
    await cluster.door.send("PUT", path, { body: { ...scale, spec: { replicas: 5 } } });
    await cluster.settle();
    expect(await cluster.pods()).toHaveLength(5);
    await cluster.patch("Deployment", "a", { spec: { replicas: 0 } });
    expect(await cluster.pods()).toEqual([]);
    expect(await cluster.status("Deployment", "a")).not.toHaveProperty("replicas");
  });

  test("that is paused is scaled, but does not move", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment());
    await cluster.patch("Deployment", "a", { spec: { paused: true } });
    await cluster.patch("Deployment", "a", { spec: { ...(image("app:2")["spec"] as JsonObject), replicas: 3 } });
    expect(await cluster.pods()).toMatchObject([{ image: "app:1" }, { image: "app:1" }, { image: "app:1" }]);
    expect(await cluster.conditions("Deployment", "a")).toMatchObject({ Progressing: "Unknown DeploymentPaused" });
    await cluster.patch("Deployment", "a", { spec: { paused: false } });
    expect(await cluster.pods()).toMatchObject([{ image: "app:2" }, { image: "app:2" }, { image: "app:2" }]);
  });

  test("takes its Pods with it, and replaces one that is deleted", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment());
    const [first, second] = await cluster.pods();
    await cluster.remove("Pod", first?.name ?? "");
    const names = (await cluster.pods()).map(({ name }) => name);
    expect([names.length, names.includes(first?.name ?? ""), names.includes(second?.name ?? "")]).toEqual([
      2,
      false,
      true,
    ]);
    await cluster.remove("Deployment", "a");
    expect([await cluster.list("ReplicaSet"), await cluster.pods()]).toEqual([[], []]);
  });

  test("leaves its Pods to another one when it is told to", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment());
    const names = (await cluster.pods()).map(({ name }) => name);
    await cluster.remove("Deployment", "a", { propagationPolicy: "Orphan" });
    expect((await cluster.pods()).map(({ name }) => name)).toEqual(names);
    await cluster.create(deployment());
    expect((await cluster.pods()).map(({ name }) => name)).toEqual(names);
    const [set] = await cluster.list("ReplicaSet");
    expect(at(set ?? {}, "metadata.ownerReferences.0.name")).toBe("a");
  });
});

describe("what becomes of a Deployment", () => {
  test("that is to fail: its Pods crash and nobody waits for the deadline; mended, it runs", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment({}, { [fate]: "failed" }));
    expect(await cluster.conditions("Deployment", "a")).toEqual({
      Available: "False MinimumReplicasUnavailable",
      Progressing: "False ProgressDeadlineExceeded",
    });
    const [pod] = await cluster.list("Pod");
    expect(at(pod ?? {}, "status.containerStatuses.0")).toMatchObject({
      ready: false,
      restartCount: 1,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 1 } },
    });
    await cluster.patch("Deployment", "a", { metadata: { annotations: { [fate]: null } } });
    expect(await cluster.conditions("Deployment", "a")).toEqual({
      Available: "True MinimumReplicasAvailable",
      Progressing: "True NewReplicaSetAvailable",
    });
  });

  test("whose new Pods fail: the old ones go on", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment({ replicas: 4 }));
    await cluster.patch("Deployment", "a", {
      spec: {
        template: {
          metadata: { annotations: { [fate]: "failed", "simulation.flux-ts.dev/reason": "ImagePullBackOff" } },
          spec: { containers: [{ name: "main", image: "app:2" }] },
        },
      },
    });
    expect(await cluster.conditions("Deployment", "a")).toEqual({
      Available: "True MinimumReplicasAvailable",
      Progressing: "False ProgressDeadlineExceeded",
    });
    const pods = await cluster.pods();
    expect(pods.filter(({ image, ready }) => image === "app:1" && ready)).toHaveLength(3);
    expect(pods.filter(({ image, phase }) => image === "app:2" && phase === "Pending")).toHaveLength(2);
  });

  test("that never runs: its deadline passes", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment({ progressDeadlineSeconds: 60 }, { [fate]: "never" }));
    expect(await cluster.conditions("Deployment", "a")).toMatchObject({ Progressing: "True ReplicaSetUpdated" });
    expect(await cluster.pods()).toMatchObject([{ phase: "Pending" }, { phase: "Pending" }]);
    await cluster.advance(59_000);
    expect(await cluster.conditions("Deployment", "a")).toMatchObject({ Progressing: "True ReplicaSetUpdated" });
    await cluster.advance(1000);
    expect(await cluster.conditions("Deployment", "a")).toMatchObject({
      Progressing: "False ProgressDeadlineExceeded",
    });
  });

  test("that takes its time is ready then, and available when it has been ready for long enough", async ({
    expect,
  }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment({ minReadySeconds: 10 }, { [delay]: "5000" }));
    await cluster.advance(4999);
    expect(await cluster.status("Deployment", "a")).not.toHaveProperty("readyReplicas");
    await cluster.advance(1);
    const ready = await cluster.status("Deployment", "a");
    expect([ready["readyReplicas"], ready["availableReplicas"]]).toEqual([2, undefined]);
    await cluster.advance(10_000);
    expect(await cluster.status("Deployment", "a")).toMatchObject({ availableReplicas: 2 });
  });

  test("that flaps is ready and not by turns", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(deployment({ replicas: 1 }, { "simulation.flux-ts.dev/flap-ms": "1000" }));
    const seen: boolean[] = [];
    for (let turn = 0; turn < 4; turn++) {
      seen.push((await cluster.pods()).every(({ ready }) => ready));
      await cluster.advance(1000);
    }
    expect(seen).toEqual([true, false, true, false]);
  });

  test("may be set for all that say nothing", async ({ expect }) => {
    await using cluster = new SimulatedCluster({ wish: { fate: "failed" } });
    await cluster.create(deployment({}, { [fate]: "ready" }));
    await cluster.create({ ...deployment(), metadata: { name: "b" } });
    expect(await cluster.conditions("Deployment", "a")).toMatchObject({ Available: "True MinimumReplicasAvailable" });
    expect(await cluster.conditions("Deployment", "b")).toMatchObject({
      Available: "False MinimumReplicasUnavailable",
    });
  });

  test("whose Pods are refused: it says so, and goes on when it may", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    const quota = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q" }, spec: { hard: { pods: "1" } } };
    await cluster.create(quota);
    await cluster.create(deployment());
    expect(await cluster.conditions("Deployment", "a")).toMatchObject({ ReplicaFailure: "True FailedCreate" });
    expect(await cluster.pods()).toHaveLength(1);
    await cluster.patch("ResourceQuota", "q", { spec: { hard: { pods: "5" } } });
    expect(await cluster.status("Deployment", "a")).toMatchObject({ readyReplicas: 2 });
    expect(await cluster.conditions("Deployment", "a")).not.toHaveProperty("ReplicaFailure");
  });
});

test("nothing is written where nothing changes", async ({ expect }) => {
  await using cluster = new SimulatedCluster();
  await cluster.create(deployment());
  const versions = async () => (await cluster.door.send("GET", cluster.path("Event"))).body["metadata"];
  await cluster.patch("Deployment", "a", { metadata: { labels: { a: "b" } } });
  const before = await versions();
  await cluster.advance(10_000);
  expect(await versions()).toEqual(before);
});
