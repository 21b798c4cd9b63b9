import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createApiServer } from "@flux-ts/apiserver";
import { Secret } from "@flux-ts/base";
import { writeKubeconfig } from "@flux-ts/kube";
import { test } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const loopback = "127.0.0.1:0";

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

interface Cluster extends AsyncDisposable {
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
  await writeKubeconfig(kubeconfig, { name: "test", server: url, token });
  const held = stack.move();
  const fixed = ["--kubeconfig", kubeconfig, "--storage-path", join(folder, "data"), "--storage-addr", loopback];
  return {
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
