import { equalJson } from "@flux-ts/base";
import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isAlreadyExists, keyOf } from "@flux-ts/kube";
import { afterAll, beforeAll, describe, test } from "vitest";
import { kustomizationKey } from "../cluster.ts";
import type { Api } from "../cluster.ts";
import { answer, contentOf, settled } from "./scene.ts";
import type { Scene } from "./scene.ts";

interface Edit {
  readonly key: "settings" | "web" | "checks";
  readonly edit: (scene: Scene) => Promise<unknown>;
}

const edits: Record<string, Edit> = {
  "a changed value": {
    key: "settings",
    edit: ({ merge, settings }) => merge(settings, { data: { color: "red" } }, "somebody"),
  },
  "a removed field": {
    key: "settings",
    edit: ({ merge, settings }) => merge(settings, { data: { size: null } }, "somebody"),
  },
  "another manager's apply by force": {
    key: "settings",
    edit: ({ client, settings }) => applyAs(client, "helm", { ...headOf(settings), data: { color: "green" } }),
  },
  "a second writer under our name": {
    key: "web",
    edit: ({ client, web }) => rewrite(client, web, (text) => text.replace("app:v1", "app:other")),
  },
  "a second writer under our name, of a kind without generations": {
    key: "settings",
    edit: ({ client, settings }) => rewrite(client, settings, (text) => text.replace("blue", "red")),
  },
  "kubectl scale": {
    key: "web",
    edit: ({ client, web }) => {
      const patch = { type: "merge", patch: { spec: { replicas: 7 } } } as const;
      return client.patch(web, patch, { fieldManager: "kubectl-scale", subresource: "scale" });
    },
  },
  "kubectl edit that adds a container": {
    key: "web",
    edit: ({ addContainers }) => addContainers([{ name: "debug", image: "debug:v1" }], "kubectl-edit"),
  },
  "kubectl edit that adds an environment variable": {
    key: "web",
    edit: ({ addContainers }) => addContainers([{ name: "main", env: [{ name: "X", value: "1" }] }], "kubectl-edit"),
  },
  "a removed owner label": { key: "settings", edit: ({ label, settings }) => label(settings, "name", null) },
  "a changed owner label": { key: "settings", edit: ({ label, settings }) => label(settings, "name", "other") },
  "a deletion": { key: "settings", edit: ({ client, settings }) => client.delete(settings) },
  "a deletion of what has no namespace": { key: "checks", edit: ({ client, checks }) => client.delete(checks) },
  "a deletion and a new object of the same name": {
    key: "settings",
    edit: async ({ client, settings }) => {
      await client.delete(settings);
      await client.create(headOf(settings)).catch((error: unknown) => {
        if (!isAlreadyExists(error)) throw error; // it is back already
      });
    },
  },
};

interface Fight extends Pick<Edit, "key"> {
  readonly field: string;
  readonly manager: string;
  /** Whether the object is as the other one wants it. */
  readonly isTheirs: (object: KubeObject) => boolean;
  readonly take: (scene: Scene) => Promise<unknown>;
}

const fights: Record<string, Fight> = {
  "an autoscaler that sets replicas": {
    key: "web",
    field: ".spec.replicas",
    manager: "autoscaler",
    isTheirs: ({ spec }) => (spec as JsonObject)["replicas"] === 5,
    take: ({ merge, web }) => merge(web, { spec: { replicas: 5 } }, "autoscaler"),
  },
  "an injector of caBundle": {
    key: "checks",
    field: '.webhooks[name="checks.example.com"].clientConfig.caBundle',
    manager: "cainjector",
    isTheirs: (object) => JSON.stringify(object).includes("b3RoZXI="),
    take: ({ client, checks }) => {
      const clientConfig = { url: "https://127.0.0.1:9/checks", caBundle: "b3RoZXI=" };
      const patch = { webhooks: [{ name: "checks.example.com", clientConfig }] };
      return client.patch(checks, { type: "strategic", patch }, { fieldManager: "cainjector" });
    },
  },
};

/** What becomes of changes that somebody makes to applied objects, on any API. */
export function runDriftContract(open: () => Promise<Api>): void {
  let api: Api;
  beforeAll(async () => {
    api = await open();
  });
  afterAll(async () => {
    await api.close();
  });

  describe("drift is put right at once:", () => {
    test.for(Object.entries(edits))("%s", async ([, { key, edit }], { expect }) => {
      await using scene = await settled(api);
      const wanted = contentOf(await scene.client.get(scene[key]));
      await edit(scene);
      const edited = performance.now();
      await scene.cluster.until<KubeObject>(scene[key], (object) => equalJson(contentOf(object), wanted));
      expect(performance.now() - edited).toBeLessThan(1000);
    });
  });

  describe("who takes a field again and again", () => {
    test.for(Object.entries(fights))(
      "%s is named, and meets three quick corrections",
      async ([, fight], { expect }) => {
        const { field, manager, isTheirs, take } = fight;
        await using scene = await settled(api);
        const { client, cluster, count } = scene;
        const key = scene[fight.key];
        const before = count("apply", key);
        await using _ = answer(client, key, async (object) => (isTheirs(object) ? undefined : await take(scene)));
        const fighting = await cluster.until(kustomizationKey("apps", cluster.names.flux), (object) =>
          (object?.status?.conditions ?? []).some(({ type }) => type === "DriftRecurring"),
        );
        const conditions = new Map(fighting?.status?.conditions?.map((condition) => [condition.type, condition]));
        const text = `${field} is taken by "${manager}" again and again; the next correction is in 30s`;
        const named = expect.stringContaining(text) as string;
        expect(conditions.get("DriftRecurring")).toMatchObject({ status: "True", message: named });
        expect(conditions.get("Ready")?.status).toBe("True");
        const warnings = cluster.events.filter(({ severity }) => severity === "error");
        expect(warnings.map(({ reason, message }) => [reason, message])).toEqual([["DriftRecurring", named]]);
        const series = (await cluster.metrics()).filter((line) => line.startsWith("flux_drift_recurring_corrections{"));
        expect(series).toEqual([expect.stringContaining(`manager="${manager}"`)]);
        // Their last word stands, until somebody asks for a run.
        await cluster.until<KubeObject>(key, (object) => object !== undefined && isTheirs(object));
        const run = cluster.nextRun("apps", "request");
        await cluster.change("apps", { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } });
        await run;
        expect(count("apply", key) - before).toBe(3 + 1);
      },
    );
  });

  describe("what an annotation in the cluster says counts at once:", () => {
    const colorOf = (object: KubeObject | undefined) => (object?.["data"] as JsonObject | undefined)?.["color"];

    test.for([
      ["reconcile", "disabled"],
      ["ssa", "Ignore"],
    ] as const)("%s: %s", async ([name, value], { expect }) => {
      await using scene = await settled(api);
      const { client, cluster, settings, merge, annotate } = scene;
      for (const act of [
        () => annotate(settings, name, value),
        () => merge(settings, { data: { color: "red" } }, "x"),
      ]) {
        const run = cluster.nextRun("apps", "drift");
        await act();
        await run;
      }
      expect(colorOf(await client.get(settings))).toBe("red");
      await annotate(settings, name, null);
      await cluster.until<KubeObject>(settings, (object) => colorOf(object) === "blue");
    });

    test("ssa: Merge keeps what kubectl adds", async ({ expect }) => {
      await using scene = await settled(api);
      const { client, cluster, settings, merge, annotate } = scene;
      const run = cluster.nextRun("apps", "drift");
      await annotate(settings, "ssa", "Merge");
      await run;
      await merge(settings, { data: { extra: "1" } }, "kubectl-edit");
      await merge(settings, { data: { color: "red" } }, "somebody");
      await cluster.until<KubeObject>(settings, (object) => colorOf(object) === "blue");
      expect((await client.get(settings))["data"]).toMatchObject({ extra: "1" });
    });
  });

  test("foreign annotations, keys and containers stay, and cost one dry-run at most", async ({ expect }) => {
    await using scene = await settled(api);
    const { client, cluster, settings, web, merge, addContainers, count } = scene;
    const [applies, dryRuns] = [count("apply", web), count("dry-run", web)];
    await merge(settings, { data: { theirs: "1" }, metadata: { annotations: { a: "b" } } }, "x");
    const run = cluster.nextRun("apps", "drift");
    await addContainers([{ name: "sidecar", image: "mesh:v1" }], "injector");
    await run;
    expect([count("apply", web), count("dry-run", web)]).toEqual([applies, dryRuns + 1]);
    expect([count("apply", settings), count("dry-run", settings)]).toEqual([1, 1]);
    expect(JSON.stringify(await client.get(web))).toContain("mesh:v1");
    expect((await client.get(settings))["data"]).toHaveProperty("theirs");
  });

  test("kubectl rollout restart and a request by kubectl annotate are not undone", async ({ expect }) => {
    await using scene = await settled(api);
    const { client, cluster, web, merge, count } = scene;
    const applies = count("apply", web);
    const annotations = { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" };
    const run = cluster.nextRun("apps", "drift");
    await merge(web, { spec: { template: { metadata: { annotations } } } }, "kubectl-rollout");
    await run;
    await merge(web, { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } }, "kubectl-annotate");
    const asked = cluster.nextRun("apps", "request");
    await cluster.change("apps", { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } });
    await asked;
    expect(count("apply", web)).toBe(applies);
    const live = await client.get(web);
    expect(JSON.stringify(live["spec"])).toContain("restartedAt");
    expect(live.metadata.annotations).toMatchObject({ "reconcile.fluxcd.io/requestedAt": "now" });
  });

  test("only what drifted is asked about and applied", async ({ expect }) => {
    await using scene = await settled(api);
    const { client, cluster, settings, web, count } = scene;
    const run = cluster.nextRun("apps", "drift");
    await client.delete(settings);
    await run;
    expect([count("apply", settings), count("dry-run", settings)]).toEqual([2, 2]);
    expect([count("apply", web), count("dry-run", web)]).toEqual([1, 1]);
  });
}

type Client = Scene["client"];

function headOf({ apiVersion, kind, namespace = "", name }: Scene["settings"]): KubeObject {
  return { apiVersion, kind, metadata: { namespace, name } };
}

async function applyAs(client: Client, fieldManager: string, object: KubeObject): Promise<KubeObject> {
  return await client.apply(object, { fieldManager, force: true });
}

/** Applies the object as another process of ours would: under our name, the same fields, other values. */
async function rewrite(client: Client, key: Scene["settings"], edit: (text: string) => string): Promise<void> {
  const { metadata, status: _, ...content } = await client.get(key);
  const { name, namespace = "", labels = {} } = metadata;
  const { containers } = (content["spec"] as { template?: { spec: { containers: readonly JsonObject[] } } } | undefined)
    ?.template?.spec ?? { containers: [] };
  const spec = {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: containers.map(({ name: container = "", image = "" }) => ({ name: container, image })) },
    },
  };
  const { apiVersion, kind } = keyOf({ ...content, metadata });
  const object = { apiVersion, kind, metadata: { name, namespace, labels } };
  const whole = "data" in content ? { ...object, data: content["data"] } : { ...object, spec };
  await applyAs(client, "kustomize-controller", JSON.parse(edit(JSON.stringify(whole))) as KubeObject);
}
