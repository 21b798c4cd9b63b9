import { randomBytes } from "node:crypto";
import { Secret } from "@flux-ts/base";
import type { Log } from "@flux-ts/base";
import { createApiServer } from "@flux-ts/apiserver";
import { createClient, writeKubeconfig } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { createLocalCertificate } from "./certificate.ts";
import { fleetPlace } from "./objects.ts";
import { onPort } from "./ports.ts";

/** A Kubernetes API in this process, for this process and, with its kubeconfig, for others on this machine. */
export interface LocalCluster extends AsyncDisposable {
  readonly url: string;
  /** In process, as an administrator. */
  readonly client: Client;
}

export interface LocalClusterOptions {
  readonly port: number;
  /** Where the kubeconfig is written, with a token of this run. */
  readonly kubeconfig: string;
  readonly log: Log;
}

export async function startCluster({ port, kubeconfig, log }: LocalClusterOptions): Promise<LocalCluster> {
  const token = new Secret(randomBytes(32).toString("base64url"));
  const server = createApiServer({
    log,
    tokens: [{ token: token.reveal(), user: "flux-start", groups: ["system:masters"] }],
  });
  try {
    const tls = createLocalCertificate();
    const where = { port, flag: "--api-port", what: "the Kubernetes API" };
    const { url } = await onPort(where, (port) => server.listen({ port, host: "127.0.0.1", tls }));
    const { namespace } = fleetPlace;
    await writeKubeconfig(kubeconfig, { name: "flux-start", server: url, ca: tls.cert, token, namespace });
    const client = createClient({ transport: server.transport(), namespace, fieldManager: "flux" });
    return {
      url,
      client,
      [Symbol.asyncDispose]: async () => {
        await client.close();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}
