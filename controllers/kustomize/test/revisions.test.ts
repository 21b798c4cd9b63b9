import type { JsonObject, KubeObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { createCluster } from "./cluster.ts";
import type { Files, TestCluster } from "./cluster.ts";
import { configMap, first, requestsFrom, second } from "./quiet/scene.ts";

async function settled(files: Files, spec: JsonObject): Promise<TestCluster> {
  const cluster = await createCluster();
  await cluster.publish(first, files);
  await cluster.create("apps", { interval: "10m", ...spec });
  await cluster.untilReady("apps", "True", first);
  return cluster;
}

describe("a new revision", () => {
  const files = { "apps/a.yaml": configMap("a"), "infra/b.yaml": configMap("b") };

  test("that changes no file of the build is taken up without a build or a question about objects", async ({
    expect,
  }) => {
    await using cluster = await settled(files, { path: "./apps" });
    await cluster.create("infra", { path: "./infra" });
    await cluster.untilReady("infra", "True", first);
    const [requests, events] = [requestsFrom(cluster), cluster.events.length];
    await cluster.publish(second, { ...files, "infra/b.yaml": configMap("b", "2"), "README.md": "new" });
    const apps = await cluster.untilReady("apps", "True", second);
    await cluster.untilReady("infra", "True", second);
    const asked = requests().filter((request) => /^(dry-run|apply)/.test(request));
    expect(asked).toEqual(["dry-run", "apply"].map((what) => `${what} /api/v1/namespaces/default/configmaps/b`));
    expect(apps.status).toMatchObject({
      lastAppliedRevision: second,
      lastAttemptedRevision: second,
      history: [{ totalReconciliations: 2, metadata: { revision: second } }],
    });
    const told = cluster.events.slice(events).filter(({ object }) => object.metadata.name === "apps");
    expect(told.map(({ reason, metadata }) => [reason, metadata["kustomize.toolkit.fluxcd.io/revision"]])).toEqual([
      ["ReconciliationSucceeded", second],
    ]);
  });

  const changes: Record<string, { spec?: JsonObject; before: Files; after: Files }> = {
    "a file of a base": {
      before: {
        "apps/kustomization.yaml": "resources: [../base]",
        "base/kustomization.yaml": "resources: [a.yaml]",
        "base/a.yaml": configMap("a"),
      },
      after: {
        "apps/kustomization.yaml": "resources: [../base]",
        "base/kustomization.yaml": "resources: [a.yaml]",
        "base/a.yaml": configMap("a", "2"),
      },
    },
    "a file that comes into a plain folder": {
      before: { "apps/b.yaml": configMap("b") },
      after: { "apps/b.yaml": configMap("b"), "apps/a.yaml": configMap("a", "2") },
    },
    "a kustomization file that comes into a plain folder": {
      before: { "apps/a.yaml": configMap("a") },
      after: {
        "apps/a.yaml": configMap("a"),
        "apps/kustomization.yaml":
          "resources: [a.yaml]\npatches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {key: \"2\"}}'}]\n",
      },
    },
    "a component that was missing": {
      spec: { components: ["../component"], ignoreMissingComponents: true },
      before: { "apps/kustomization.yaml": "resources: [a.yaml]", "apps/a.yaml": configMap("a") },
      after: {
        "apps/kustomization.yaml": "resources: [a.yaml]",
        "apps/a.yaml": configMap("a"),
        "component/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {key: \"2\"}}'}]\n",
      },
    },
  };
  test.for(Object.entries(changes))("that changes %s is built", async ([, { spec, before, after }], { expect }) => {
    await using cluster = await settled(before, { path: "./apps", ...spec });
    await cluster.publish(second, after);
    await cluster.untilReady("apps", "True", second);
    const a = await cluster.client.get({ apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a" });
    expect(a["data"]).toEqual({ key: "2" });
  });
});

describe("variables from a ConfigMap", () => {
  const files = { "a.yaml": configMap("a", "${color}") };
  const vars = { apiVersion: "v1", kind: "ConfigMap", namespace: "flux-system", name: "vars" };
  const a = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a" };

  test.for([
    ["are read again at the interval", "1s", {}],
    ["wake at once where the label asks for it", "10m", { "reconcile.fluxcd.io/watch": "Enabled" }],
  ] as const)("%s", async ([, interval, labels]) => {
    await using cluster = await createCluster();
    const metadata = { name: vars.name, namespace: vars.namespace, labels };
    await cluster.client.create({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { color: "blue" } });
    await cluster.publish(first, files);
    await cluster.create("apps", { interval, postBuild: { substituteFrom: [{ kind: "ConfigMap", name: "vars" }] } });
    await cluster.untilReady("apps", "True", first);
    await cluster.client.patch(vars, { type: "merge", patch: { data: { color: "red" } } });
    await cluster.until<KubeObject>(a, (object) => (object?.["data"] as JsonObject | undefined)?.["key"] === "red");
  });
});
