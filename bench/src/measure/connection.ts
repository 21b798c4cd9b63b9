import { Secret } from "@flux-ts/base";
import { createHttpTransport, type ClusterAccess, type Transport } from "@flux-ts/kube";

/** How to reach an API server, in a form that can be given to another process. */
export interface Connection {
  readonly server: string;
  readonly ca?: string | undefined;
  readonly token: string;
  /** The processes that answer, to measure them. */
  readonly pids: readonly number[];
}

export function connectionOf(access: ClusterAccess, token: string, pids: readonly number[]): Connection {
  return { server: access.server.href, ca: access.tls.ca, token, pids };
}

export function openTransport({ server, ca, token }: Connection): Transport {
  return createHttpTransport({
    server: new URL(server),
    tls: ca === undefined ? {} : { ca },
    namespace: "default",
    credentials: () => Promise.resolve({ token: new Secret(token) }),
  });
}
