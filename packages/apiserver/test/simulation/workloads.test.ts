import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { at } from "../support/objects.ts";
import { delay, fate, image, selector, SimulatedCluster, template } from "./support.ts";

const claimTemplate = {
  metadata: { name: "data" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};

function statefulSet(spec: JsonObject = {}, annotations: JsonObject = {}): JsonObject {
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "db", annotations },
    spec: { replicas: 2, serviceName: "db", selector, template: template(), ...spec },
  };
}

async function names(cluster: SimulatedCluster): Promise<readonly string[]> {
  return (await cluster.pods()).map(({ name }) => name).toSorted();
}

describe("a StatefulSet", () => {
  test("gets its Pods one after the other, with claims of their own", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    const containers = [{ name: "main", image: "app:1", volumeMounts: [{ name: "data", mountPath: "/data" }] }];
    const spec = { volumeClaimTemplates: [claimTemplate], template: template({ containers }) };
    await cluster.create(statefulSet(spec, { [delay]: "1000" }));
    expect(await names(cluster)).toEqual(["db-0"]);
    await cluster.advance(1000);
    expect(await names(cluster)).toEqual(["db-0", "db-1"]);
    await cluster.advance(1000);
    expect(await cluster.status("StatefulSet", "db")).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      currentReplicas: 2,
      updatedReplicas: 2,
    });
    const claims = await cluster.list("PersistentVolumeClaim");
    expect(claims.map((claim) => [at(claim, "metadata.name"), at(claim, "status.phase")])).toEqual([
      ["data-db-0", "Bound"],
      ["data-db-1", "Bound"],
    ]);
    const pod = await cluster.get("Pod", "db-1");
    expect(at(pod, "metadata.labels")).toMatchObject({
      "statefulset.kubernetes.io/pod-name": "db-1",
      "apps.kubernetes.io/pod-index": "1",
    });
    expect(at(pod, "spec.volumes.0")).toEqual({ name: "data", persistentVolumeClaim: { claimName: "data-db-1" } });
  });

  test("is updated from its highest Pod down, as far as its partition", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    const updateStrategy = { rollingUpdate: { partition: 1 } };
    await cluster.create(statefulSet({ updateStrategy }));
    await cluster.patch("StatefulSet", "db", image("app:2"));
    const images = async () =>
      Object.fromEntries((await cluster.pods()).map(({ name, image }) => [name, image])) as JsonObject;
    expect(await images()).toEqual({ "db-0": "app:1", "db-1": "app:2" });
    const { currentRevision, updateRevision } = await cluster.status("StatefulSet", "db");
    expect(currentRevision).not.toBe(updateRevision);
    await cluster.patch("StatefulSet", "db", { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
    expect(await images()).toEqual({ "db-0": "app:2", "db-1": "app:2" });
    expect(await cluster.status("StatefulSet", "db")).toMatchObject({ currentRevision: updateRevision as string });
    expect(await cluster.list("ControllerRevision")).toHaveLength(2);
  });

  test("shrinks from the top, and keeps the claims", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(statefulSet({ replicas: 3, volumeClaimTemplates: [claimTemplate] }));
    await cluster.patch("StatefulSet", "db", { spec: { replicas: 1 } });
    expect(await names(cluster)).toEqual(["db-0"]);
    expect(await cluster.list("PersistentVolumeClaim")).toHaveLength(3);
  });

  test("stops at a Pod that does not become ready, unless its Pods may come together", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(statefulSet({}, { [fate]: "failed" }));
    expect(await names(cluster)).toEqual(["db-0"]);
    await cluster.remove("StatefulSet", "db");
    await cluster.create(statefulSet({ podManagementPolicy: "Parallel" }, { [fate]: "failed" }));
    expect(await names(cluster)).toEqual(["db-0", "db-1"]);
  });
});

describe("a DaemonSet", () => {
  const daemonSet = (spec: JsonObject = {}): JsonObject => ({
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "agent" },
    spec: { selector, template: template(spec) },
  });

  test("runs on the node, and moves to a new template", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(daemonSet());
    const [before] = await names(cluster);
    const done = { desiredNumberScheduled: 1, numberReady: 1, numberAvailable: 1, updatedNumberScheduled: 1 };
    expect(await cluster.status("DaemonSet", "agent")).toMatchObject({ observedGeneration: 1, ...done });
    await cluster.patch("DaemonSet", "agent", image("app:2"));
    expect(await cluster.pods()).toMatchObject([{ image: "app:2", ready: true }]);
    expect(await names(cluster)).not.toEqual([before]);
    expect(await cluster.status("DaemonSet", "agent")).toMatchObject({ observedGeneration: 2, ...done });
  });

  test("that means no node has no Pod until one is meant", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(daemonSet({ nodeSelector: { disk: "fast" } }));
    expect(await cluster.status("DaemonSet", "agent")).toMatchObject({ desiredNumberScheduled: 0 });
    await cluster.patch("Node", "flux-ts-node", { metadata: { labels: { disk: "fast" } } });
    expect(await cluster.status("DaemonSet", "agent")).toMatchObject({ desiredNumberScheduled: 1, numberReady: 1 });
  });
});

function job(spec: JsonObject = {}, annotations: JsonObject = {}): JsonObject {
  const pod = { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "job:1" }] } };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "j", annotations },
    spec: { template: pod, ...spec },
  };
}

describe("a Job", () => {
  test("is complete when enough Pods have succeeded", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(job({ completions: 3, parallelism: 2, completionMode: "Indexed" }, { [delay]: "1000" }));
    expect(await cluster.status("Job", "j")).toMatchObject({ active: 2, startTime: "2026-01-01T00:00:00Z" });
    await cluster.advance(1000);
    expect(await cluster.status("Job", "j")).toMatchObject({ active: 1, succeeded: 2, completedIndexes: "0,1" });
    await cluster.advance(1000);
    const status = await cluster.status("Job", "j");
    expect(status).toMatchObject({ succeeded: 3, completionTime: "2026-01-01T00:00:02Z", completedIndexes: "0-2" });
    expect(await cluster.conditions("Job", "j")).toEqual({
      SuccessCriteriaMet: "True CompletionsReached",
      Complete: "True CompletionsReached",
    });
    expect(await cluster.events("j")).toContain("Completed: Job completed");
  });

  test("fails when too many Pods have failed", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(job({ backoffLimit: 1 }, { [fate]: "failed" }));
    expect(await cluster.status("Job", "j")).toMatchObject({ failed: 2 });
    expect(await cluster.conditions("Job", "j")).toEqual({
      FailureTarget: "True BackoffLimitExceeded",
      Failed: "True BackoffLimitExceeded",
    });
  });

  test("fails when its time is over", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(job({ activeDeadlineSeconds: 60 }, { [fate]: "never" }));
    await cluster.advance(60_000);
    expect(await cluster.conditions("Job", "j")).toMatchObject({ Failed: "True DeadlineExceeded" });
    expect(await cluster.pods()).toEqual([]);
  });

  test("is deleted with its Pods when it has ended for long enough", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(job({ ttlSecondsAfterFinished: 100 }));
    await cluster.advance(99_000);
    expect(await cluster.list("Job")).toHaveLength(1);
    await cluster.advance(1000);
    expect([await cluster.list("Job"), await cluster.pods()]).toEqual([[], []]);
  });

  test("that is suspended has no Pods until it goes on", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(job({ suspend: true }));
    expect([await cluster.pods(), await cluster.conditions("Job", "j")]).toEqual([
      [],
      { Suspended: "True JobSuspended" },
    ]);
    await cluster.patch("Job", "j", { spec: { suspend: false } });
    expect(await cluster.conditions("Job", "j")).toMatchObject({
      Suspended: "False JobResumed",
      Complete: expect.anything(),
    });
  });
});

describe("a CronJob", () => {
  const cronJob = (spec: JsonObject, annotations: JsonObject = {}): JsonObject => ({
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "tick" },
    spec: { jobTemplate: { metadata: { annotations }, spec: job()["spec"] as JsonObject }, ...spec },
  });
  const jobNames = async (cluster: SimulatedCluster) =>
    (await cluster.list("Job")).map((object) => at(object, "metadata.name"));
  /** Minutes since 1970 at the start of the clock. */
  const start = Date.parse("2026-01-01T00:00:00Z") / 60_000;

  test("makes a Job whenever it is due, and keeps the newest ones", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(cronJob({ schedule: "*/5 * * * *", successfulJobsHistoryLimit: 2 }));
    expect(await jobNames(cluster)).toEqual([]);
    for (let minute = 0; minute < 16; minute++) await cluster.advance(60_000);
    expect(await jobNames(cluster)).toEqual([`tick-${start + 10}`, `tick-${start + 15}`]);
    expect(await cluster.status("CronJob", "tick")).toEqual({
      lastScheduleTime: "2026-01-01T00:15:00Z",
      lastSuccessfulTime: "2026-01-01T00:15:00Z",
    });
  });

  test("waits for the Job that runs, or replaces it, as it says", async ({ expect }) => {
    for (const [concurrencyPolicy, names] of [
      ["Forbid", [`tick-${start + 1}`]],
      ["Replace", [`tick-${start + 2}`]],
      ["Allow", [`tick-${start + 1}`, `tick-${start + 2}`]],
    ] as const) {
      await using cluster = new SimulatedCluster();
      await cluster.create(cronJob({ schedule: "* * * * *", concurrencyPolicy }, { [fate]: "never" }));
      await cluster.advance(60_000);
      await cluster.advance(60_000);
      expect([concurrencyPolicy, await jobNames(cluster)]).toEqual([concurrencyPolicy, names]);
    }
  });

  test("that is suspended makes none", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(cronJob({ schedule: "* * * * *", suspend: true }));
    await cluster.advance(600_000);
    expect(await jobNames(cluster)).toEqual([]);
  });

  const schedules: Record<string, { spec: JsonObject; first: string }> = {
    "by day of the week or of the month": { spec: { schedule: "0 12 13 * fri" }, first: "2026-01-02T12:00:00Z" },
    "in steps from a value on": { spec: { schedule: "20/20 * * * *" }, first: "2026-01-01T00:20:00Z" },
    "by a name": { spec: { schedule: "@weekly" }, first: "2026-01-04T00:00:00Z" },
    "in a zone, across its change of clocks": {
      spec: { schedule: "30 2 29 3 *", timeZone: "America/New_York" },
      first: "2026-03-29T06:30:00Z",
    },
    "not at a time that the clocks skip": {
      spec: { schedule: "30 2 * 3 sun", timeZone: "America/New_York" },
      first: "2026-03-01T07:30:00Z",
    },
  };

  test.for(Object.entries(schedules))("is due %s", async ([, { spec, first }], { expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(cronJob(spec));
    const due = Date.parse(first);
    await cluster.advance(due - cluster.clock.now() - 1000);
    expect(await jobNames(cluster)).toEqual([]);
    await cluster.advance(1000);
    expect(await jobNames(cluster)).toEqual([`tick-${due / 60_000}`]);
  });
});

describe("a Pod", () => {
  const pod = (spec: JsonObject = {}, annotations: JsonObject = {}): JsonObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", annotations },
    spec: { containers: [{ name: "c", image: "app:1" }], ...spec },
  });

  test("waits for a node that fits and for its claim", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    const volumes = [{ name: "v", persistentVolumeClaim: { claimName: "data" } }];
    await cluster.create(pod({ volumes }));
    expect(await cluster.conditions("Pod", "p")).toEqual({ PodScheduled: "False Unschedulable" });
    expect(await cluster.events("p")).toEqual([
      'FailedScheduling: 0/1 nodes are available: persistentvolumeclaim "data" not found.',
    ]);
    await cluster.create({ apiVersion: "v1", kind: "PersistentVolumeClaim", ...claimTemplate });
    expect(await cluster.pods()).toMatchObject([{ phase: "Running", ready: true }]);
  });

  test("keeps its claim until it is gone; then the volume goes, too", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create({ apiVersion: "v1", kind: "PersistentVolumeClaim", ...claimTemplate });
    await cluster.create(pod({ volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }] }));
    await cluster.remove("PersistentVolumeClaim", "data");
    expect(await cluster.list("PersistentVolumeClaim")).toHaveLength(1);
    await cluster.remove("Pod", "p");
    expect([await cluster.list("PersistentVolumeClaim"), await cluster.list("PersistentVolume")]).toEqual([[], []]);
  });

  test("has a log: what its annotation says, or a line that says that nothing runs", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(pod({}, { "simulation.flux-ts.dev/log": "one\ntwo\nthree\n" }));
    const log = async (query = {}) =>
      (await cluster.door.send("GET", `${cluster.path("Pod", "p")}/log`, { query })).body as unknown as string;
    expect([await log(), await log({ tailLines: "1" }), await log({ limitBytes: "5" })]).toEqual([
      "one\ntwo\nthree\n",
      "three\n",
      "one\nt",
    ]);
    await cluster.remove("Pod", "p");
    await cluster.create(pod());
    expect(await log()).toBe("container c of pod p is simulated: no program runs in it\n");
  });

  test("is ready when its readiness gates are, too", async ({ expect }) => {
    await using cluster = new SimulatedCluster();
    await cluster.create(pod({ readinessGates: [{ conditionType: "example.com/ok" }] }));
    expect(await cluster.conditions("Pod", "p")).toMatchObject({ Ready: "False ReadinessGatesNotReady" });
    const object = await cluster.get("Pod", "p");
    const status = at(object, "status") as JsonObject;
    const conditions = [...(status["conditions"] as JsonObject[]), { type: "example.com/ok", status: "True" }];
    await cluster.door.send("PUT", `${cluster.path("Pod", "p")}/status`, {
      body: { ...object, status: { ...status, conditions } },
    });
    await cluster.settle();
    expect(await cluster.pods()).toMatchObject([{ ready: true }]);
  });
});
