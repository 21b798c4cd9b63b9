import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { peerPath } from "../../../scripts/peers/programs.ts";
import type { FluxController } from "../../../scripts/peers/programs.ts";
import { freePorts, startProgram } from "./program.ts";

/** Where upstream's controllers work. */
export interface ControllersOptions {
  /** URL of an API that takes callers without credentials for administrators. */
  readonly server: string;
  /** An empty folder for their files and logs. */
  readonly folder: string;
  /** Which of them, in the order in which they start. */
  readonly names: readonly FluxController[];
}

const readyTimeoutMs = 60_000;

/** Starts controllers of upstream's. Outside of a cluster they elect no leader. */
export async function startFluxControllers(options: ControllersOptions): Promise<AsyncDisposable> {
  const { server, folder, names } = options;
  await using stack = new AsyncDisposableStack();
  const kubeconfig = await writeOpenKubeconfig(server, folder);
  const flags = await flagsOf(folder, names);
  for (const name of names) {
    const [port = 0] = await freePorts(1);
    const common = ["--watch-all-namespaces", "--metrics-addr=0", `--health-addr=127.0.0.1:${port}`];
    const env = { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: "flux-system", TMPDIR: folder, HOME: folder };
    const args = [...common, ...flags[name]];
    const program = stack.use(await startProgram(peerPath(name), args, join(folder, `${name}.log`), env));
    await program.ready(() => isReady(port), readyTimeoutMs);
  }
  return stack.move();
}

/** Writes a kubeconfig for an API that asks for no credentials, and gives its path. */
export async function writeOpenKubeconfig(server: string, folder: string): Promise<string> {
  const path = join(folder, "kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster: { server } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test", namespace: "flux-system" } }],
    users: [{ name: "test", user: {} }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

async function flagsOf(
  folder: string,
  names: readonly FluxController[],
): Promise<{ readonly [name in FluxController]: readonly string[] }> {
  const [artifactPort = 0, eventPort = 0, receiverPort = 0] = await freePorts(3);
  const [artifacts, images] = [join(folder, "artifacts"), join(folder, "images")];
  await mkdir(artifacts);
  const storage = `127.0.0.1:${artifactPort}`;
  // They repeat events that nobody takes for seconds, in the middle of their work.
  const events = names.includes("notification-controller") ? `http://127.0.0.1:${eventPort}/` : "";
  const sending = `--events-addr=${events}`;
  return {
    "source-controller": [
      sending,
      `--storage-path=${artifacts}`,
      `--storage-addr=${storage}`,
      `--storage-adv-addr=${storage}`,
    ],
    "kustomize-controller": [sending, "--requeue-dependency=2s"],
    "helm-controller": [sending, "--requeue-dependency=2s"],
    "notification-controller": [`--events-addr=127.0.0.1:${eventPort}`, `--receiverAddr=127.0.0.1:${receiverPort}`],
    "image-reflector-controller": [sending, `--storage-path=${images}`],
    "image-automation-controller": [sending],
  };
}

async function isReady(port: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
}
