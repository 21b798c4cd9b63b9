import type { KubeObject } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";
import { describe, test } from "vitest";
import { createCluster, kustomizationKey } from "./cluster.ts";
import type { Files } from "./cluster.ts";

const first = "main@sha1:1111";
const second = "main@sha1:2222";
const third = "main@sha1:3333";

const configMap = (name: string, value = "1"): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: "${value}"\n`;

const deployment = (name: string, annotations = "{}"): string =>
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  annotations: ${annotations}
spec:
  replicas: 2
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "app:v1"}]}
`;

const key = (kind: string, name: string): ObjectKey => ({
  apiVersion: kind === "Deployment" ? "apps/v1" : "v1",
  kind,
  namespace: "default",
  name,
});

const exists = (object: KubeObject | undefined): boolean => object !== undefined;
const isGone = (object: KubeObject | undefined): boolean => object === undefined;

describe("a revision", () => {
  test("is applied, and its inventory and history are recorded", async ({ expect }) => {
    await using cluster = await createCluster();
    await cluster.publish(first, { "a.yaml": configMap("a"), "b.yaml": deployment("b") });
    await cluster.create("apps", { wait: true });
    const { status } = await cluster.untilReady("apps", "True", first);
    expect(status?.inventory?.entries).toEqual([
      { id: "default_a__ConfigMap", v: "v1" },
      { id: "default_b_apps_Deployment", v: "v1" },
    ]);
    expect(status?.lastAppliedRevision).toBe(first);
    expect(status?.history).toMatchObject([
      { lastReconciledStatus: "ReconciliationSucceeded", totalReconciliations: 1 },
    ]);
    expect(status?.conditions?.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
      "Ready ReconciliationSucceeded",
      "Healthy Succeeded",
    ]);
    const applied = await cluster.client.get(key("ConfigMap", "a"));
    expect(applied.metadata.labels).toEqual({
      "kustomize.toolkit.fluxcd.io/name": "apps",
      "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
    });
    expect(applied.metadata.managedFields?.map(({ manager, operation }) => [manager, operation])).toEqual([
      ["kustomize-controller", "Apply"],
    ]);
  });

  test("that follows changes what changed and prunes what is gone", async ({ expect }) => {
    await using cluster = await createCluster();
    await cluster.publish(first, { "a.yaml": configMap("a"), "b.yaml": configMap("b") });
    await cluster.create("apps");
    await cluster.untilReady("apps", "True", first);
    await cluster.publish(second, { "a.yaml": configMap("a", "2") });
    const { status } = await cluster.untilReady("apps", "True", second);
    expect((await cluster.client.get(key("ConfigMap", "a")))["data"]).toEqual({ key: "2" });
    expect(await cluster.client.find(key("ConfigMap", "b"))).toBeUndefined();
    expect(status?.inventory?.entries).toEqual([{ id: "default_a__ConfigMap", v: "v1" }]);
    const texts = cluster.events.map(({ message }) => message);
    expect(texts).toContain("ConfigMap/default/a configured");
    expect(texts).toContain("ConfigMap/default/b deleted");
  });

  test("without any manifest prunes everything", async ({ expect }) => {
    await using cluster = await createCluster();
    await cluster.publish(first, { "deploy/a.yaml": configMap("a") });
    await cluster.create("apps", { path: "./deploy" });
    await cluster.untilReady("apps", "True", first);
    await cluster.publish(second, { "deploy/README.md": "nothing left" });
    const { status } = await cluster.untilReady("apps", "True", second);
    expect(await cluster.client.find(key("ConfigMap", "a"))).toBeUndefined();
    expect(status?.inventory?.entries).toEqual([]);
  });

  test("without prune leaves objects behind", async ({ expect }) => {
    await using cluster = await createCluster();
    await cluster.publish(first, { "a.yaml": configMap("a"), "b.yaml": configMap("b") });
    await cluster.create("apps", { prune: false });
    await cluster.untilReady("apps", "True", first);
    await cluster.publish(second, { "a.yaml": configMap("a") });
    await cluster.untilReady("apps", "True", second);
    expect(await cluster.client.find(key("ConfigMap", "b"))).toBeDefined();
  });
});

describe("a broken revision", () => {
  const good: Files = { "a.yaml": configMap("a"), "b.yaml": deployment("b") };
  const broken: Record<string, { files: Files; reason: string; message: RegExp }> = {
    "with an invalid object names it with file and line": {
      files: { "a.yaml": configMap("a", "2"), "b.yaml": deployment("b").replace("replicas: 2", "replicas: many") },
      reason: "ReconciliationFailed",
      message: /^Deployment\/default\/b dry-run failed.*replicas.*\(b\.yaml:1\)/s,
    },
    "with broken YAML names file and line": {
      files: { "a.yaml": configMap("a", "2"), "b.yaml": "apiVersion: v1\nkind: [\n" },
      reason: "BuildFailed",
      message: /^kustomize build failed: .*\(b\.yaml:\d+/s,
    },
  };
  test.for(Object.entries(broken))(
    "%s, and nothing of it is applied",
    async ([, { files, reason, message }], { expect }) => {
      await using cluster = await createCluster();
      await cluster.publish(first, good);
      await cluster.create("apps");
      await cluster.untilReady("apps", "True", first);
      await cluster.publish(second, files);
      const { status } = await cluster.untilReady("apps", "False", second);
      const ready = status?.conditions?.find(({ type }) => type === "Ready");
      expect(ready?.reason).toBe(reason);
      expect(ready?.message).toMatch(message);
      expect(status?.conditions?.find(({ type }) => type === "Reconciling")?.reason).toBe("ProgressingWithRetry");
      expect((await cluster.client.get(key("ConfigMap", "a")))["data"]).toEqual({ key: "1" });
      expect(status?.lastAppliedRevision).toBe(first);
      await cluster.publish(third, good);
      await cluster.untilReady("apps", "True", third);
    },
  );
});

test("what a broken revision wrote before it failed is recorded, and pruned when it is gone from the source", async ({
  expect,
}) => {
  await using cluster = await createCluster();
  const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: late}\n";
  // Only once its namespace exists the server can be asked about this object.
  const invalid = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: late}\ndata: {'not a key': x}\n";
  await cluster.publish(first, { "namespace.yaml": namespace, "a.yaml": invalid });
  await cluster.createBare("apps");
  const failed = await cluster.untilReady("apps", "False", first);
  expect(failed.status?.conditions?.find(({ type }) => type === "Ready")?.message).toMatch(
    /^ConfigMap\/late\/a dry-run failed \(Invalid\): .*\(a\.yaml:1\)\nNamespace\/late created$/s,
  );
  const ids = failed.status?.inventory?.entries.map(({ id }) => id);
  expect(ids?.toSorted()).toEqual(["_late__Namespace", "late_a__ConfigMap"]);
  await cluster.publish(second, { "b.yaml": configMap("b").replace("name: b", "name: b\n  namespace: default") });
  await cluster.untilReady("apps", "True", second);
  await cluster.until({ apiVersion: "v1", kind: "Namespace", name: "late" }, isGone);
});

test("a ServiceAccount is impersonated: what it may not do is not done", async ({ expect }) => {
  await using cluster = await createCluster();
  const { client } = cluster;
  await cluster.publish(first, { "a.yaml": configMap("a") });
  await cluster.create("apps", { serviceAccountName: "deployer" });
  const { status } = await cluster.untilReady("apps", "False", first);
  expect(status?.conditions?.find(({ type }) => type === "Ready")?.message).toMatch(
    /^ConfigMap\/default\/a dry-run failed \(Forbidden\): .*User "system:serviceaccount:flux-system:deployer" cannot/,
  );
  const rbac = "rbac.authorization.k8s.io";
  const subject = { kind: "ServiceAccount", name: "deployer", namespace: "flux-system" };
  await client.create({
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata: { name: "deployer", namespace: "default" },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "cluster-admin" },
    subjects: [subject],
  });
  const requestedAt = { "reconcile.fluxcd.io/requestedAt": "now" };
  await cluster.change("apps", { metadata: { annotations: requestedAt } });
  await cluster.untilReady("apps", "True", first);
});

test("a suspended Kustomization is left alone until it is resumed", async ({ expect }) => {
  await using cluster = await createCluster();
  await cluster.publish(first, { "a.yaml": configMap("a") });
  await cluster.create("apps");
  await cluster.create("other");
  await cluster.untilReady("apps", "True", first);
  await cluster.change("apps", { spec: { suspend: true } });
  await cluster.publish(second, { "a.yaml": configMap("a", "2") });
  await cluster.untilReady("other", "True", second);
  const suspended = await cluster.client.get(kustomizationKey("apps"));
  expect(suspended["status"]).toMatchObject({ lastAppliedRevision: first });
  await cluster.change("apps", { spec: { suspend: false } });
  await cluster.untilReady("apps", "True", second);
});

test("a Kustomization waits for its dependencies and is woken by them", async ({ expect }) => {
  await using cluster = await createCluster();
  await cluster.publish(first, { "base/a.yaml": configMap("a"), "apps/b.yaml": configMap("b") });
  await cluster.create("apps", { path: "./apps", dependsOn: [{ name: "base" }] });
  const { status } = await cluster.untilReady("apps", "False");
  expect(status?.conditions?.find(({ type }) => type === "Ready")).toMatchObject({
    reason: "DependencyNotReady",
    message: `dependency 'flux-system/base' not found: kustomizations.kustomize.toolkit.fluxcd.io "base" not found`,
  });
  await cluster.create("base", { path: "./base" });
  await cluster.untilReady("apps", "True", first);
});

test("an object that does not become healthy fails the Kustomization by name; a newer revision ends the wait", async ({
  expect,
}) => {
  await using cluster = await createCluster();
  await cluster.publish(first, { "a.yaml": deployment("a", '{simulation.flux-ts.dev/fate: "failed"}') });
  await cluster.create("apps", { wait: true });
  const { status } = await cluster.untilReady("apps", "False", first);
  for (const type of ["Ready", "Healthy"]) {
    expect(status?.conditions?.find((condition) => condition.type === type)).toMatchObject({
      status: "False",
      reason: "HealthCheckFailed",
      message: expect.stringContaining(
        "failed early due to stalled resources: [Deployment/default/a status: 'Failed']",
      ),
    });
  }
  await cluster.publish(second, { "a.yaml": deployment("a", '{simulation.flux-ts.dev/fate: "never"}') });
  const isWaiting = (object: KubeObject | undefined): boolean =>
    JSON.stringify(object?.["status"]).includes("Running health checks");
  await cluster.until(kustomizationKey("apps"), isWaiting);
  await cluster.publish(third, { "a.yaml": deployment("a") });
  await cluster.untilReady("apps", "True", third);
});

describe("an object that needs a namespace and names none", () => {
  const files = { "deploy/a.yaml": configMap("a"), "deploy/kustomization.yaml": "resources: [a.yaml]\n" };

  test("is refused, as upstream does", async ({ expect }) => {
    await using cluster = await createCluster();
    await cluster.publish(first, files);
    await cluster.createBare("bare", { path: "./deploy" });
    const { status } = await cluster.untilReady("bare", "False", first);
    expect(status?.conditions?.find(({ type }) => type === "Ready")?.message).toMatch(
      /^ConfigMap\/a namespace not specified: .* \(deploy\/a\.yaml:1\)$/,
    );
  });

  test("goes where the process says", async ({ expect }) => {
    await using cluster = await createCluster({ policy: { fallbackNamespace: "default" } });
    await cluster.publish(first, files);
    await cluster.createBare("bare", { path: "./deploy" });
    const { status } = await cluster.untilReady("bare", "True", first);
    expect(status?.inventory?.entries).toEqual([{ id: "default_a__ConfigMap", v: "v1" }]);
  });
});

describe("deletion", () => {
  test("deletes what was applied", async () => {
    await using cluster = await createCluster();
    await cluster.publish(first, { "a.yaml": configMap("a") });
    await cluster.create("apps");
    await cluster.untilReady("apps", "True", first);
    await cluster.client.delete(kustomizationKey("apps"));
    await cluster.until(kustomizationKey("apps"), isGone);
    await cluster.until(key("ConfigMap", "a"), isGone);
  });

  test("leaves objects that the policy orphans, and those that somebody else owns by now", async ({ expect }) => {
    await using cluster = await createCluster();
    await cluster.publish(first, { "x/a.yaml": configMap("a"), "y/b.yaml": configMap("b") });
    await cluster.create("orphaning", { path: "./x", deletionPolicy: "Orphan" });
    await cluster.create("robbed", { path: "./y" });
    await cluster.untilReady("orphaning", "True", first);
    await cluster.untilReady("robbed", "True", first);
    const labels = { "kustomize.toolkit.fluxcd.io/name": "other" };
    await cluster.client.patch(key("ConfigMap", "b"), { type: "merge", patch: { metadata: { labels } } });
    for (const name of ["orphaning", "robbed"]) {
      await cluster.client.delete(kustomizationKey(name));
      await cluster.until(kustomizationKey(name), isGone);
    }
    expect(await cluster.client.find(key("ConfigMap", "a"))).toBeDefined();
    expect(await cluster.client.find(key("ConfigMap", "b"))).toBeDefined();
  });
});

describe("postBuild", () => {
  test("takes variables from ConfigMaps and Secrets in order, the spec last", async ({ expect }) => {
    await using cluster = await createCluster();
    const namespace = "flux-system";
    const data = { one: "from-configmap", two: "from-configmap" };
    await cluster.client.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "vars", namespace }, data });
    const secret = { two: Buffer.from("from-secret\n").toString("base64") };
    await cluster.client.create({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "vars", namespace },
      data: secret,
    });
    const text =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {one: '${one}', two: '${two}', three: '${three}'}\n";
    await cluster.publish(first, { "a.yaml": text });
    await cluster.create("apps", {
      postBuild: {
        substituteFrom: [
          { kind: "ConfigMap", name: "vars" },
          { kind: "Secret", name: "vars" },
          { kind: "ConfigMap", name: "missing", optional: true },
        ],
        substitute: { three: "from-spec" },
      },
    });
    await cluster.untilReady("apps", "True", first);
    const applied = await cluster.client.get(key("ConfigMap", "a"));
    expect(applied["data"]).toEqual({ one: "from-configmap", two: "from-secret", three: "from-spec" });
  });

  test("fails when a required object is missing", async ({ expect }) => {
    await using cluster = await createCluster();
    await cluster.publish(first, { "a.yaml": configMap("a") });
    await cluster.create("apps", { postBuild: { substituteFrom: [{ kind: "Secret", name: "missing" }] } });
    const { status } = await cluster.untilReady("apps", "False");
    expect(status?.conditions?.find(({ type }) => type === "Ready")).toMatchObject({
      reason: "BuildFailed",
      message: `post build failed: substitute from 'Secret/missing' error: secrets "missing" not found`,
    });
  });
});

const things: Files = {
  "a-thing.yaml": "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, namespace: things}\nspec: {size: 1}\n",
  "b-namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: things}\n",
  "c-crd.yaml": `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties: {spec: {type: object, properties: {size: {type: integer}}}}
`,
  "kustomization.yaml": "resources: [a-thing.yaml, b-namespace.yaml, c-crd.yaml]\n",
};

test("definitions and namespaces of a set come before what needs them", async ({ expect }) => {
  await using cluster = await createCluster();
  await cluster.publish(first, things);
  await cluster.createBare("all");
  await cluster.untilReady("all", "True", first);
  const thing: ObjectKey = { apiVersion: "example.com/v1", kind: "Thing", namespace: "things", name: "a" };
  await cluster.until(thing, exists);
  expect((await cluster.client.get(thing)).metadata.labels).toHaveProperty(["kustomize.toolkit.fluxcd.io/name"], "all");
});

test("an invalid object of a kind that the set itself defines changes nothing", async ({ expect }) => {
  await using cluster = await createCluster();
  const thing = things["a-thing.yaml"]?.replace("size: 1", "size: big") ?? "";
  await cluster.publish(first, { ...things, "a-thing.yaml": thing });
  await cluster.create("all", { targetNamespace: "things" });
  const { status } = await cluster.untilReady("all", "False", first);
  expect(status?.conditions?.find(({ type }) => type === "Ready")?.message).toMatch(
    /^Thing\/things\/a dry-run failed \(Invalid\): Thing\.example\.com "a" is invalid: spec\.size: .* \(a-thing\.yaml:1\)$/,
  );
  expect(await cluster.client.find({ apiVersion: "v1", kind: "Namespace", name: "things" })).toBeUndefined();
});

test("fields and specs that are not supported yet are refused by name", async ({ expect }) => {
  await using cluster = await createCluster();
  await cluster.publish(first, { "a.yaml": configMap("a") });
  await cluster.create("apps", { decryption: { provider: "sops" } });
  const { status } = await cluster.untilReady("apps", "False");
  expect(status?.conditions?.map(({ type, message }) => `${type}: ${message}`)).toEqual([
    "Stalled: spec.decryption is not supported yet",
    "Ready: spec.decryption is not supported yet",
  ]);
  expect(await cluster.client.find(key("ConfigMap", "a"))).toBeUndefined();
});
