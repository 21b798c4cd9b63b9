import { runApiContract, type Server } from "../apiserver/contract.ts";
import { startKubernetes } from "./peers/kubernetes.ts";

runApiContract(openKubernetes);

async function openKubernetes(): Promise<Server> {
  const { access, token, close } = await startKubernetes();
  const { ca } = access.tls ?? {};
  return { url: access.server.origin, token, ...(ca !== undefined && { ca }), [Symbol.asyncDispose]: close };
}
