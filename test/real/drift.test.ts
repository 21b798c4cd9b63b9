import { createHttpTransport } from "@flux-ts/kube";
import type { Api } from "../../controllers/kustomize/test/cluster.ts";
import { runDriftContract } from "../../controllers/kustomize/test/drift/contract.ts";
import { startKubernetes } from "./peers/kubernetes.ts";

runDriftContract(openKubernetes);

async function openKubernetes(): Promise<Api> {
  const { access, close } = await startKubernetes();
  return { transport: () => createHttpTransport(access), close };
}
