import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KubeObject } from "@flux-ts/base";
import { parseYamlDocuments } from "@flux-ts/yaml";
import { test as base } from "vitest";
import { flux } from "../cluster.ts";

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest wants the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "flux-data-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

const anyPorts = ["--api-port=0", "--git-port=0", "--artifact-port=0"];
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Runs the sample until it is ready and gives the cluster as it was then, by kind and name. */
async function runOnce(
  args: readonly string[],
  folder: string,
): Promise<{ readonly cluster: ReadonlyMap<string, KubeObject>; readonly stdout: string }> {
  const file = join(folder, "export.yaml");
  const { exitCode, stdout, stderr } = await flux(["start", "--once", "--export", file, ...args, ...anyPorts]);
  if (exitCode !== 0) throw new RangeError(`${stdout}\n${stderr}`);
  return { cluster: objectsOf(await readFile(file, "utf8")), stdout };
}

function objectsOf(yaml: string): ReadonlyMap<string, KubeObject> {
  const objects = parseYamlDocuments(yaml).map(({ value }) => value as unknown as KubeObject);
  return new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}

const source = "GitRepository/flux-system";

/** Starts the program and kills it as soon as the fleet is ready. */
async function runUntilKilled(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [main, "start", ...args, ...anyPorts], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    if (chunk.toString().includes("✔ fleet ready")) break;
  }
  child.kill("SIGKILL");
  await exited;
}

test(
  "--data keeps the cluster and its kubeconfig, between runs and when the program is killed",
  { timeout: 60_000 },
  async ({ folder, expect }) => {
    const args = ["--data", join(folder, "data")];
    const first = await runOnce(args, folder);
    const kubeconfig = await readFile(join(folder, "data", "kubeconfig"), "utf8");
    const ports = JSON.parse(await readFile(join(folder, "data", "ports.json"), "utf8")) as Record<string, number>;
    expect(Object.values(ports).filter((port) => port >= 32_768)).toEqual([]); // outgoing connections take those
    await runUntilKilled(args);
    const last = await runOnce(args, folder);
    expect(await readFile(join(folder, "data", "kubeconfig"), "utf8")).toBe(kubeconfig);
    for (const name of [source, "Kustomization/flux-system", "Namespace/apps", "Deployment/podinfo"]) {
      expect([name, last.cluster.get(name)?.metadata.uid]).toEqual([name, first.cluster.get(name)?.metadata.uid]);
    }
    expect((await stat(join(folder, "data", "identity", "token"))).mode & 0o777).toBe(0o600);
  },
);

test("--data says what a damaged folder has lost, and goes on", async ({ folder, expect }) => {
  const args = ["--data", folder];
  await runOnce(args, folder);
  const log = join(folder, "cluster", "0000000001.log");
  await truncate(log, (await stat(log)).size - 100);
  await writeFile(log, "#\n", { flag: "a" });
  const { stdout } = await runOnce(args, folder);
  expect(stdout).toMatch(/^► log ".*0000000001\.log", byte \d+: the last \d+ bytes are of a write that was cut off/);
});

test("--import begins with what --export wrote, and only where there is nothing", async ({ folder, expect }) => {
  const first = await runOnce(["--dir", join(folder, "a")], folder);
  const file = join(folder, "kept.yaml");
  await writeFile(file, await readFile(join(folder, "export.yaml"), "utf8"));
  const args = ["--data", join(folder, "b"), "--import", file];
  const second = await runOnce(args, folder);
  expect(second.cluster.get(source)?.metadata.uid).toBe(first.cluster.get(source)?.metadata.uid);
  const { exitCode, stderr } = await flux(["start", "--once", ...args, ...anyPorts]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `✗ cannot import "${file}": the cluster is not empty; import into a new one\n`,
  });
});
