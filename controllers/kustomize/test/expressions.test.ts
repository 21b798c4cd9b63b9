import type { JsonObject } from "@flux-ts/base";
import type { Kustomization } from "@flux-ts/flux-api";
import type { ObjectKey } from "@flux-ts/kube";
import { describe, test } from "vitest";
import { createCluster, kustomizationKey } from "./cluster.ts";
import type { TestCluster } from "./cluster.ts";

const revision = "main@sha1:1111";

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: databases.example.com}
spec:
  group: example.com
  names: {kind: Database, plural: databases, singular: database, listKind: DatabaseList}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`;
const database = "apiVersion: example.com/v1\nkind: Database\nmetadata: {name: db}\n";
const db: ObjectKey = { apiVersion: "example.com/v1", kind: "Database", namespace: "default", name: "db" };

const expressions = {
  apiVersion: "example.com/v1",
  kind: "Database",
  current: "status.phase == 'Up'",
  failed: "status.phase == 'Broken'",
};

async function withDatabase(spec: JsonObject): Promise<TestCluster> {
  const cluster = await createCluster();
  await cluster.publish(revision, { "crd/crd.yaml": definition, "app/db.yaml": database });
  await cluster.create("crd", { path: "./crd" });
  await cluster.untilReady("crd", "True", revision);
  await cluster.create("apps", { path: "./app", wait: true, timeout: "30s", ...spec });
  return cluster;
}

const conditionOf = (object: Kustomization | undefined, type: string) =>
  object?.status?.conditions?.find((condition) => condition.type === type);

const setPhase = (cluster: TestCluster, phase: string) =>
  cluster.client.patchStatus(db, { type: "merge", patch: { status: { phase } } });

describe("healthCheckExprs", () => {
  test("say when an object is ready; what they cannot tell yet is waited for", async ({ expect }) => {
    await using cluster = await withDatabase({ healthCheckExprs: [expressions] });
    const waiting = await cluster.until(kustomizationKey("apps"), (object) =>
      (conditionOf(object, "Healthy")?.message ?? "").startsWith("Running health checks"),
    );
    expect(conditionOf(waiting, "Healthy")?.status).toBe("Unknown");
    await setPhase(cluster, "Up");
    const { status } = await cluster.untilReady("apps", "True", revision);
    expect(status?.conditions?.find(({ type }) => type === "Healthy")?.status).toBe("True");
  });

  test("say when an object has failed", async ({ expect }) => {
    await using cluster = await withDatabase({ healthCheckExprs: [expressions] });
    await cluster.until(db, (object) => object !== undefined);
    await setPhase(cluster, "Broken");
    const object = await cluster.untilReady("apps", "False", revision);
    expect(conditionOf(object, "Ready")).toMatchObject({
      reason: "HealthCheckFailed",
      message: expect.stringContaining("failed early due to stalled resources: [Database/default/db status: 'Failed']"),
    });
  });

  test.for([
    [
      "that are none stall the object by name",
      [{ ...expressions, current: "status." }],
      /^Reconciliation failed terminally due to configuration error: failed to create custom status evaluator for healthchecks\[0\]: /,
    ],
    [
      "that come twice for a kind do so, too",
      [expressions, expressions],
      /: duplicate custom health check for GroupKind Database\.example\.com at healthchecks\[1\]$/,
    ],
  ] as const)("%s", async ([, healthCheckExprs, message], { expect }) => {
    await using cluster = await withDatabase({ healthCheckExprs });
    const object = await cluster.untilReady("apps", "False");
    for (const type of ["Ready", "Stalled"]) {
      expect(conditionOf(object, type)).toMatchObject({
        reason: "InvalidCELExpression",
        message: expect.stringMatching(message),
      });
    }
  });
});

describe("a readyExpr of a dependency", () => {
  const dependsOn = [{ name: "crd", readyExpr: "dep.metadata.labels['level'] == self.metadata.labels['level']" }];

  test("takes the place of the other rules, and whatever makes it true wakes the dependant", async ({ expect }) => {
    await using cluster = await withDatabase({ dependsOn, wait: false });
    const object = await cluster.untilReady("apps", "False");
    expect(conditionOf(object, "Ready")).toMatchObject({
      reason: "DependencyNotReady",
      message: expect.stringMatching(/^failed to evaluate dependency crd: /),
    });
    await cluster.change("apps", { metadata: { labels: { level: "2" } } });
    await cluster.change("crd", { metadata: { labels: { level: "1" } } });
    await cluster.until(kustomizationKey("apps"), (seen) =>
      (conditionOf(seen, "Ready")?.message ?? "").endsWith(
        "'flux-system/crd' is not ready according to readyExpr eval",
      ),
    );
    await cluster.change("crd", { metadata: { labels: { level: "2" } }, spec: { suspend: true } });
    await cluster.untilReady("apps", "True", revision);
  });

  test("that is none stalls the object", async ({ expect }) => {
    await using cluster = await withDatabase({ dependsOn: [{ name: "crd", readyExpr: "dep.metadata.name" }] });
    const object = await cluster.untilReady("apps", "False");
    expect(conditionOf(object, "Stalled")).toMatchObject({
      reason: "InvalidCELExpression",
      message: expect.stringMatching(/: terminal error: failed to evaluate dependency crd: /),
    });
  });
});
