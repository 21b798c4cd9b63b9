import type { Stage } from "./stage.ts";
import { configMap, deployment, neverReady } from "./stage.ts";

const requestAnnotation = "reconcile.fluxcd.io/requestedAt";

/** What befalls a Kustomization, up to the state that is then observed. Names are those of objects, too. */
export const scenarios: { readonly [name: string]: (stage: Stage) => Promise<void> } = {
  applied: async (stage) => {
    const revision = await stage.publish({ "one.yaml": configMap("one") });
    await stage.create();
    await stage.untilReady(revision);
  },
  "applied-and-healthy": async (stage) => {
    const revision = await stage.publish({ "web.yaml": deployment("web") });
    await stage.create({ wait: true, timeout: "30s" });
    await stage.untilReady(revision);
  },
  "new-revision": async (stage) => {
    await stage.untilReady(await createOne(stage));
    await stage.untilReady(await stage.publish({ "one.yaml": configMap("one", "2") }));
  },
  "new-revision-of-the-same": async (stage) => {
    await stage.untilReady(await createOne(stage));
    await stage.untilReady(await stage.publish({ "one.yaml": configMap("one") }));
  },
  requested: async (stage) => {
    const revision = await createOne(stage);
    await stage.untilReady(revision);
    await stage.change({ metadata: { annotations: { [requestAnnotation]: "now" } } });
    await stage.until((object) => object?.status?.lastHandledReconcileAt === "now");
    await stage.untilReady(revision);
  },
  edited: async (stage) => {
    const revision = await createOne(stage);
    await stage.untilReady(revision);
    await stage.change({ spec: { commonMetadata: { labels: { team: "a" } } } });
    await stage.until((object) => object?.status?.observedGeneration === 2);
    await stage.untilReady(revision);
  },
  pruned: async (stage) => {
    await stage.publish({ "one.yaml": configMap("one"), "two.yaml": configMap("two") });
    await stage.create();
    await stage.untilReady();
    await stage.untilReady(await stage.publish({ "one.yaml": configMap("one") }));
  },
  "all-pruned": async (stage) => {
    await stage.publish({ "kustomization.yaml": "resources: [one.yaml]\n", "one.yaml": configMap("one") });
    await stage.create();
    await stage.untilReady();
    const empty = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
    await stage.untilReady(await stage.publish({ "kustomization.yaml": empty }));
  },
  suspended: async (stage) => {
    await stage.untilReady(await createOne(stage));
    await stage.change({ spec: { suspend: true } });
    await stage.until((object) => object?.status?.observedGeneration === 2);
    await stage.rest();
  },
  "suspended-and-resumed": async (stage) => {
    await stage.untilReady(await createOne(stage));
    await stage.change({ spec: { suspend: true } });
    const revision = await stage.publish({ "one.yaml": configMap("one", "2") });
    await stage.rest(); // whoever is resumed knows the new revision
    await stage.change({ spec: { suspend: false } });
    await stage.untilReady(revision);
  },
  "build-fails": async (stage) => {
    await stage.publish({ "kustomization.yaml": "resources: [missing.yaml]\n" });
    await stage.create();
    await stage.untilFailed("BuildFailed");
  },
  "build-fails-after-success": async (stage) => {
    await stage.untilReady(await createOne(stage));
    await stage.publish({ "kustomization.yaml": "resources: [missing.yaml]\n" });
    await stage.untilFailed("BuildFailed");
  },
  "build-mended": async (stage) => {
    await stage.publish({ "kustomization.yaml": "resources: [missing.yaml]\n" });
    await stage.create();
    await stage.untilFailed("BuildFailed");
    await stage.untilReady(await stage.publish({ "one.yaml": configMap("one") }));
  },
  "no-such-path": async (stage) => {
    await stage.publish({ "one.yaml": configMap("one") });
    await stage.create({ path: "./nowhere" });
    await stage.untilFailed("ArtifactFailed");
  },
  "object-refused": async (stage) => {
    await stage.publish({ "one.yaml": `${configMap("one")}immutable: perhaps\n` });
    await stage.create();
    await stage.untilFailed("ReconciliationFailed");
  },
  "namespace-missing": async (stage) => {
    await stage.publish({ "one.yaml": configMap("one") });
    await stage.create({ targetNamespace: "nowhere" });
    await stage.untilFailed("ReconciliationFailed");
  },
  "health-timeout": async (stage) => {
    await stage.publish({ "never.yaml": neverReady("never") });
    await stage.create({ wait: true });
    await stage.untilFailed("HealthCheckFailed");
  },
  "health-timeout-mended": async (stage) => {
    await stage.publish({ "never.yaml": neverReady("never") });
    await stage.create({ wait: true });
    await stage.untilFailed("HealthCheckFailed");
    await stage.untilReady(await stage.publish({ "one.yaml": configMap("one") }));
  },
  "health-check-by-name": async (stage) => {
    const revision = await stage.publish({ "web.yaml": deployment("web") });
    const web = { apiVersion: "apps/v1", kind: "Deployment", name: "web", namespace: stage.target };
    await stage.create({ healthChecks: [web], timeout: "30s" });
    await stage.untilReady(revision);
  },
  "dependency-missing": async (stage) => {
    await stage.publish({ "one.yaml": configMap("one") });
    await stage.create({ dependsOn: [{ name: "nobody" }] });
    await stage.untilFailed("DependencyNotReady");
  },
  "dependency-not-ready": async (stage) => {
    await stage.publish({ "one.yaml": configMap("one") });
    await stage.create({ dependsOn: [{ name: "source-missing" }] });
    await stage.untilFailed("DependencyNotReady");
  },
  "source-missing": async (stage) => {
    await stage.create();
    await stage.untilFailed("ArtifactFailed");
  },
  "source-without-artifact": async (stage) => {
    await stage.createSource();
    await stage.create();
    await stage.untilFailed("ArtifactFailed");
  },
  deleted: async (stage) => {
    await stage.untilReady(await createOne(stage));
    await stage.delete();
  },
};

async function createOne(stage: Stage): Promise<string> {
  const revision = await stage.publish({ "one.yaml": configMap("one") });
  await stage.create();
  return revision;
}
