import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Secret } from "@flux-ts/base";
import { writeKubeconfig } from "@flux-ts/kube";
import { describe, test } from "vitest";
import { peerPath } from "../../scripts/peers/programs.ts";
import { recordingsFile, runStatusContract } from "../status/contract.ts";
import type { StatusCluster } from "../status/contract.ts";
import { recordController } from "../status/house.ts";
import { formatRecordings } from "../status/record.ts";
import { playDeployments } from "./peers/deployments.ts";
import { startKubernetes } from "./peers/kubernetes.ts";
import type { Kubernetes } from "./peers/kubernetes.ts";
import { freePorts, startProgram } from "./peers/program.ts";

describe("ours", () => {
  runStatusContract(openKubernetes);
});

test("the real kustomize-controller still shows what was recorded", { timeout: 180_000 }, async ({ expect }) => {
  const kubernetes = await openKubernetes();
  const start = async (_client: unknown, folder: string) => await startUpstream(kubernetes, folder);
  const recorded = await recordController(kubernetes.client, start);
  await kubernetes.close();
  await expect(formatRecordings(recorded)).toMatchFileSnapshot(fileURLToPath(recordingsFile));
});

async function openKubernetes(): Promise<StatusCluster & Pick<Kubernetes, "access" | "token">> {
  await using stack = new AsyncDisposableStack();
  const { client, access, token } = stack.use(await startKubernetes());
  stack.use(await playDeployments(client));
  const held = stack.move();
  return { client, access, token, close: () => held.disposeAsync() };
}

async function startUpstream(
  { access, token }: Pick<Kubernetes, "access" | "token">,
  folder: string,
): Promise<() => Promise<void>> {
  const kubeconfig = join(folder, "kubeconfig");
  const { ca } = access.tls;
  await writeKubeconfig(kubeconfig, {
    name: "peer",
    server: access.server.href,
    token: new Secret(token),
    ...(ca !== undefined && { ca }),
  });
  const [health = 0] = await freePorts(1);
  const args = [
    "--watch-all-namespaces",
    "--concurrent=30",
    "--events-addr=",
    "--metrics-addr=0",
    `--health-addr=127.0.0.1:${health}`,
  ];
  const env = { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: "flux-system", TMPDIR: folder };
  const program = await startProgram(peerPath("kustomize-controller"), args, join(folder, "controller.log"), env);
  await program.ready(async () => (await fetch(`http://127.0.0.1:${health}/readyz`)).ok, 60_000);
  return async () => await program[Symbol.asyncDispose]();
}
