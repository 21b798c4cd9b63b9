import { createApiServer } from "@flux-ts/apiserver";
import { Secret } from "@flux-ts/base";
import { connect, createClient } from "@flux-ts/kube";
import { describe } from "vitest";
import { type Cluster, runClientContract } from "./client-contract.ts";

describe("the embedded API in this process", () => {
  runClientContract(openInProcess);
});
describe("the embedded API over HTTP", () => {
  runClientContract(openHttp);
});

async function openInProcess(): Promise<Cluster> {
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

async function openHttp(): Promise<Cluster> {
  const api = createApiServer({ tokens: [{ token: "t", user: "admin", groups: ["system:masters"] }] });
  const { url } = await api.listen();
  const client = connect({
    server: new URL(url),
    tls: {},
    namespace: "default",
    credentials: () => Promise.resolve({ token: new Secret("t") }),
  });
  return {
    client,
    async close() {
      await client.close();
      await api.close();
    },
  };
}
