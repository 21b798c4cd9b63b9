import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Secret } from "@flux-ts/base";
import { writeKubeconfig } from "@flux-ts/kube";
import { describe, test } from "vitest";
import { peerPath } from "../../scripts/peers/programs.ts";
import { recordingsFile, runStatusContract, subjects } from "../status/contract.ts";
import type { StatusCluster, Subject } from "../status/contract.ts";
import { recordController } from "../status/house.ts";
import type { StartController } from "../status/house.ts";
import { formatRecordings } from "../status/record.ts";
import { playDeployments } from "./peers/deployments.ts";
import { startKubernetes } from "./peers/kubernetes.ts";
import type { Kubernetes } from "./peers/kubernetes.ts";
import { freePorts, startProgram } from "./peers/program.ts";

describe.for(subjects.map((subject) => [subject.peer, subject] as const))("%s", ([, subject]) => {
  describe("ours", () => {
    runStatusContract(subject, openKubernetes);
  });

  test("the real one still shows what was recorded", { timeout: 180_000 }, async ({ expect }) => {
    const kubernetes = await openKubernetes();
    const start: StartController = async (_client, folder) => await startUpstream(subject.peer, kubernetes, folder);
    const recorded = await recordController(kubernetes.client, subject.cast, start);
    await kubernetes.close();
    await expect(formatRecordings(recorded)).toMatchFileSnapshot(fileURLToPath(recordingsFile(subject)));
  });
});

async function openKubernetes(): Promise<StatusCluster & Pick<Kubernetes, "access" | "token">> {
  await using stack = new AsyncDisposableStack();
  const { client, access, token } = stack.use(await startKubernetes());
  stack.use(await playDeployments(client));
  const held = stack.move();
  return { client, access, token, close: () => held.disposeAsync() };
}

/** Starts a controller of upstream's as a process. Sources that fail are looked at before they are tried again. */
async function startUpstream(
  peer: Subject["peer"],
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
  const [health = 0, artifacts = 0] = await freePorts(2);
  const storage = join(folder, "storage");
  await mkdir(storage);
  const sourceArgs = [
    "--min-retry-delay=5s",
    "--max-retry-delay=5s",
    `--storage-path=${storage}`,
    `--storage-addr=127.0.0.1:${artifacts}`,
    `--storage-adv-addr=127.0.0.1:${artifacts}`,
  ];
  const args = [
    "--watch-all-namespaces",
    "--concurrent=30",
    "--events-addr=",
    "--metrics-addr=0",
    `--health-addr=127.0.0.1:${health}`,
    ...(peer === "source-controller" ? sourceArgs : []),
  ];
  const env = { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: "flux-system", TMPDIR: folder };
  const program = await startProgram(peerPath(peer), args, join(folder, "controller.log"), env);
  await program.ready(async () => (await fetch(`http://127.0.0.1:${health}/healthz`)).ok, 60_000);
  return async () => await program[Symbol.asyncDispose]();
}
