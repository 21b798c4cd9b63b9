import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { peerPath } from "../../../scripts/peers/programs.ts";
import { freePorts, startProgram } from "./program.ts";

/** Where upstream's controllers work. */
export interface ControllersOptions {
  /** URL of an API that takes callers without credentials for administrators. */
  readonly server: string;
  /** An empty folder for their files and logs. */
  readonly folder: string;
}

const readyTimeoutMs = 60_000;

/** Starts upstream's source-controller and kustomize-controller. Outside of a cluster they elect no leader. */
export async function startFluxControllers({ server, folder }: ControllersOptions): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(server)));
  const [storagePort = 0, sourceHealth = 0, kustomizeHealth = 0] = await freePorts(3);
  const storage = `127.0.0.1:${storagePort}`;
  const artifacts = join(folder, "artifacts");
  await mkdir(artifacts);
  const start = async (name: "source-controller" | "kustomize-controller", port: number, args: readonly string[]) => {
    const common = ["--watch-all-namespaces", "--metrics-addr=0", `--health-addr=127.0.0.1:${port}`];
    const env = { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: "flux-system", TMPDIR: folder };
    const program = stack.use(
      await startProgram(peerPath(name), [...common, ...args], join(folder, `${name}.log`), env),
    );
    await program.ready(() => isReady(port), readyTimeoutMs);
    return program;
  };
  const source = [`--storage-path=${artifacts}`, `--storage-addr=${storage}`, `--storage-adv-addr=${storage}`];
  await start("source-controller", sourceHealth, source);
  await start("kustomize-controller", kustomizeHealth, ["--requeue-dependency=2s"]);
  return stack.move();
}

async function isReady(port: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
}

function kubeconfigOf(server: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster: { server } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test", namespace: "flux-system" } }],
    users: [{ name: "test", user: {} }],
  };
}
