import { createApiServer } from "@flux-ts/apiserver";
import { describe } from "vitest";
import { runApiContract, type Server } from "./apiserver/contract.ts";

describe("the embedded API", () => {
  runApiContract(openEmbedded);
});

async function openEmbedded(): Promise<Server> {
  const api = createApiServer();
  const { url } = await api.listen({ identity: { user: "admin", groups: ["system:masters"] } });
  return { url, [Symbol.asyncDispose]: () => api.close() };
}
