import { createApiServer } from "@flux-ts/apiserver";
import { createClient } from "@flux-ts/kube";
import { runStatusContract } from "./status/contract.ts";
import type { StatusCluster } from "./status/contract.ts";

runStatusContract(openEmbedded);

async function openEmbedded(): Promise<StatusCluster> {
  const api = createApiServer();
  const client = createClient({ transport: api.transport() });
  return {
    client,
    async close() {
      await client.close();
      await api.close();
    },
  };
}
