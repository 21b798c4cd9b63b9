import { runFleetContract, type Cluster } from "../fleet/contract.ts";
import { playDeployments } from "./peers/deployments.ts";
import { startKubernetes } from "./peers/kubernetes.ts";

runFleetContract(openKubernetes);

async function openKubernetes(): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const { client } = stack.use(await startKubernetes());
  stack.use(await playDeployments(client));
  const held = stack.move();
  return { client, close: () => held.disposeAsync() };
}
