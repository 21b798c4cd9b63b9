import type { KubeObject } from "@flux-ts/base";
import { mapConcurrently } from "@flux-ts/base";
import type { Client } from "@flux-ts/kube";

/** Requests under way at once: one connection each. */
const connections = 16;
const objects = 1000;
const watchers = 16;

/** Something to do with an API, in a namespace of its own. */
export interface Load {
  readonly name: string;
  /** Does it, and gives how many operations that were. */
  run(client: Client, namespace: string): Promise<number>;
}

/** In this order: later ones work on what earlier ones made. */
export const loads: readonly Load[] = [
  { name: "create a ConfigMap", run: createConfigMaps },
  { name: "get a ConfigMap", run: getConfigMaps },
  { name: "list 1,000 ConfigMaps", run: listConfigMaps },
  { name: "apply a new Deployment", run: (client, namespace) => applyDeployments(client, namespace, 1) },
  { name: "apply it without a change", run: (client, namespace) => applyDeployments(client, namespace, 1) },
  { name: "apply a change to it", run: (client, namespace) => applyDeployments(client, namespace, 2) },
  { name: "receive an event of a watch", run: receiveEvents },
];

const numbers = Array.from({ length: objects }, (_, index) => index);

async function createConfigMaps(client: Client, namespace: string): Promise<number> {
  await mapConcurrently(numbers, connections, async (number) => {
    await client.create(configMap(namespace, `a-${number}`));
  });
  return objects;
}

async function getConfigMaps(client: Client, namespace: string): Promise<number> {
  await mapConcurrently(numbers, connections, async (number) => {
    await client.get({ apiVersion: "v1", kind: "ConfigMap", namespace, name: `a-${number}` });
  });
  return objects;
}

async function listConfigMaps(client: Client, namespace: string): Promise<number> {
  const times = 20;
  await mapConcurrently(numbers.slice(0, times), connections, async () => {
    await client.list({ apiVersion: "v1", kind: "ConfigMap", namespace }, { pageSize: objects });
  });
  return times;
}

async function applyDeployments(client: Client, namespace: string, replicas: number): Promise<number> {
  await mapConcurrently(numbers, connections, async (number) => {
    await client.apply(deployment(namespace, `app-${number}`, replicas), { force: true });
  });
  return objects;
}

/** Many watch while objects are created: every one of them receives every event. */
async function receiveEvents(client: Client, namespace: string): Promise<number> {
  const created = 200;
  const ready = Array.from({ length: watchers }, () => Promise.withResolvers<void>());
  const received = ready.map(async ({ resolve }) => {
    let events = 0;
    for await (const event of client.watch({ apiVersion: "v1", kind: "Secret", namespace })) {
      if (event.type === "synced") resolve();
      if (event.type === "added") events += 1;
      if (events === created) break;
    }
    return events;
  });
  await Promise.all(ready.map(({ promise }) => promise));
  await mapConcurrently(numbers.slice(0, created), connections, async (number) => {
    await client.create({ ...configMap(namespace, `s-${number}`), kind: "Secret", data: {} });
  });
  const counts = await Promise.all(received);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Creates ConfigMaps of 1.8 kB in the namespace `default`. */
export async function createMany(client: Client, count: number): Promise<void> {
  const many = Array.from({ length: count }, (_, index) => index);
  await mapConcurrently(many, connections, async (number) => {
    const object = configMap("default", `many-${number}`);
    await client.create({ ...object, data: { "app.properties": `key=${number}\n`.padEnd(1500, "value ") } });
  });
}

function configMap(namespace: string, name: string): KubeObject {
  const data = { "app.properties": "key=value\n".repeat(100) };
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace, name, labels: { app: name } }, data };
}

function deployment(namespace: string, name: string, replicas: number): KubeObject {
  const labels = { app: name };
  const resources = { requests: { cpu: "50m", memory: "64Mi" } };
  const container = { name: "main", image: "registry.example.com/app:v1", ports: [{ containerPort: 8080 }], resources };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace, name, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}
