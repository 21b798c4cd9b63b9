import { createApiServer } from "@flux-ts/apiserver";
import { createClient } from "@flux-ts/kube";
import { describe } from "vitest";
import { runFleetContract, type Cluster } from "./fleet/contract.ts";

describe("on the embedded API", () => {
  runFleetContract(openEmbedded);
});

async function openEmbedded(): Promise<Cluster> {
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
