import type { JsonObject } from "@flux-ts/base";
import type { Kustomization } from "@flux-ts/flux-api";
import { describe, test } from "vitest";
import { createCluster, kustomizationKey } from "./cluster.ts";
import type { TestCluster } from "./cluster.ts";

const revision = "main@sha1:1111";

const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
/** A Deployment that is never ready. */
const never = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, annotations: {simulation.flux-ts.dev/fate: "never"}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "app:v1"}]}
`;

const isWaiting = (object: Kustomization | undefined): boolean =>
  JSON.stringify(object?.status ?? {}).includes("Running health checks");

/** Kustomizations that wait for what never comes, where one run at a time is allowed. */
async function waiting(names: readonly string[]): Promise<TestCluster> {
  const cluster = await createCluster({ pace: { concurrency: 1 } });
  const files = Object.fromEntries(names.map((name) => [`${name}/app.yaml`, never(name)]));
  await cluster.publish(revision, { ...files, "plain/a.yaml": configMap });
  for (const name of names) await cluster.create(name, { path: `./${name}`, wait: true, timeout: "1h" });
  for (const name of names) await cluster.until(kustomizationKey(name), isWaiting);
  return cluster;
}

test("who waits for health holds up nobody", async () => {
  await using cluster = await waiting(["one", "two", "three"]);
  await cluster.create("plain", { path: "./plain" });
  await cluster.untilReady("plain", "True", revision);
});

test("what is deleted meanwhile comes back, and is waited for", async ({ expect }) => {
  await using cluster = await waiting(["one"]);
  const app = { apiVersion: "apps/v1", kind: "Deployment", namespace: cluster.names.target, name: "one" };
  const { metadata } = await cluster.client.get(app);
  await cluster.client.delete(app);
  await cluster.until(app, (object) => object !== undefined && object.metadata.uid !== metadata.uid);
  const object = await cluster.until(kustomizationKey("one"), isWaiting);
  expect(object?.status?.conditions?.find(({ type }) => type === "Healthy")?.status).toBe("Unknown");
});

describe("a wait ends at once with", () => {
  const cases: Record<string, JsonObject> = {
    "a newer generation": { spec: { wait: false } },
    "a request": {
      metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } },
      spec: { wait: false },
    },
  };
  test.for(Object.entries(cases))("%s", async ([, patch]) => {
    await using cluster = await waiting(["one"]);
    await cluster.change("one", patch);
    await cluster.untilReady("one", "True", revision);
  });

  test("a request that changes nothing else: the wait begins anew", async ({ expect }) => {
    await using cluster = await waiting(["one"]);
    await cluster.change("one", { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } });
    await cluster.until(kustomizationKey("one"), (object) => object?.status?.lastHandledReconcileAt === "now");
    const object = await cluster.until(kustomizationKey("one"), isWaiting);
    expect(object?.status?.conditions?.find(({ type }) => type === "Healthy")?.status).toBe("Unknown");
  });

  test("a suspension", async () => {
    await using cluster = await waiting(["one"]);
    await cluster.change("one", { spec: { suspend: true } });
    await cluster.until(kustomizationKey("one"), (object) =>
      (object?.status?.conditions ?? []).every(({ type }) => type !== "Reconciling"),
    );
  });
});
