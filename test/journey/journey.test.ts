import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Condition, KubeObject } from "@flux-ts/base";
import { connect, loadAccess } from "@flux-ts/kube";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { describe, test } from "vitest";
import { clone, flux, startFlux } from "./processes.ts";
import type { Clone, StartedFlux } from "./processes.ts";

const anyPorts = ["--api-port", "0", "--git-port", "0", "--artifact-port", "0"];
const appsKey = fluxKey("apps");

function fluxKey(name: string): ObjectKey {
  const apiVersion = "kustomize.toolkit.fluxcd.io/v1";
  return { apiVersion, kind: "Kustomization", namespace: "flux-system", name };
}

const deploymentKey = (name: string): ObjectKey => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace: "shop",
  name,
});

/** A fleet that runs in processes of its own, reached over HTTP and Git only. */
interface Fleet extends AsyncDisposable {
  readonly flux: StartedFlux;
  readonly client: Client;
  readonly kubeconfig: string;
  readonly repository: Clone;
  /** The object once it is as the predicate says; undefined is one that does not exist. */
  until(key: ObjectKey, predicate: (object: KubeObject | undefined) => boolean): Promise<KubeObject | undefined>;
  untilApplied(key: ObjectKey, commit: string): Promise<void>;
  edit(file: string, change: (text: string) => string): Promise<void>;
}

async function startFleet(): Promise<Fleet> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "flux-journey-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const started = stack.use(startFlux(["--dir", join(folder, "state"), ...anyPorts]));
  const kubeconfig = (await started.line(/^Kubeconfig: (.+)$/m))[1] ?? "";
  const url = (await started.line(/^Git repository: (.+)$/m))[1] ?? "";
  const client = connect(await loadAccess({ path: kubeconfig }));
  stack.defer(() => client.close());
  const repository = await clone(url, join(folder, "clone"));
  const held = stack.move();
  const until: Fleet["until"] = async (key, predicate) => await untilObject(client, key, predicate);
  return {
    flux: started,
    client,
    kubeconfig,
    repository,
    until,
    untilApplied: async (key, commit) => {
      await until(key, (object) => isReady(object) && lastApplied(object).endsWith(commit));
    },
    edit: async (file, change) => {
      const path = join(repository.folder, file);
      await mkdir(dirname(path), { recursive: true });
      const text = await readFile(path, "utf8").catch(() => "");
      await writeFile(path, change(text));
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function untilObject(
  client: Client,
  key: ObjectKey,
  predicate: (object: KubeObject | undefined) => boolean,
): Promise<KubeObject | undefined> {
  const { name, ...target } = key;
  let current: KubeObject | undefined;
  for await (const event of client.watch(target, { fieldSelector: `metadata.name=${name}` })) {
    if (event.type === "failed") throw event.error;
    if (event.type === "added" || event.type === "modified") current = event.object;
    else if (event.type === "deleted") current = undefined;
    if (event.type !== "added" && predicate(current)) break;
  }
  return current;
}

type Status = { readonly conditions?: readonly Condition[]; readonly lastAppliedRevision?: string };

const statusOf = (object: KubeObject | undefined): Status => (object?.["status"] ?? {}) as Status;
const readyOf = (object: KubeObject | undefined) => statusOf(object).conditions?.find(({ type }) => type === "Ready");
const isReady = (object: KubeObject | undefined): boolean => readyOf(object)?.status === "True";
const isBroken = (object: KubeObject | undefined): boolean => readyOf(object)?.reason === "ReconciliationFailed";
const lastApplied = (object: KubeObject | undefined): string => statusOf(object).lastAppliedRevision ?? "";
const exists = (object: KubeObject | undefined): boolean => object !== undefined;
const isGone = (object: KubeObject | undefined): boolean => object === undefined;
const replicasOf = (object: KubeObject | undefined) =>
  (object?.["spec"] as { replicas?: number } | undefined)?.replicas;

const cache = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: cache
spec:
  replicas: 1
  selector: {matchLabels: {app: cache}}
  template:
    metadata: {labels: {app: cache}}
    spec: {containers: [{name: cache, image: "redis:8"}]}
`;

test("a commit becomes live objects, and every later commit is followed", { timeout: 120_000 }, async ({ expect }) => {
  await using fleet = await startFleet();
  const { client, repository } = fleet;

  // The sample fleet becomes ready, its Deployment with the replicas that Git says.
  await fleet.until(appsKey, isReady);
  expect(replicasOf(await client.get(deploymentKey("web")))).toBe(3);

  // A new object appears.
  await fleet.edit("apps/base/cache/deployment.yaml", () => cache);
  await fleet.edit("apps/base/cache/kustomization.yaml", () => "resources: [deployment.yaml]\n");
  await fleet.edit("apps/local/kustomization.yaml", (text) =>
    text.replace("  - ../base/worker\n", "  - ../base/worker\n  - ../base/cache\n"),
  );
  await fleet.untilApplied(appsKey, await repository.push("add a cache"));
  await fleet.until(deploymentKey("cache"), exists);

  // A change is followed.
  await fleet.edit("apps/local/kustomization.yaml", (text) => text.replace("replicas: 3", "replicas: 5"));
  await fleet.untilApplied(appsKey, await repository.push("scale web"));
  expect(replicasOf(await client.get(deploymentKey("web")))).toBe(5);

  // What is deleted in Git is pruned.
  await fleet.edit("apps/local/kustomization.yaml", (text) => text.replace("  - ../base/cache\n", ""));
  await fleet.untilApplied(appsKey, await repository.push("remove the cache"));
  await fleet.until(deploymentKey("cache"), isGone);

  // Suspended, it is left alone; resumed, it catches up.
  await flux("suspend", "kustomization", "apps", "--kubeconfig", fleet.kubeconfig);
  await fleet.edit("apps/local/kustomization.yaml", (text) => text.replace("replicas: 5", "replicas: 2"));
  const suspended = await repository.push("scale down");
  await fleet.untilApplied(fluxKey("infrastructure"), suspended);
  expect(replicasOf(await client.get(deploymentKey("web")))).toBe(5);
  await flux("resume", "kustomization", "apps", "--kubeconfig", fleet.kubeconfig);
  await fleet.untilApplied(appsKey, suspended);
  expect(replicasOf(await client.get(deploymentKey("web")))).toBe(2);

  // A broken manifest fails with file and line, and nothing of its revision is applied.
  await fleet.edit("apps/base/worker/deployment.yaml", (text) => text.replace("replicas: 1", "replicas: one"));
  await fleet.edit("apps/local/kustomization.yaml", (text) => text.replace("replicas: 2", "replicas: 4"));
  await repository.push("break the worker");
  const broken = readyOf(await fleet.until(appsKey, isBroken));
  expect(broken?.status).toBe("False");
  expect(broken?.message).toMatch(
    /Deployment\/shop\/worker dry-run failed.*\(apps\/base\/worker\/deployment\.yaml:1\)/s,
  );
  expect(replicasOf(await client.get(deploymentKey("web")))).toBe(2);

  // Mended, it is ready again.
  await fleet.edit("apps/base/worker/deployment.yaml", (text) => text.replace("replicas: one", "replicas: 1"));
  await fleet.untilApplied(appsKey, await repository.push("mend the worker"));
  expect(replicasOf(await client.get(deploymentKey("web")))).toBe(4);

  // The last manifest removed, everything is pruned.
  await fleet.edit(
    "apps/local/kustomization.yaml",
    () => "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
  );
  await fleet.untilApplied(appsKey, await repository.push("remove all apps"));
  await fleet.until(deploymentKey("web"), isGone);
  await fleet.until(deploymentKey("worker"), isGone);

  expect(await fleet.flux.stop()).toBe(0);
});

describe("--once", () => {
  test("exits with 0 when the fleet is ready", { timeout: 60_000 }, async ({ expect }) => {
    const folder = await mkdtemp(join(tmpdir(), "flux-once-"));
    await using started = startFlux(["--once", "--dir", folder, ...anyPorts]);
    expect(await started.exit, started.output).toBe(0);
    await rm(folder, { recursive: true, force: true });
  });

  test("exits with 1 and the reasons when it is not", { timeout: 60_000 }, async ({ expect }) => {
    const folder = await mkdtemp(join(tmpdir(), "flux-once-"));
    await using started = startFlux(["--once", "--timeout", "8s", "--path", "./nowhere", "--dir", folder, ...anyPorts]);
    expect(await started.exit).toBe(1);
    expect(started.output).toMatch(/kustomization path not found: '\.\/nowhere' does not exist in the source/);
    await rm(folder, { recursive: true, force: true });
  });
});
