import type { KubeObject } from "@flux-ts/base";
import { readinessOf } from "@flux-ts/health";
import type { Readiness } from "@flux-ts/health";
import { describe, test } from "vitest";

type Case = { object: Partial<KubeObject>; want: Readiness; now?: number };

const current = (message: string): Readiness => ({ status: "Current", message });
const inProgress = (message: string): Readiness => ({ status: "InProgress", message });
const failed = (message: string): Readiness => ({ status: "Failed", message });

function runCases(kind: { apiVersion: string; kind: string }, cases: Record<string, Case>): void {
  test.for(Object.entries(cases))("%s", ([, { object, want, now }], { expect }) => {
    const full = { ...kind, metadata: { name: "x" }, ...object } as KubeObject;
    expect(readinessOf(full, now === undefined ? {} : { now })).toEqual(want);
  });
}

describe("every kind", () => {
  runCases(
    { apiVersion: "example.com/v1", kind: "Thing" },
    {
      "without conditions is current": { object: {}, want: current("Resource is current") },
      "Ready=True is current": {
        object: { status: { conditions: [{ type: "Ready", status: "True" }] } },
        want: current("Resource is Ready"),
      },
      "Ready=False is in progress, in its own words": {
        object: { status: { conditions: [{ type: "Ready", status: "False", message: "not yet" }] } },
        want: inProgress("not yet"),
      },
      "Stalled is failed": {
        object: {
          status: {
            conditions: [
              { type: "Stalled", status: "True", message: "stuck" },
              { type: "Ready", status: "False" },
            ],
          },
        },
        want: failed("stuck"),
      },
      "Reconciling is in progress although Ready": {
        object: {
          status: {
            conditions: [
              { type: "Reconciling", status: "True", message: "working" },
              { type: "Ready", status: "True" },
            ],
          },
        },
        want: inProgress("working"),
      },
      "a controller that is behind is in progress": {
        object: { metadata: { name: "x", generation: 3 }, status: { observedGeneration: 2 } },
        want: inProgress("Thing generation is 3, but latest observed generation is 2"),
      },
      "deletion is terminating": {
        object: { metadata: { name: "x", deletionTimestamp: "2026-01-01T00:00:00Z" } },
        want: { status: "Terminating", message: "Resource scheduled for deletion" },
      },
      "a status of another shape counts as absent": {
        object: { status: { conditions: "none", observedGeneration: "2" } },
        want: current("Resource is current"),
      },
    },
  );
});

describe("Deployment", () => {
  const conditions = [
    { type: "Available", status: "True" },
    { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
  ];
  const done = { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2, conditions };
  const spec = { replicas: 2, progressDeadlineSeconds: 600 };
  runCases(
    { apiVersion: "apps/v1", kind: "Deployment" },
    {
      "rolled out": { object: { spec, status: done }, want: current("Deployment is available. Replicas: 2") },
      "without status, one replica is wanted": { object: {}, want: inProgress("Replicas: 0/1") },
      "old replicas": { object: { spec, status: { ...done, updatedReplicas: 1 } }, want: inProgress("Updated: 1/2") },
      "surplus replicas": {
        object: { spec, status: { ...done, replicas: 3 } },
        want: inProgress("Pending termination: 1"),
      },
      "unavailable replicas": {
        object: { spec, status: { ...done, availableReplicas: 1 } },
        want: inProgress("Available: 1/2"),
      },
      "unready replicas": { object: { spec, status: { ...done, readyReplicas: 1 } }, want: inProgress("Ready: 1/2") },
      "a roll-out that does not say it is over": {
        object: { spec, status: { ...done, conditions: [conditions[0] ?? {}] } },
        want: inProgress("ReplicaSet not Available"),
      },
      "not available": {
        object: { spec: { replicas: 2 }, status: { ...done, conditions: [] } },
        want: inProgress("Deployment not Available"),
      },
      "past its deadline": {
        object: {
          spec,
          status: { conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] },
        },
        want: failed("Progress deadline exceeded"),
      },
    },
  );
});

describe("StatefulSet", () => {
  const done = { replicas: 2, readyReplicas: 2, currentReplicas: 2, currentRevision: "a", updateRevision: "a" };
  const spec = { replicas: 2 };
  const partitioned = { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } };
  runCases(
    { apiVersion: "apps/v1", kind: "StatefulSet" },
    {
      "rolled out": {
        object: { spec, status: done },
        want: current("All replicas scheduled as expected. Replicas: 2"),
      },
      "missing replicas": { object: { spec, status: { ...done, replicas: 1 } }, want: inProgress("Replicas: 1/2") },
      "another revision": {
        object: { spec, status: { ...done, updateRevision: "b" } },
        want: inProgress("Waiting for updated revision to match current"),
      },
      "a partition that is behind": {
        object: { spec: partitioned, status: { ...done, updatedReplicas: 0 } },
        want: inProgress("updated: 0/1"),
      },
      "a partition that is done": {
        object: { spec: partitioned, status: { ...done, updatedReplicas: 1, updateRevision: "b" } },
        want: current("Partition rollout complete. updated: 1"),
      },
      "on-delete updates are the user's": {
        object: { spec: { updateStrategy: { type: "OnDelete" } } },
        want: current("StatefulSet is using the ondelete update strategy"),
      },
    },
  );
});

describe("DaemonSet", () => {
  const counts = { currentNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2, numberReady: 2 };
  const status = { observedGeneration: 1, desiredNumberScheduled: 2, ...counts };
  const metadata = { name: "x", generation: 1 };
  runCases(
    { apiVersion: "apps/v1", kind: "DaemonSet" },
    {
      "on every node": {
        object: { metadata, status },
        want: current("All replicas scheduled as expected. Replicas: 2"),
      },
      "not seen by its controller": {
        object: { metadata },
        want: inProgress("DaemonSet status.observedGeneration not found"),
      },
      "not counted yet": {
        object: { metadata, status: { observedGeneration: 1 } },
        want: inProgress("Missing .status.desiredNumberScheduled"),
      },
      "not available everywhere": {
        object: { metadata, status: { ...status, numberAvailable: 1 } },
        want: inProgress("Available: 1/2"),
      },
    },
  );
});

describe("ReplicaSet", () => {
  const status = { replicas: 1, fullyLabeledReplicas: 1, availableReplicas: 1, readyReplicas: 1 };
  runCases(
    { apiVersion: "apps/v1", kind: "ReplicaSet" },
    {
      complete: { object: { status }, want: current("ReplicaSet is available. Replicas: 1") },
      failing: {
        object: { status: { ...status, conditions: [{ type: "ReplicaFailure", status: "True" }] } },
        want: inProgress("Replica Failure condition. Check Pods"),
      },
      unlabelled: { object: { status: { ...status, fullyLabeledReplicas: 0 } }, want: inProgress("Labelled: 0/1") },
    },
  );
});

describe("Job", () => {
  runCases(
    { apiVersion: "batch/v1", kind: "Job" },
    {
      "not started": { object: {}, want: inProgress("Job not started") },
      running: {
        object: { status: { startTime: "2026-01-01T00:00:00Z", active: 1 } },
        want: inProgress("Job in progress. success:0, active: 1, failed: 0"),
      },
      completed: {
        object: {
          spec: { completions: 3 },
          status: { succeeded: 3, conditions: [{ type: "Complete", status: "True" }] },
        },
        want: current("Job Completed. succeeded: 3/3"),
      },
      failed: {
        object: { status: { failed: 1, conditions: [{ type: "Failed", status: "True" }] } },
        want: failed("Job Failed. failed: 1/1"),
      },
      suspended: {
        object: { spec: { suspend: true }, status: { conditions: [{ type: "Suspended", status: "True" }] } },
        want: current("Job is suspended"),
      },
    },
  );
});

describe("Pod", () => {
  const created = "2026-01-01T00:00:00Z";
  const metadata = { name: "x", creationTimestamp: created };
  const unschedulable = {
    phase: "Pending",
    conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }],
  };
  const crashing = {
    phase: "Running",
    containerStatuses: [
      { name: "a", state: { waiting: { reason: "CrashLoopBackOff" } } },
      { name: "b", state: {} },
    ],
  };
  runCases(
    { apiVersion: "v1", kind: "Pod" },
    {
      new: { object: {}, want: inProgress("Pod phase not available") },
      ready: {
        object: { status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } },
        want: current("Pod is Ready"),
      },
      "running, not ready": {
        object: { status: { phase: "Running" } },
        want: inProgress("Pod is running but is not Ready"),
      },
      crashing: { object: { status: crashing }, want: failed("Containers in CrashLoop state: a") },
      "unschedulable for a moment": {
        object: { metadata, status: unschedulable },
        now: Date.parse(created) + 1000,
        want: inProgress("Pod has not been scheduled"),
      },
      "unschedulable for long": {
        object: { metadata, status: unschedulable },
        now: Date.parse(created) + 16_000,
        want: failed("Pod could not be scheduled"),
      },
      over: { object: { status: { phase: "Failed" } }, want: current("Pod has completed, but not successfully") },
      "in a phase nobody knows": {
        object: { status: { phase: "Odd" } },
        want: { status: "Unknown", message: "unknown phase Odd" },
      },
    },
  );
});

describe("other kinds", () => {
  runCases(
    { apiVersion: "v1", kind: "PersistentVolumeClaim" },
    {
      "a bound claim": { object: { status: { phase: "Bound" } }, want: current("PVC is Bound") },
      "a pending claim": {
        object: { status: { phase: "Pending" } },
        want: inProgress("PVC is not Bound. phase: Pending"),
      },
    },
  );
  runCases(
    { apiVersion: "v1", kind: "Service" },
    {
      "a service": { object: {}, want: current("Service is ready") },
      "a load balancer without address": {
        object: { spec: { type: "LoadBalancer" } },
        want: inProgress("ClusterIP not set. Service type: LoadBalancer"),
      },
    },
  );
  runCases(
    { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
    {
      "a definition that is new": { object: {}, want: inProgress("Install in progress") },
      "an established definition": {
        object: { status: { conditions: [{ type: "Established", status: "True" }] } },
        want: current("CRD is established"),
      },
      "a definition with taken names": {
        object: { status: { conditions: [{ type: "NamesAccepted", status: "False", message: "taken" }] } },
        want: failed("taken"),
      },
    },
  );
  runCases(
    { apiVersion: "v1", kind: "ConfigMap" },
    {
      "a ConfigMap": { object: {}, want: current("Resource is always ready") },
    },
  );
});
