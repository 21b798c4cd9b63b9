import type { JsonObject, KubeObject } from "@flux-ts/base";
import {
  acquireLease,
  type Client,
  isAlreadyExists,
  isConflict,
  isInvalid,
  isNotFound,
  isUnknownKind,
  keyOf,
  type WatchEvent,
} from "@flux-ts/kube";
import { afterAll, beforeAll, expect, test } from "vitest";

/** A way to an API with an administrator's client. */
export interface Cluster {
  readonly client: Client;
  close(): Promise<void>;
}

type ConfigMap = KubeObject & { readonly data?: { readonly [key: string]: string } };

const crd = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.kube.example.com" },
  spec: {
    group: "kube.example.com",
    scope: "Namespaced",
    names: { kind: "Widget", plural: "widgets", singular: "widget", shortNames: ["wdg"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
} satisfies KubeObject;

const isEstablished = (object: KubeObject | undefined): boolean => {
  // A definition that nobody has looked at yet has null for its conditions.
  const { conditions } = (object?.["status"] ?? {}) as { conditions?: readonly JsonObject[] | null };
  return (conditions ?? []).some(({ type, status }) => type === "Established" && status === "True");
};

/** What the client does with any Kubernetes API. Every test has a namespace of its own. */
export function runClientContract(open: () => Promise<Cluster>): void {
  let cluster: Cluster;
  let client: Client;
  let namespaces = 0;
  beforeAll(async () => {
    cluster = await open();
    client = cluster.client.with({ fieldManager: "contract" });
  });
  afterAll(() => cluster.close());

  const namespace = async (): Promise<string> => {
    const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: `contract-${++namespaces}` } };
    await client.create(object);
    return object.metadata.name;
  };
  const configMap = (where: string, name: string, data: ConfigMap["data"] = {}): ConfigMap & { data: object } => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { namespace: where, name },
    data,
  });
  const target = (where: string) => ({ apiVersion: "v1", kind: "ConfigMap", namespace: where });

  test("an object is created, read, updated, patched and deleted", async () => {
    const object = configMap(await namespace(), "a", { one: "1" });
    const created = await client.create<ConfigMap>(object);
    expect(await client.get(keyOf(object))).toEqual(created);
    const updated = await client.update<ConfigMap>({ ...created, data: { two: "2" } });
    expect(updated.data).toEqual({ two: "2" });
    const patched = await client.patch<ConfigMap>(keyOf(object), { type: "merge", patch: { data: { three: "3" } } });
    expect(patched.data).toEqual({ two: "2", three: "3" });
    await client.patch(keyOf(object), { type: "json", patch: [{ op: "remove", path: "/data/two" }] });
    const strategic = await client.patch<ConfigMap>(keyOf(object), {
      type: "strategic",
      patch: { data: { four: "4" } },
    });
    expect(strategic.data).toEqual({ three: "3", four: "4" });
    await client.delete(keyOf(object));
    expect(await client.find(keyOf(object))).toBeUndefined();
  });

  test("refusals are told apart", async () => {
    const object = configMap(await namespace(), "a");
    await expect(client.get(keyOf(object))).rejects.toSatisfy(isNotFound);
    await expect(client.get(keyOf(object))).rejects.toThrow('configmaps "a" not found');
    const created = await client.create<ConfigMap>(object);
    await expect(client.create(object)).rejects.toSatisfy(isAlreadyExists);
    await client.update<ConfigMap>({ ...created, data: { x: "1" } });
    await expect(client.update<ConfigMap>({ ...created, data: { x: "2" } })).rejects.toSatisfy(isConflict);
    const { namespace: where = "" } = created.metadata;
    await expect(client.create(configMap(where, "Not_A_Name"))).rejects.toSatisfy(isInvalid);
    const unknown = { apiVersion: "nowhere.example.com/v1", kind: "Nothing", name: "x", namespace: where };
    await expect(client.get(unknown)).rejects.toSatisfy(isUnknownKind);
  });

  test("a dry run changes nothing", async () => {
    const object = configMap(await namespace(), "a");
    expect((await client.create(object, { dryRun: true })).metadata.uid).toBeDefined();
    expect(await client.find(keyOf(object))).toBeUndefined();
    await client.create(object);
    await client.delete(keyOf(object), { dryRun: true });
    expect(await client.find(keyOf(object))).toBeDefined();
  });

  test("server-side apply owns fields, and takes them over only by force", async () => {
    const where = await namespace();
    const object = configMap(where, "a", { x: "1" });
    const json = new TextEncoder().encode(JSON.stringify(object));
    const applied = await client.apply<ConfigMap>({ key: keyOf(object), json });
    expect(applied.metadata.managedFields?.map(({ manager, operation }) => [manager, operation])).toEqual([
      ["contract", "Apply"],
    ]);
    const rival = configMap(where, "a", { x: "2" });
    await expect(client.apply(rival, { fieldManager: "rival" })).rejects.toSatisfy(isConflict);
    const forced = await client.apply<ConfigMap>(rival, { fieldManager: "rival", force: true });
    expect(forced.data).toEqual({ x: "2" });
  });

  test("a delete holds to its preconditions", async () => {
    const object = await client.create(configMap(await namespace(), "a"));
    const { uid = "", resourceVersion = "" } = object.metadata;
    const wrong = client.delete(keyOf(object), { preconditions: { uid: "00000000-0000-0000-0000-000000000000" } });
    await expect(wrong).rejects.toSatisfy(isConflict);
    await client.delete(keyOf(object), { preconditions: { uid, resourceVersion }, propagationPolicy: "Background" });
  });

  test("lists have pages, selectors and metadata-only forms", async () => {
    const where = await namespace();
    const names = ["a", "b", "c", "d", "e"];
    for (const each of names) {
      const { metadata, ...rest } = configMap(where, each, { big: "value" });
      await client.create({ ...rest, metadata: { ...metadata, labels: { vowel: String("ae".includes(each)) } } });
    }
    const list = await client.list(target(where), { pageSize: 2 });
    expect(list.items.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(
      names.map((each) => `ConfigMap ${each}`),
    );
    expect(list.resourceVersion).toMatch(/^\d+$/);
    const vowels = await client.list(target(where), { labelSelector: "vowel=true" });
    expect(vowels.items.map(({ metadata }) => metadata.name)).toEqual(["a", "e"]);
    const [named] = (await client.list(target(where), { fieldSelector: "metadata.name=c", metadataOnly: true })).items;
    expect([named?.apiVersion, named?.kind, named?.metadata.name, named?.["data"]]).toEqual([
      "v1",
      "ConfigMap",
      "c",
      undefined,
    ]);
    const header = await client.get({ ...target(where), name: "a" }, { metadataOnly: true });
    expect(Object.keys(header)).toEqual(["apiVersion", "kind", "metadata"]);
  });

  test("a watch tells what exists and then every change", async () => {
    const where = await namespace();
    const object = await client.create<ConfigMap>(configMap(where, "a"));
    const told: string[] = [];
    for await (const event of client.watch(target(where))) {
      told.push(nameOf(event));
      if (event.type === "synced") {
        await client.update<ConfigMap>({ ...object, data: { x: "1" } });
        await client.create(configMap(where, "b"));
        await client.delete(keyOf(object));
      }
      if (event.type === "deleted") break;
    }
    expect(told).toEqual(["added a", "synced", "modified a", "added b", "deleted a"]);
  });

  test("an informer keeps a copy, of headers only if asked", async () => {
    const where = await namespace();
    await client.create(configMap(where, "a", { x: "1" }));
    const informer = client.informer(target(where), { metadataOnly: true });
    await informer.start();
    const appeared = Promise.withResolvers<void>();
    informer.subscribe((event) => event.type === "added" && event.object.metadata.name === "b" && appeared.resolve());
    await client.create(configMap(where, "b", { x: "1" }));
    await appeared.promise;
    expect(informer.list(where).map(({ kind, metadata, data }) => [kind, metadata.name, data])).toEqual([
      ["ConfigMap", "a", undefined],
      ["ConfigMap", "b", undefined],
    ]);
    await informer.stop();
  });

  test("waiting ends with the change that was waited for", async () => {
    const object = configMap(await namespace(), "a");
    const found = client.waitFor<ConfigMap>(keyOf(object), (it) => it?.data?.["x"] === "1", { timeoutMs: 10_000 });
    const created = await client.create<ConfigMap>(object);
    await client.update<ConfigMap>({ ...created, data: { x: "1" } });
    expect((await found)?.data).toEqual({ x: "1" });
    const gone = client.waitFor(keyOf(object), (it) => it === undefined, { timeoutMs: 10_000 });
    await client.delete(keyOf(object));
    expect(await gone).toBeUndefined();
  });

  test("a kind is known as soon as its definition is served, by all its names", async () => {
    const where = await namespace();
    const widget = { apiVersion: "kube.example.com/v1", kind: "Widget", metadata: { namespace: where, name: "w" } };
    await expect(client.apply(widget)).rejects.toSatisfy(isUnknownKind);
    await client.apply(crd);
    await client.waitFor(keyOf(crd), isEstablished, { timeoutMs: 10_000 });
    const created = await client.apply(widget);
    const status = await client.patchStatus(keyOf(created), { type: "merge", patch: { status: { ready: true } } });
    expect(status["status"]).toEqual({ ready: true });
    for (const typed of ["widgets", "widget", "wdg", "Widget", "widgets.kube.example.com"]) {
      const [resource] = await client.discovery.resourcesNamed(typed);
      expect(resource).toMatchObject({
        kind: "Widget",
        resource: "widgets",
        namespaced: true,
        subresources: ["status"],
      });
    }
    await client.delete(keyOf(crd));
  });

  test("a lease goes from one holder to the next", async () => {
    const lease = { namespace: await namespace(), name: "leader" };
    const quick = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 50 };
    const first = await acquireLease(client, { ...lease, ...quick, identity: "one" });
    const next = acquireLease(client, { ...lease, ...quick, identity: "two" });
    await first.release();
    const second = await next;
    const { spec } = await client.get({ apiVersion: "coordination.k8s.io/v1", kind: "Lease", ...lease });
    expect(spec).toMatchObject({ holderIdentity: "two", leaseDurationSeconds: 3, leaseTransitions: 1 });
    await second.release();
  });
}

function nameOf(event: WatchEvent): string {
  return "object" in event ? `${event.type} ${event.object.metadata.name}` : event.type;
}
