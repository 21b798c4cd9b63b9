import type { ObjectKey } from "@flux-ts/kube";
import { describe, test } from "vitest";
import { createCluster, kustomizationKey } from "./cluster.ts";
import type { TestCluster } from "./cluster.ts";

const revision = "main@sha1:1111";
const rbac = "rbac.authorization.k8s.io";
const a: ObjectKey = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a" };

/** A Kustomization that applies as an account which may do this with ConfigMaps of one namespace. */
async function applied(verbs: readonly string[], interval: string): Promise<TestCluster> {
  const cluster = await createCluster({ pace: { jitter: 0 } });
  const metadata = { name: "deployer", namespace: "default" };
  const rules = [{ apiGroups: [""], resources: ["configmaps"], verbs }];
  await cluster.client.create({ apiVersion: `${rbac}/v1`, kind: "Role", metadata, rules });
  await cluster.client.create({
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata,
    roleRef: { apiGroup: rbac, kind: "Role", name: "deployer" },
    subjects: [{ kind: "ServiceAccount", name: "deployer", namespace: "flux-system" }],
  });
  await cluster.publish(revision, {
    "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: '1'}\n",
  });
  await cluster.create("apps", { serviceAccountName: "deployer", interval });
  await cluster.untilReady("apps", "True", revision);
  return cluster;
}

describe("an account that may not watch everything", () => {
  const writing = ["get", "create", "patch", "delete"];

  test("but its namespace has drift put right at once", async ({ expect }) => {
    await using cluster = await applied([...writing, "list", "watch"], "10m");
    await cluster.client.delete(a);
    // The interval would let it be missing for longer than the test may take.
    expect(await cluster.until(a, (object) => object !== undefined)).toBeDefined();
  });

  test("and nothing else has it put right at the interval, and status says so", async ({ expect }) => {
    await using cluster = await applied(writing, "1s");
    const object = await cluster.until(kustomizationKey("apps"), (seen) =>
      (seen?.status?.conditions ?? []).some(({ type }) => type === "DriftUnwatched"),
    );
    expect(object?.status?.conditions?.find(({ type }) => type === "DriftUnwatched")).toMatchObject({
      status: "True",
      reason: "WatchFailed",
      message: expect.stringMatching(
        /^ConfigMap cannot be watched: .*forbidden.*\nThese objects are checked at every/s,
      ),
    });
    expect(object?.status?.conditions?.find(({ type }) => type === "Ready")?.status).toBe("True");
    await cluster.client.delete(a);
    await cluster.until(a, (seen) => seen !== undefined);
  });
});
