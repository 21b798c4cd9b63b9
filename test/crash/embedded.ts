import { createApiServer } from "@flux-ts/apiserver";
import { Secret } from "@flux-ts/base";
import { createClient } from "@flux-ts/kube";
import type { CrashCluster } from "./world.ts";

/** The embedded API in this process, served over HTTP to the processes that crash. */
export async function openEmbedded(): Promise<CrashCluster> {
  const token = new Secret("admin");
  const api = createApiServer({ tokens: [{ token: token.reveal(), user: "admin", groups: ["system:masters"] }] });
  const { url } = await api.listen();
  const client = createClient({ transport: api.transport() });
  const access = {
    server: new URL(url),
    tls: {},
    namespace: "default",
    credentials: () => Promise.resolve({ token }),
  };
  return {
    access,
    client,
    async close() {
      await client.close();
      await api.close();
    },
  };
}
