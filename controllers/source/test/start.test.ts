import { fetchTree } from "@flux-ts/artifact";
import { conditionIs, findCondition } from "@flux-ts/controller";
import type { GitRepository } from "@flux-ts/flux-api";
import { commitFiles } from "@flux-ts/git/server";
import { test } from "vitest";
import { createCluster } from "./cluster.ts";

const date = new Date("2026-01-02T03:04:05Z");
const files = { "apps/web.yaml": "kind: Web\n" };

function isReady(object: GitRepository | undefined): boolean {
  return conditionIs(object?.status?.conditions, "Ready", "True") && isObserved(object);
}

function isObserved(object: GitRepository | undefined): boolean {
  return object?.status?.observedGeneration === object?.metadata.generation;
}

test("a GitRepository becomes ready, and its artifact can be fetched", async ({ expect }) => {
  await using cluster = await createCluster();
  const commit = await commitFiles(cluster.fleet, { message: "one", files, date });
  await cluster.create();
  const object = await cluster.until(isReady);
  const { artifact, conditions = [] } = object?.status ?? {};
  expect(artifact?.revision).toBe(`main@sha1:${commit}`);
  expect(conditions.map(({ type, status, reason, message }) => [type, status, reason, message])).toEqual([
    ["Ready", "True", "Succeeded", `stored artifact for revision 'main@sha1:${commit}'`],
    ["ArtifactInStorage", "True", "Succeeded", `stored artifact for revision 'main@sha1:${commit}'`],
  ]);
  expect(object?.metadata.finalizers).toEqual(["finalizers.fluxcd.io"]);
  const tree = await fetchTree({ url: artifact?.url ?? "", digest: artifact?.digest ?? "" });
  expect(Buffer.from(tree.readFile("apps/web.yaml") ?? []).toString()).toBe("kind: Web\n");
  expect(cluster.events).toMatchObject([{ reason: "NewArtifact", message: "stored artifact for commit 'one'" }]);
});

test("a request fetches a new commit at once", async ({ expect }) => {
  await using cluster = await createCluster();
  await commitFiles(cluster.fleet, { message: "one", files, date });
  await cluster.create();
  await cluster.until(isReady);
  const commit = await commitFiles(cluster.fleet, { message: "two", files: { "new.yaml": "x" }, date });
  await cluster.change({ metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } });
  const object = await cluster.until(
    (object) => object?.status?.artifact?.revision === `main@sha1:${commit}` && isReady(object),
  );
  expect(object?.status?.lastHandledReconcileAt).toBe("now");
});

test("a failure shows in conditions, and goes when the spec is right again", async ({ expect }) => {
  await using cluster = await createCluster();
  const commit = await commitFiles(cluster.fleet, { message: "one", files, date });
  await cluster.create({ ref: { branch: "invalid" } });
  const failed = await cluster.until((object) => conditionIs(object?.status?.conditions, "Ready", "False"));
  const message = `failed to checkout and determine revision: unable to clone '${cluster.url}': couldn't find remote ref "refs/heads/invalid"`;
  const seen = failed?.status?.conditions?.map(({ type, status, reason }) => [type, status, reason]);
  expect(seen).toEqual([
    ["Reconciling", "True", "ProgressingWithRetry"],
    ["Ready", "False", "GitOperationFailed"],
    ["FetchFailed", "True", "GitOperationFailed"],
  ]);
  expect(findCondition(failed?.status?.conditions, "Ready")?.message).toBe(message);
  expect(failed?.status?.observedGeneration).toBe(-1);

  await cluster.change({ spec: { ref: { branch: "main" } } });
  const object = await cluster.until(isReady);
  expect(object?.status?.artifact?.revision).toBe(`main@sha1:${commit}`);
  expect(findCondition(object?.status?.conditions, "FetchFailed")).toBeUndefined();
});

test("what is not supported stalls", async ({ expect }) => {
  await using cluster = await createCluster();
  await cluster.create({ url: "ssh://git@example.com/fleet.git" });
  const object = await cluster.until((object) => conditionIs(object?.status?.conditions, "Stalled", "True"));
  expect(object?.status?.conditions?.map(({ type, status, reason }) => [type, status, reason])).toEqual([
    ["Stalled", "True", "URLInvalid"],
    ["Ready", "False", "URLInvalid"],
    ["FetchFailed", "True", "URLInvalid"],
  ]);
  expect(isObserved(object)).toBe(true);
});

test("credentials are read from the cluster", async ({ expect }) => {
  await using cluster = await createCluster();
  await commitFiles(cluster.fleet, { message: "one", files, date });
  await cluster.create({ secretRef: { name: "auth" } });
  const failed = await cluster.until((object) => conditionIs(object?.status?.conditions, "FetchFailed", "True"));
  const message = `failed to get secret 'flux-system/auth': secrets "auth" not found`;
  expect(findCondition(failed?.status?.conditions, "FetchFailed")).toMatchObject({
    reason: "AuthenticationFailed",
    message,
  });
  const data = { username: Buffer.from("ada").toString("base64"), password: Buffer.from("s3cret").toString("base64") };
  await cluster.client.create({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "auth", namespace: "flux-system" },
    data,
  });
  await cluster.change({ metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } });
  await cluster.until(isReady);
});

test("a deleted object takes its artifacts along", async ({ expect }) => {
  await using cluster = await createCluster();
  await commitFiles(cluster.fleet, { message: "one", files, date });
  await cluster.create();
  const { path = "", digest = "" } = (await cluster.until(isReady))?.status?.artifact ?? {};
  await cluster.client.delete({
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    namespace: "flux-system",
    name: "fleet",
  });
  await cluster.until((object) => object === undefined);
  expect(await cluster.store.check(path, digest)).toBe("missing");
});
