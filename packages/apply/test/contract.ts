import { randomUUID } from "node:crypto";
import type { KubeObject } from "@flux-ts/base";
import {
  ApplyError,
  executePlan,
  formatChanges,
  ownerLabels,
  planApply,
  pruneObjects,
  type ApplyOptions,
  type Change,
} from "@flux-ts/apply";
import { keyOf, type Client } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  clusterRole,
  configMap,
  cronTab,
  cronTabs,
  deployment,
  mislabelled,
  namespaceOf,
  severalKinds,
} from "./objects.ts";

/** A way to an API with an administrator's client. */
export interface Cluster {
  readonly client: Client;
  close(): Promise<void>;
}

type ConfigMap = KubeObject & { readonly data?: { readonly [key: string]: string } };

const fieldManager = "kustomize-controller";
const control = (name: string) => `kustomize.toolkit.fluxcd.io/${name}`;

/** What applying and pruning do on any Kubernetes API. Every test has a namespace of its own. */
export function runApplyContract(open: () => Promise<Cluster>): void {
  let cluster: Cluster;
  let client: Client;
  let watches: WatchPool;
  beforeAll(async () => {
    cluster = await open();
    client = cluster.client.with({ fieldManager });
    watches = new WatchPool({ client });
  });
  afterAll(async () => {
    await watches.close();
    await cluster.close();
  });

  const uniqueName = (): string => `apply-${randomUUID().slice(0, 8)}`;
  const createNamespace = async (): Promise<string> => {
    const name = uniqueName();
    await client.create(namespaceOf(name));
    return name;
  };
  const plan = (objects: readonly KubeObject[], options: Partial<ApplyOptions> = {}) =>
    planApply(
      objects.map((object) => ({ object })),
      { client, watches, fieldManager, signal: new AbortController().signal, stageTimeoutMs: 10_000, ...options },
    );
  const apply = async (objects: readonly KubeObject[], options?: Partial<ApplyOptions>): Promise<readonly Change[]> =>
    await executePlan(await plan(objects, options));
  const read = async (object: KubeObject) => await client.get<ConfigMap>(keyOf(object));
  const managersOf = ({ metadata }: KubeObject) =>
    metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`);

  describe("a set", () => {
    test("with definitions, their objects and their namespaces is applied in one go", async () => {
      const namespace = uniqueName();
      const crd = cronTabs(namespace);
      const objects = [
        cronTab(namespace, crd, { schedule: "0 * * * *" }),
        configMap(namespace, "settings", { color: "blue" }),
        crd,
        namespaceOf(namespace),
      ];
      expect(formatChanges(await apply(objects))).toBe(
        [
          `CustomResourceDefinition/${crd.metadata.name} created`,
          `Namespace/${namespace} created`,
          `ConfigMap/${namespace}/settings created`,
          `CronTab/${namespace}/nightly created`,
        ].join("\n"),
      );
    });

    test("is written a second time without changing anything", async () => {
      const namespace = uniqueName();
      const crd = cronTabs(namespace);
      const objects = [
        namespaceOf(namespace),
        crd,
        cronTab(namespace, crd, { schedule: "0 * * * *" }),
        clusterRole(namespace),
        ...severalKinds(namespace),
      ];
      await apply(objects);
      const before = await Promise.all(objects.map(read));
      const changes = await apply(objects);
      expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(["unchanged"]));
      const after = await Promise.all(objects.map(read));
      expect(after.map(writtenByUs)).toEqual(before.map(writtenByUs));
    });

    test("is planned with the inventory that status holds before the first write", async () => {
      const namespace = uniqueName();
      const { inventory } = await plan([configMap(namespace, "a"), namespaceOf(namespace), clusterRole(namespace)]);
      expect(inventory).toEqual([
        { id: `_${namespace}__Namespace`, v: "v1" },
        { id: `_${namespace}_rbac.authorization.k8s.io_ClusterRole`, v: "v1" },
        { id: `${namespace}_a__ConfigMap`, v: "v1" },
      ]);
    });

    test("of cluster-scoped objects is applied although they name a namespace", async () => {
      const role = clusterRole(uniqueName());
      const misplaced = { ...role, metadata: { ...role.metadata, namespace: "default" } };
      const changes = await apply([misplaced]);
      expect(formatChanges(changes)).toBe(`ClusterRole/${role.metadata.name} created`);
    });
  });

  describe("a change", () => {
    test("adds, changes and removes fields", async () => {
      const namespace = await createNamespace();
      await apply([configMap(namespace, "a", { kept: "1", changed: "1", removed: "1" })]);
      const changes = await apply([configMap(namespace, "a", { kept: "1", changed: "2", added: "1" })]);
      expect(formatChanges(changes)).toBe(`ConfigMap/${namespace}/a configured`);
      expect((await read(configMap(namespace, "a"))).data).toEqual({ kept: "1", changed: "2", added: "1" });
    });

    test("that somebody made to our fields is undone, and what they added stays", async () => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { ours: "1" });
      await apply([object]);
      const edit = { data: { ours: "2", theirs: "1" } };
      await client.patch(keyOf(object), { type: "merge", patch: edit }, { fieldManager: "somebody" });
      expect(formatChanges(await apply([object]))).toBe(`ConfigMap/${namespace}/a configured`);
      expect((await read(object)).data).toEqual({ ours: "1", theirs: "1" });
    });
  });

  describe("an object that is trusted", () => {
    test("is neither asked about nor written, and stands in the inventory", async () => {
      const namespace = await createNamespace();
      const [known, other] = [configMap(namespace, "known", { a: "1" }), configMap(namespace, "other", { a: "1" })];
      await apply([known, other]);
      await client.patch(keyOf(known), { type: "merge", patch: { data: { a: "2" } } }, { fieldManager: "somebody" });
      const planned = await planApply([{ object: known, trusted: true }, { object: other }], {
        client,
        watches,
        fieldManager,
        signal: new AbortController().signal,
      });
      expect(planned.inventory).toHaveLength(2);
      expect(formatChanges(await executePlan(planned))).toBe(
        `ConfigMap/${namespace}/known unchanged\nConfigMap/${namespace}/other unchanged`,
      );
      expect((await read(known)).data).toEqual({ a: "2" });
    });
  });

  describe("what others have taken", () => {
    const taken: Record<string, { act: (object: ConfigMap) => Promise<unknown>; want: readonly string[] }> = {
      "a value": {
        act: (object) => edit(object, { b: "2", c: "2" }, "somebody"),
        want: [".data.b somebody", ".data.c somebody"],
      },
      "a field that is gone": { act: (object) => edit(object, { b: null }, "somebody"), want: [".data.b somebody"] },
      "a field that kubectl added": {
        act: (object) => edit(object, { x: "1" }, "kubectl-edit"),
        want: [".data.x kubectl-edit"],
      },
      "a value under our own name": {
        act: ({ apiVersion, kind, metadata: { name, namespace = "" } }) =>
          client.apply(
            { apiVersion, kind, metadata: { name, namespace }, data: { a: "1", b: "9", c: "1" } },
            { force: true },
          ),
        want: [`.data.b ${fieldManager}`],
      },
    };
    const edit = (object: KubeObject, data: { readonly [key: string]: string | null }, manager: string) =>
      client.patch(keyOf(object), { type: "merge", patch: { data } }, { fieldManager: manager });

    test.for(Object.entries(taken))("%s is named with its manager", async ([, { act, want }]) => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { a: "1", b: "1", c: "1" });
      await apply([object]);
      await act(object);
      const [change] = await apply([object]);
      expect(change?.losses?.map(({ field, manager }) => `${field} ${manager}`)).toEqual(want);
      expect(change?.metadata?.uid).toBe((await read(object)).metadata.uid);
    });
  });

  describe("an invalid object", () => {
    test("changes nothing", async () => {
      const namespace = await createNamespace();
      const good = configMap(namespace, "good");
      const bad = mislabelled(namespace);
      const unknown = { apiVersion: "nowhere.example.com/v1", kind: "Nothing", metadata: { namespace, name: "x" } };
      const failure = await failureOf(apply([good, bad, unknown]));
      expect(failure.failures.map(({ object }) => object.kind).toSorted()).toEqual(["ConfigMap", "Nothing"]);
      expect(failure.message).toContain(`ConfigMap/${namespace}/bad dry-run failed (Invalid): `);
      expect(failure.changes).toEqual([]);
      expect(await client.find(keyOf(good))).toBeUndefined();
    });

    test("names the file and line it came from", async () => {
      const namespace = await createNamespace();
      const planned = planApply([{ object: mislabelled(namespace), origin: { file: "apps/bad.yaml", line: 7 } }], {
        client,
        watches,
        fieldManager,
        signal: new AbortController().signal,
      });
      expect((await failureOf(planned)).message).toContain("(apps/bad.yaml:7)");
    });

    test("in a namespace that is nowhere changes nothing", async () => {
      const namespace = await createNamespace();
      const good = configMap(namespace, "good");
      const failure = await failureOf(apply([good, configMap(`${namespace}-missing`, "lost")]));
      expect(failure.message).toMatch(/^ConfigMap\/.*-missing\/lost not found: namespaces ".*-missing" not found$/);
      expect(await client.find(keyOf(good))).toBeUndefined();
    });

    test("of a kind that its own set defines changes nothing", async () => {
      const namespace = await createNamespace();
      const crd = cronTabs(namespace);
      const failure = await failureOf(apply([crd, cronTab(namespace, crd, { schedule: 7 })]));
      expect(failure.failures.map(({ object }) => object.kind)).toEqual(["CronTab"]);
      expect(await client.find(keyOf(crd))).toBeUndefined();
    });

    test("that can only be checked late is reported with what had been written by then", async () => {
      const namespace = uniqueName();
      const failure = await failureOf(apply([namespaceOf(namespace), mislabelled(namespace)]));
      expect(failure.message).toContain(`ConfigMap/${namespace}/bad dry-run failed (Invalid): `);
      expect(formatChanges(failure.changes)).toBe(`Namespace/${namespace} created`);
    });
  });

  describe("takeover", () => {
    test("of what kubectl applied on the client's side: what the set does not name goes away", async () => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { kept: "1", dropped: "1" });
      const annotations = { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(object) };
      await client.create(
        { ...object, metadata: { ...object.metadata, annotations } },
        { fieldManager: "kubectl-client-side-apply" },
      );
      await apply([configMap(namespace, "a", { kept: "1" })]);
      const live = await read(object);
      expect([live.data, live.metadata.annotations, managersOf(live)]).toEqual([
        { kept: "1" },
        undefined,
        [`${fieldManager} Apply`],
      ]);
    });

    test.for([
      ["kubectl apply --server-side", "kubectl", "Apply"],
      ["kubectl edit", "kubectl-edit", "Update"],
      ["earlier versions of Flux", fieldManager, "Update"],
    ] as const)("of fields of %s", async ([, manager, operation]) => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { kept: "1", dropped: "1" });
      if (operation === "Apply") await client.apply(object, { fieldManager: manager });
      else await client.create(object, { fieldManager: manager });
      const changes = await apply([configMap(namespace, "a", { kept: "1" })]);
      expect(formatChanges(changes)).toBe(`ConfigMap/${namespace}/a configured`);
      const live = await read(object);
      expect([live.data, managersOf(live)]).toEqual([{ kept: "1" }, [`${fieldManager} Apply`]]);
    });

    test("leaves fields of others alone", async () => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { theirs: "1" });
      await client.apply(object, { fieldManager: "other-controller" });
      await apply([configMap(namespace, "a", { ours: "1" })]);
      const live = await read(object);
      expect(live.data).toEqual({ theirs: "1", ours: "1" });
      expect(managersOf(live)?.toSorted()).toEqual([`${fieldManager} Apply`, "other-controller Apply"]);
    });

    test("of an object with several managers keeps the fields of each list entry", async () => {
      const namespace = await createNamespace();
      const object = deployment(namespace, "web", { replicas: 2 });
      await client.create(object, { fieldManager: "kubectl-create" });
      const scale = { spec: { replicas: 5 } };
      await client.patch(keyOf(object), { type: "merge", patch: scale }, { fieldManager: "kubectl-scale" });
      await apply([object]);
      const live = await read(object);
      expect(live["spec"]).toMatchObject({ replicas: 2 });
      expect(managersOf(live)).toContain(`${fieldManager} Apply`);
      expect(managersOf(live)?.filter((manager) => manager.startsWith("kubectl"))).toEqual([]);
    });
  });

  describe("an object that says", () => {
    const saying = (namespace: string, entries: { readonly [key: string]: string }, data: ConfigMap["data"] = {}) => {
      const { metadata, ...rest } = configMap(namespace, "a", data);
      return { ...rest, metadata: { ...metadata, annotations: entries } };
    };

    test("ssa: Merge keeps the fields that kubectl added", async () => {
      const namespace = await createNamespace();
      const object = saying(namespace, { [control("ssa")]: "Merge" }, { ours: "1" });
      await apply([object]);
      const edit = { data: { theirs: "1" } };
      await client.patch(keyOf(object), { type: "merge", patch: edit }, { fieldManager: "kubectl-edit" });
      await apply([object]);
      expect((await read(object)).data).toEqual({ ours: "1", theirs: "1" });
    });

    test("ssa: IfNotPresent is created, then left alone", async () => {
      const namespace = await createNamespace();
      const says = { [control("ssa")]: "IfNotPresent" };
      expect(formatChanges(await apply([saying(namespace, says, { x: "1" })]))).toMatch(/ created$/);
      expect(formatChanges(await apply([saying(namespace, says, { x: "2" })]))).toMatch(/ skipped$/);
      expect((await read(saying(namespace, says))).data).toEqual({ x: "1" });
    });

    test.for(["ssa: Ignore", "ssa: ignore", "reconcile: disabled"])("%s is not applied", async (text) => {
      const namespace = await createNamespace();
      const [name = "", value = ""] = text.split(": ");
      const object = saying(namespace, { [control(name)]: value });
      expect(formatChanges(await apply([object]))).toMatch(/ skipped$/);
      expect(await client.find(keyOf(object))).toBeUndefined();
    });

    test("reconcile: disabled in the cluster is left alone", async () => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "a", { x: "1" });
      const { metadata, ...rest } = object;
      const annotations = { [control("reconcile")]: "disabled" };
      await client.create({ ...rest, metadata: { ...metadata, annotations } }, { fieldManager: "somebody" });
      expect(formatChanges(await apply([configMap(namespace, "a", { x: "2" })]))).toMatch(/ skipped$/);
      expect((await read(object)).data).toEqual({ x: "1" });
    });
  });

  describe("a change of an immutable field", () => {
    const fixed = (namespace: string, x: string, annotations: { readonly [key: string]: string } = {}) => {
      const { metadata, ...rest } = configMap(namespace, "a", { x });
      return { ...rest, immutable: true, metadata: { ...metadata, annotations } };
    };

    test("is refused, and nothing changes", async () => {
      const namespace = await createNamespace();
      await apply([fixed(namespace, "1")]);
      const failure = await failureOf(apply([fixed(namespace, "2")]));
      expect(failure.message).toMatch(/^ConfigMap\/.*\/a dry-run failed \(Invalid\): .*immutable/);
      expect((await read(fixed(namespace, ""))).data).toEqual({ x: "1" });
    });

    test.for([
      ["the set is forced", { force: true }, {}],
      ["the object says so", {}, { [control("force")]: "enabled" }],
    ] as const)("replaces the object when %s", async ([, options, annotations]) => {
      const namespace = await createNamespace();
      await apply([fixed(namespace, "1")]);
      const before = await read(fixed(namespace, ""));
      const changes = await apply([fixed(namespace, "2", annotations)], options);
      const after = await read(fixed(namespace, ""));
      expect(formatChanges(changes)).toBe(`ConfigMap/${namespace}/a created`);
      expect(after.data).toEqual({ x: "2" });
      expect(after.metadata.uid).not.toBe(before.metadata.uid);
    });

    test("is no reason to delete an object whose successor is invalid anyway", async () => {
      const namespace = await createNamespace();
      const object = configMap(namespace, "bad");
      await apply([object]);
      const before = await read(object);
      const failure = await failureOf(apply([mislabelled(namespace)], { force: true }));
      expect(failure.message).toContain(`ConfigMap/${namespace}/bad dry-run failed (Invalid): `);
      expect((await read(object)).metadata.uid).toBe(before.metadata.uid);
    });

    test("is passed over where reconciling is disabled in the cluster", async () => {
      const namespace = await createNamespace();
      await client.create(fixed(namespace, "1", { [control("reconcile")]: "disabled" }));
      const changes = await apply([fixed(namespace, "2")], { force: true });
      expect(formatChanges(changes)).toBe(`ConfigMap/${namespace}/a skipped`);
    });

    test("replaces a workload, too", async () => {
      const namespace = await createNamespace();
      await apply([deployment(namespace, "web", {})]);
      const selector = { matchLabels: { app: "other" } };
      const template = { metadata: { labels: { app: "other" } }, spec: { containers: [{ name: "x", image: "x:1" }] } };
      const changes = await apply([deployment(namespace, "web", { selector, template })], { force: true });
      expect(formatChanges(changes)).toBe(`Deployment/${namespace}/web created`);
    });
  });

  describe("pruning", () => {
    const owner = ownerLabels("apps", "flux-system");
    const signal = new AbortController().signal;
    const owned = (namespace: string, name: string, annotations: { readonly [key: string]: string } = {}) => {
      const { metadata, ...rest } = configMap(namespace, name);
      return { ...rest, metadata: { ...metadata, annotations, labels: owner } };
    };

    test("deletes what the owner applied, in the reverse order, and nothing of others", async () => {
      const namespace = await createNamespace();
      const rest = { ...deployment(namespace, "web", {}) };
      const workload = { ...rest, metadata: { ...rest.metadata, labels: owner } };
      const objects = [
        owned(namespace, "a"),
        workload,
        configMap(namespace, "foreign"),
        owned(namespace, "kept", { [control("prune")]: "Disabled" }),
        owned(namespace, "off", { [control("reconcile")]: "disabled" }),
      ];
      for (const object of objects) await client.create(object);
      const keys = [...objects, configMap(namespace, "missing")].map(keyOf);
      const changes = await pruneObjects(keys, { client, owner, signal });
      expect(formatChanges(changes)).toBe(
        [
          `Deployment/${namespace}/web deleted`,
          `ConfigMap/${namespace}/off skipped`,
          `ConfigMap/${namespace}/missing deleted`,
          `ConfigMap/${namespace}/kept skipped`,
          `ConfigMap/${namespace}/foreign skipped`,
          `ConfigMap/${namespace}/a deleted`,
        ].join("\n"),
      );
      const left = await client.list({ apiVersion: "v1", kind: "ConfigMap", namespace }, { metadataOnly: true });
      expect(left.items.map(({ metadata }) => metadata.name)).toEqual(["foreign", "kept", "off"]);
    });

    test("of a kind that is gone succeeds: its objects are gone, too", async () => {
      const key = { apiVersion: "nowhere.example.com/v1", kind: "Nothing", namespace: "default", name: "x" };
      expect(formatChanges(await pruneObjects([key], { client, owner, signal }))).toBe("Nothing/default/x deleted");
    });
  });
}

/** What only a write of ours would change: Kubernetes' own controllers write status meanwhile. */
function writtenByUs({ metadata: { uid, generation, managedFields = [] } }: KubeObject) {
  return { uid, generation, managedFields: managedFields.filter(({ manager }) => manager === fieldManager) };
}

async function failureOf(applied: Promise<unknown>): Promise<ApplyError> {
  const error: unknown = await applied.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(ApplyError);
  return error as ApplyError;
}
