import { equalJson } from "@flux-ts/base";
import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { Client, ObjectKey, Patch } from "@flux-ts/kube";
import { describe, test } from "vitest";
import type { Kustomization } from "@flux-ts/flux-api";
import { createCluster, kustomizationKey } from "./cluster.ts";
import type { Files, TestCluster } from "./cluster.ts";

const revision = "main@sha1:1111";
const group = "kustomize.toolkit.fluxcd.io";

const manifests = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {tier: front}}
data: {color: blue, size: "1"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "app:v1"}]}
`;

const settings: ObjectKey = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "settings" };
const web: ObjectKey = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "web" };

/** A cluster where `apps` is applied. */
async function settled(files: Files = { "app.yaml": manifests }): Promise<TestCluster> {
  const cluster = await createCluster();
  await cluster.publish(revision, files);
  await cluster.create("apps");
  await cluster.untilReady("apps", "True", revision);
  return cluster;
}

const merge = (patch: KubeObject | object): Patch => ({ type: "merge", patch: patch as KubeObject });

/** What of an object is ours, without what the server and its controllers write. */
function ownPart(object: KubeObject | undefined) {
  const { data = null, spec = null, metadata } = (object ?? { metadata: {} }) as KubeObject;
  return { data, spec, labels: metadata.labels ?? null } as JsonObject;
}

/** Answers every change of an object, as a controller does; ends with the test. */
function answer(client: Client, key: ObjectKey, act: (object: KubeObject) => Promise<unknown>): Disposable {
  const { name, ...target } = key;
  const stop = new AbortController();
  const loop = async (): Promise<void> => {
    for await (const event of client.watch(target, { fieldSelector: `metadata.name=${name}`, signal: stop.signal })) {
      if (event.type === "added" || event.type === "modified") await act(event.object);
    }
  };
  loop().catch(() => {});
  return { [Symbol.dispose]: () => stop.abort() };
}

const edits: Record<string, { key: ObjectKey; edit: (client: Client) => Promise<unknown> }> = {
  "a changed value": {
    key: settings,
    edit: (client) => client.patch(settings, merge({ data: { color: "red" } }), { fieldManager: "somebody" }),
  },
  "a removed field": {
    key: settings,
    edit: (client) => client.patch(settings, merge({ data: { size: null } }), { fieldManager: "somebody" }),
  },
  "another manager's apply by force": {
    key: settings,
    edit: async (client) => {
      const { apiVersion, kind, namespace, name } = settings;
      const object = { apiVersion, kind, metadata: { namespace, name }, data: { color: "green" } } as KubeObject;
      await client.apply(object, { fieldManager: "helm", force: true });
    },
  },
  "a second writer under our name": {
    key: web,
    edit: async (client) => {
      const { spec, metadata } = await client.get(web);
      const { name, namespace, labels } = metadata as { name: string; namespace: string; labels: {} };
      const { selector } = spec as { selector: KubeObject };
      const template = {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "main", image: "app:other" }] },
      };
      const object = { ...web, metadata: { name, namespace, labels }, spec: { replicas: 2, selector, template } };
      const { name: _, namespace: __, ...applied } = object;
      await client.apply(applied as unknown as KubeObject, { fieldManager: "kustomize-controller", force: true });
    },
  },
  "a second writer of a kind without generations": {
    key: settings,
    edit: async (client) => {
      const { metadata } = await client.get(settings);
      const { name, namespace, labels } = metadata as { name: string; namespace: string; labels: {} };
      const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace, labels } };
      const data = { color: "red", size: "1" };
      await client.apply({ ...object, data }, { fieldManager: "kustomize-controller", force: true });
    },
  },
  "kubectl scale": {
    key: web,
    edit: (client) =>
      client.patch(web, merge({ spec: { replicas: 7 } }), { fieldManager: "kubectl-scale", subresource: "scale" }),
  },
  "kubectl edit that adds a container": {
    key: web,
    edit: (client) => {
      const containers = [
        { name: "main", image: "app:v1" },
        { name: "debug", image: "debug:v1" },
      ];
      const patch = { spec: { template: { spec: { containers } } } };
      return client.patch(web, { type: "strategic", patch }, { fieldManager: "kubectl-edit" });
    },
  },
  "kubectl edit that adds an environment variable": {
    key: web,
    edit: (client) => {
      const containers = [{ name: "main", env: [{ name: "DEBUG", value: "1" }] }];
      const patch = { spec: { template: { spec: { containers } } } };
      return client.patch(web, { type: "strategic", patch }, { fieldManager: "kubectl-edit" });
    },
  },
  "a removed owner label": {
    key: settings,
    edit: (client) =>
      client.patch(settings, merge({ metadata: { labels: { [`${group}/name`]: null } } }), {
        fieldManager: "kubectl-label",
      }),
  },
  "a changed owner label": {
    key: settings,
    edit: (client) =>
      client.patch(settings, merge({ metadata: { labels: { [`${group}/name`]: "other" } } }), {
        fieldManager: "somebody",
      }),
  },
  "a deletion": { key: settings, edit: (client) => client.delete(settings) },
  "a deletion and a new object of the same name": {
    key: settings,
    edit: async (client) => {
      await client.delete(settings);
      const { apiVersion, kind, namespace, name } = settings;
      await client.create({ apiVersion, kind, metadata: { namespace, name } } as KubeObject).catch(() => {});
    },
  },
};

describe("drift is put right at once:", () => {
  test.for(Object.entries(edits))("%s", async ([, { key, edit }], { expect }) => {
    await using cluster = await settled();
    const { client } = cluster;
    const wanted = ownPart(await client.get(key));
    await edit(client);
    const edited = performance.now();
    await cluster.until<KubeObject>(key, (object) => equalJson(ownPart(object), wanted));
    expect(performance.now() - edited).toBeLessThan(1000);
  });
});

describe("who takes a field again and again", () => {
  const webhook = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
- name: checks.example.com
  admissionReviewVersions: [v1]
  sideEffects: None
  failurePolicy: Ignore
  clientConfig: {url: "https://127.0.0.1:9/checks", caBundle: Zmlyc3Q=}
`;
  const checks: ObjectKey = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    name: "checks",
  };
  const fights: Record<
    string,
    {
      key: ObjectKey;
      field: string;
      manager: string;
      act: (client: Client) => (object: KubeObject) => Promise<unknown>;
    }
  > = {
    "an autoscaler that sets replicas": {
      key: web,
      field: ".spec.replicas",
      manager: "autoscaler",
      act: (client) => async (object) => {
        if ((object["spec"] as JsonObject)["replicas"] === 5) return;
        await client.patch(web, merge({ spec: { replicas: 5 } }), { fieldManager: "autoscaler" });
      },
    },
    "an injector of caBundle": {
      key: checks,
      field: '.webhooks[name="checks.example.com"].clientConfig.caBundle',
      manager: "cainjector",
      act: (client) => async (object) => {
        if (JSON.stringify(object).includes("b3RoZXI=")) return;
        const clientConfig = { url: "https://127.0.0.1:9/checks", caBundle: "b3RoZXI=" };
        const patch = { webhooks: [{ name: "checks.example.com", clientConfig }] };
        await client.patch(checks, { type: "strategic", patch }, { fieldManager: "cainjector" });
      },
    },
  };

  test.for(Object.entries(fights))(
    "%s is named, and meets no more than three quick corrections",
    async ([, fight], { expect }) => {
      const { key, field, manager, act } = fight;
      await using cluster = await settled({ "app.yaml": manifests, "webhook.yaml": webhook });
      using _ = answer(cluster.client, key, act(cluster.client));
      const fighting = await cluster.until<Kustomization>(kustomizationKey("apps"), (object) =>
        (object?.status?.conditions ?? []).some(({ type }) => type === "DriftRecurring"),
      );
      const { conditions = [] } = fighting?.status ?? {};
      const { status, message = "" } = conditions.find(({ type }) => type === "DriftRecurring") ?? {};
      const text = `${field} is taken by "${manager}" again and again; the next correction is in 30s`;
      expect([status, message]).toEqual(["True", expect.stringContaining(text)]);
      expect(conditions.find(({ type }) => type === "Ready")?.status).toBe("True");
      const warnings = cluster.events.filter(({ severity }) => severity === "error");
      expect(warnings.map(({ reason, message: told }) => [reason, told])).toEqual([
        ["DriftRecurring", expect.stringContaining(text)],
      ]);
      const series = (await cluster.metrics()).filter((line) => line.startsWith("flux_drift_recurring_corrections{"));
      expect(series).toEqual([expect.stringContaining(`manager="${manager}"`)]);
      // The last word of the other one is seen, and left alone.
      await cluster.until(key, (object) => JSON.stringify(object).includes(manager));
      const applies = cluster.requests.filter(
        (request) => request.startsWith("apply") && request.endsWith(`/${key.name}`),
      );
      expect(applies).toHaveLength(1 + 3);
      // Asked for, it is put right all the same.
      const run = cluster.nextRun("apps", "request");
      await cluster.change("apps", { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } });
      await run;
      expect(
        cluster.requests.filter((request) => request.startsWith("apply") && request.endsWith(`/${key.name}`)),
      ).toHaveLength(5);
    },
  );
});

describe("an annotation in the cluster counts at once:", () => {
  const say = (client: Client, name: string, value: string | null) =>
    client.patch(settings, merge({ metadata: { annotations: { [`${group}/${name}`]: value } } }), {
      fieldManager: "somebody",
    });
  const paint = (client: Client) =>
    client.patch(settings, merge({ data: { color: "red" } }), { fieldManager: "somebody" });
  const colorOf = (object: KubeObject | undefined) => (object?.["data"] as JsonObject | undefined)?.["color"];

  test.for([
    ["reconcile", "disabled"],
    ["ssa", "Ignore"],
  ] as const)("%s: %s", async ([name, value], { expect }) => {
    await using cluster = await settled();
    const { client } = cluster;
    for (const act of [() => say(client, name, value), () => paint(client)]) {
      const run = cluster.nextRun("apps", "drift");
      await act();
      await run;
    }
    expect(colorOf(await client.get(settings))).toBe("red");
    await say(client, name, null);
    await cluster.until<KubeObject>(settings, (object) => colorOf(object) === "blue");
  });

  test("ssa: Merge keeps what kubectl adds", async ({ expect }) => {
    await using cluster = await settled();
    const { client } = cluster;
    const run = cluster.nextRun("apps", "drift");
    await say(client, "ssa", "Merge");
    await run;
    await client.patch(settings, merge({ data: { extra: "1" } }), { fieldManager: "kubectl-edit" });
    await paint(client);
    await cluster.until<KubeObject>(settings, (object) => colorOf(object) === "blue");
    expect((await client.get(settings))["data"]).toMatchObject({ extra: "1" });
  });
});

test("status writes, foreign annotations, keys and containers are no drift", async ({ expect }) => {
  await using cluster = await settled();
  const { client } = cluster;
  await client.patch(settings, merge({ data: { theirs: "1" }, metadata: { annotations: { a: "b" } } }), {
    fieldManager: "x",
  });
  const sidecar = { spec: { template: { spec: { containers: [{ name: "sidecar", image: "mesh:v1" }] } } } };
  await client.patch(web, { type: "strategic", patch: sidecar }, { fieldManager: "injector" });
  await cluster.until<KubeObject>(web, (object) =>
    JSON.stringify(object?.["status"]).includes('"observedGeneration":2'),
  );
  // Only the new generation is suspicious; one dry-run settles it.
  await cluster.until<KubeObject>(settings, (object) => object !== undefined);
  const writes = cluster.requests.filter((request) => request.startsWith("apply"));
  expect(writes).toHaveLength(2);
  expect(JSON.stringify(await client.get(web))).toContain("mesh:v1");
});

test("only what drifted is asked about and applied", async ({ expect }) => {
  await using cluster = await settled();
  const start = cluster.requests.length;
  const run = cluster.nextRun("apps", "drift");
  await cluster.client.delete(settings);
  await run;
  const asked = cluster.requests.slice(start).filter((request) => request.includes("/namespaces/default/"));
  expect(asked).toEqual(["dry-run", "apply"].map((what) => `${what} /api/v1/namespaces/default/configmaps/settings`));
});
