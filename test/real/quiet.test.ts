import { createHttpTransport } from "@flux-ts/kube";
import type { Api } from "../../controllers/kustomize/test/cluster.ts";
import { runQuietContract } from "../../controllers/kustomize/test/quiet/contract.ts";
import { playDeployments } from "./peers/deployments.ts";
import { startKubernetes } from "./peers/kubernetes.ts";

runQuietContract(openKubernetes);

async function openKubernetes(): Promise<Api> {
  await using stack = new AsyncDisposableStack();
  const { access, client } = stack.use(await startKubernetes());
  stack.use(await playDeployments(client));
  const held = stack.move();
  return { transport: () => createHttpTransport(access), close: () => held.disposeAsync() };
}
