import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createApiServer } from "@flux-ts/apiserver";
import type { JsonObject } from "@flux-ts/base";
import { findCondition } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import { commitFiles, createGitServer, createRepository } from "@flux-ts/git/server";
import { createClient, type Client, type ObjectKey } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { installCrds } from "@flux-ts/manager";
import { expect, test } from "vitest";
import { kustomizationKey, sourceKey } from "../fleet/flux.ts";
import { missingPeers } from "../../scripts/peers/programs.ts";
import { startFluxControllers } from "./peers/flux-controllers.ts";

const sample = fileURLToPath(new URL("../../samples/fleet", import.meta.url));
const timeoutMs = 60_000;
const web: ObjectKey = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web" };

const missing = missingPeers(["source-controller", "kustomize-controller"]);
if (missing.length > 0) {
  process.emitWarning(`Upstream's controllers are not tried on the embedded API: ${missing.join(", ")} not built.`);
}

// The other way round from the rest: upstream's own controllers, which are Go clients, believe the embedded API.
test.skipIf(missing.length > 0)(
  "upstream's controllers bring the sample fleet to the embedded API, and take it along again",
  async () => {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), "flux-controllers-"));
    stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    const api = stack.use(createApiServer());
    const { url } = await api.listen({ identity: { user: "admin", groups: ["system:masters"] } });
    const client = createClient({ transport: api.transport() });
    stack.defer(() => client.close());
    const repository = await createRepository(join(folder, "repositories", "fleet.git"));
    const git = stack.use(await createGitServer({ root: join(folder, "repositories") }));
    const commit = async (files: { readonly [path: string]: string | null }): Promise<string> =>
      `main@sha1:${await commitFiles(repository, { files, message: "change" })}`;
    const first = await commit(await filesOf(sample));
    await install(client, `${git.url}/fleet.git`);
    stack.use(
      await startFluxControllers({ server: url, folder, names: ["source-controller", "kustomize-controller"] }),
    );

    for (const name of ["flux-system", "infrastructure", "apps"]) await untilApplied(client, name, first);
    expect((await client.get(web))["spec"]).toMatchObject({ replicas: 3 });

    const second = await commit({ "clusters/local/apps.yaml": null });
    await refresh(client);
    await untilApplied(client, "flux-system", second);
    await client.waitFor(kustomizationKey("apps"), (object) => object === undefined, { timeoutMs });
    expect(await client.find(web)).toBeUndefined();
    const { items: events } = await client.list({ apiVersion: "v1", kind: "Event", namespace: "flux-system" });
    expect(events.map((event) => event["reason"])).toContain("ReconciliationSucceeded");
  },
);

async function install(client: Client, url: string): Promise<void> {
  const watches = new WatchPool({ client });
  await installCrds({ client, watches, signal: new AbortController().signal });
  await watches.close();
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: sourceKey.namespace ?? "" } });
  await create(client, sourceKey, { url, interval: "10m", ref: { branch: "main" } });
  const sourceRef = { kind: sourceKey.kind, name: sourceKey.name };
  const spec = { interval: "10m", path: "./clusters/local", prune: true, sourceRef };
  await create(client, kustomizationKey("flux-system"), spec);
}

async function create(client: Client, key: ObjectKey, spec: JsonObject): Promise<void> {
  const { apiVersion, kind, namespace = "", name } = key;
  await client.create({ apiVersion, kind, metadata: { namespace, name }, spec });
}

async function refresh(client: Client): Promise<void> {
  const annotations = { "reconcile.fluxcd.io/requestedAt": new Date().toISOString() };
  await client.patch(sourceKey, { type: "merge", patch: { metadata: { annotations } } });
}

async function untilApplied(client: Client, name: string, revision: string): Promise<void> {
  await client.waitFor<Kustomization>(
    kustomizationKey(name),
    (object) => {
      const { conditions, lastAppliedRevision } = object?.status ?? {};
      return lastAppliedRevision === revision && findCondition(conditions, "Ready")?.status === "True";
    },
    { timeoutMs },
  );
}

async function filesOf(root: string): Promise<{ readonly [path: string]: string }> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(paths.map(async (path) => [relative(root, path), await readFile(path, "utf8")]));
  return Object.fromEntries(contents) as { readonly [path: string]: string };
}
