import { equalJson } from "@flux-ts/base";
import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { Client, ObjectKey, Patch } from "@flux-ts/kube";
import { describe, test } from "vitest";
import { createCluster } from "./cluster.ts";
import type { TestCluster } from "./cluster.ts";

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
async function settled(files = { "app.yaml": manifests }): Promise<TestCluster> {
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
