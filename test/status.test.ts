import { createApiServer } from "@flux-ts/apiserver";
import { createClient } from "@flux-ts/kube";
import { describe } from "vitest";
import { runStatusContract, subjects } from "./status/contract.ts";
import type { StatusCluster } from "./status/contract.ts";

describe.for(subjects.map((subject) => [subject.peer, subject] as const))("as %s", ([, subject]) => {
  runStatusContract(subject, openEmbedded);
});

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
