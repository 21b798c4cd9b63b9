import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { createCluster } from "../cluster.ts";
import type { Api, TestCluster } from "../cluster.ts";

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

/** A cluster where `apps` is applied, and what tests do to its objects. */
export interface Scene {
  readonly cluster: TestCluster;
  readonly client: Client;
  readonly settings: ObjectKey;
  readonly web: ObjectKey;
  readonly checks: ObjectKey;
  /** Merges into an object as this manager. */
  merge(key: ObjectKey, patch: JsonObject, fieldManager: string): Promise<unknown>;
  /** Sets a label or annotation of Flux's group; null removes it. */
  annotate(key: ObjectKey, name: string, value: string | null): Promise<unknown>;
  label(key: ObjectKey, name: string, value: string | null): Promise<unknown>;
  /** Merges containers into the Deployment's. */
  addContainers(containers: readonly JsonObject[], fieldManager: string): Promise<unknown>;
  /** How many requests of a sort there were for an object. */
  count(what: "apply" | "dry-run", key: ObjectKey): number;
  [Symbol.asyncDispose](): PromiseLike<void>;
}

export async function settled(api?: Api): Promise<Scene> {
  const cluster = await createCluster(api && { api });
  await cluster.publish(revision, { "app.yaml": manifests, "webhook.yaml": webhook });
  await cluster.create("apps");
  await cluster.untilReady("apps", "True", revision);
  const { client, names } = cluster;
  const namespace = names.target;
  const merge: Scene["merge"] = (key, patch, fieldManager) =>
    client.patch(key, { type: "merge", patch }, { fieldManager });
  const web: ObjectKey = { apiVersion: "apps/v1", kind: "Deployment", namespace, name: "web" };
  return {
    cluster,
    client,
    web,
    settings: { apiVersion: "v1", kind: "ConfigMap", namespace, name: "settings" },
    checks: {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      name: "checks",
    },
    merge,
    annotate: (key, name, value) =>
      merge(key, { metadata: { annotations: { [`${group}/${name}`]: value } } }, "somebody"),
    label: (key, name, value) => merge(key, { metadata: { labels: { [`${group}/${name}`]: value } } }, "somebody"),
    addContainers: (containers, fieldManager) => {
      const patch = { spec: { template: { spec: { containers } } } };
      return client.patch(web, { type: "strategic", patch }, { fieldManager });
    },
    count: (what, { name }) =>
      cluster.requests.filter((request) => request.startsWith(`${what} `) && request.endsWith(`/${name}`)).length,
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** What of an object may be ours, without what the server writes. */
export function contentOf(object?: KubeObject): JsonObject {
  if (object === undefined) return {};
  const { data = null, spec = null, webhooks = null, metadata } = object;
  return { data, spec, webhooks, labels: metadata.labels ?? null };
}

/** Answers every change of an object, as a controller does, until it is disposed of. */
export function answer(client: Client, key: ObjectKey, act: (object: KubeObject) => Promise<unknown>): AsyncDisposable {
  const { name, ...target } = key;
  const stop = new AbortController();
  const loop = async (): Promise<void> => {
    for await (const event of client.watch(target, { fieldSelector: `metadata.name=${name}`, signal: stop.signal })) {
      if (event.type === "added" || event.type === "modified") await act(event.object);
    }
  };
  const ended = loop().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended;
    },
  };
}
