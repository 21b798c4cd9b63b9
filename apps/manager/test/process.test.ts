import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createApiServer } from "@flux-ts/apiserver";
import { Secret } from "@flux-ts/base";
import { createClient, writeKubeconfig } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { isWrite, startApiProxy } from "@flux-ts/kube/testing";
import type { ApiProxy } from "@flux-ts/kube/testing";
import { test } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const loopback = "127.0.0.1:0";

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

interface Cluster extends AsyncDisposable {
  /** Past the proxy that the manager goes through. */
  readonly client: Client;
  readonly proxy: ApiProxy;
  /** Runs the manager as a process; it is asked to stop as soon as it prints `until`. */
  run(args: readonly string[], until?: string): Promise<Ended>;
}

async function createCluster(): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "flux-manager-process-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const token = new Secret("admin-token");
  const tokens = [{ token: token.reveal(), user: "admin", groups: ["system:masters"] }];
  const api = stack.use(createApiServer({ tokens }));
  const { url } = await api.listen({ host: "127.0.0.1", port: 0 });
  const kubeconfig = join(folder, "kubeconfig");
  const credentials = () => Promise.resolve({ token });
  const proxy = stack.use(
    await startApiProxy({ access: { server: new URL(url), tls: {}, namespace: "default", credentials } }),
  );
  await writeKubeconfig(kubeconfig, { name: "test", server: proxy.access.server.href, token });
  const client = createClient({ transport: api.transport() });
  stack.defer(() => client.close());
  const held = stack.move();
  const fixed = ["--kubeconfig", kubeconfig, "--storage-path", join(folder, "data"), "--storage-addr", loopback];
  return {
    client,
    proxy,
    run: async (args, until) =>
      await runProcess([...fixed, "--health-addr", loopback, "--metrics-addr", loopback, ...args], until),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function runProcess(args: readonly string[], until: string | undefined): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let asked = false;
  const grow = (chunk: Buffer): void => {
    output += chunk.toString("utf8");
    if (asked || until === undefined || !output.includes(until)) return;
    // Once only: a second signal would end the process at once.
    asked = true;
    child.kill("SIGTERM");
  };
  child.stdout.on("data", grow);
  child.stderr.on("data", grow);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

test("runs on the cluster of a kubeconfig until it is asked to stop", async ({ expect }) => {
  await using cluster = await createCluster();
  const ended = await cluster.run(
    ["--install-crds", "--enable-leader-election", "--runtime-namespace=default"],
    "controllers started",
  );
  expect(ended.output).toMatch(/"msg":"controllers started"/);
  expect(ended.code, ended.output).toBe(0);
});

test("does not touch CRDs without being told to: missing ones are named", async ({ expect }) => {
  await using cluster = await createCluster();
  const ended = await cluster.run([]);
  expect(ended.code).toBe(1);
  expect(ended.output).toMatch(
    /^The cluster has no .*kustomizations\.kustomize\.toolkit\.fluxcd\.io.*: install Flux, or start with --install-crds$/m,
  );
});

test("names the namespace of the Leases when it does not exist", async ({ expect }) => {
  await using cluster = await createCluster();
  const ended = await cluster.run(["--install-crds", "--enable-leader-election", "--runtime-namespace=nowhere"]);
  expect(ended.code).toBe(1);
  expect(ended.output).toMatch(
    /^Namespace nowhere does not exist: create it, or name another one with --runtime-namespace$/m,
  );
});

test("says what is wrong with a flag, and nothing else", async ({ expect }) => {
  await using cluster = await createCluster();
  const ended = await cluster.run(["--concurrent=many", "--install-crds"]);
  expect(ended).toEqual({ code: 1, output: "Cannot use --concurrent=many: expected a whole number\n" });
});

test("stops at once when somebody else takes the lead, and writes nothing more", async ({ expect }) => {
  await using cluster = await createCluster();
  const { client, proxy } = cluster;
  const times = ["lease-duration=2s", "renew-deadline=1500ms", "retry-period=100ms"];
  const flags = times.map((time) => `--leader-election-${time}`);
  const ended = cluster.run(["--install-crds", "--enable-leader-election", "--runtime-namespace=default", ...flags]);
  const key = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace: "default" };
  for (const controller of ["source-controller", "kustomize-controller"]) {
    await client.waitFor({ ...key, name: `${controller}-leader-election` }, (lease) => lease !== undefined);
  }
  // The controllers are at work: one is about to show the state of an object.
  const atWork = Promise.withResolvers<void>();
  const robbed = Promise.withResolvers<void>();
  proxy.disturb(({ path, ...request }) => {
    if (!path.includes("/gitrepositories") || !isWrite({ path, ...request })) return undefined;
    atWork.resolve();
    return { kind: "hold", until: robbed.promise };
  });
  const metadata = { namespace: "default", name: "fleet" };
  const source = { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", metadata };
  await client.create({ ...source, spec: { url: "http://127.0.0.1:9/fleet.git", interval: "10m" } });
  await atWork.promise;
  const spec = { holderIdentity: "somebody-else", renewTime: "2026-01-01T00:00:00.000000Z" };
  await client.patch({ ...key, name: "kustomize-controller-leader-election" }, { type: "merge", patch: { spec } });
  const since = proxy.requests.length;
  const { code, output } = await ended;
  robbed.resolve();
  expect([code, output]).toEqual([1, expect.stringContaining("Leadership was lost")]);
  const writes = proxy.requests.slice(since).filter(isWrite);
  expect(writes.filter(({ path }) => !path.includes("/leases/"))).toEqual([]);
});
