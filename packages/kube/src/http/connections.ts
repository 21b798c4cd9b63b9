import type { ConnectionOptions } from "node:tls";
import { type Dispatcher, Pool, ProxyAgent } from "undici";
import type { ClusterAccess, Credentials } from "../kubeconfig/access.ts";

/** More would only queue up in the server; watches are not counted. */
const maxRequestConnections = 64;
const defaultTimeoutMs = 90_000;
/** Idle connections end, whatever the server offers: one that watches many clusters must not keep a crowd of them. */
const idleMs = 10_000;

/** Dispatchers of one client certificate. Watches have connections of their own, so that they never hold up requests. */
export interface Connections {
  readonly requests: Dispatcher;
  readonly watches: Dispatcher;
}

type PeerOptions = Pick<ConnectionOptions, "ca" | "cert" | "key" | "servername" | "rejectUnauthorized">;
type ClientCertificate = Credentials["clientCertificate"];

/** The connections to one server. A certificate that was renewed gets new ones; what runs on the old ones finishes. */
export class ConnectionPool {
  readonly #access: ClusterAccess;
  readonly #open = new Set<Connections>();
  #certificate: ClientCertificate;
  #current: Connections | undefined;

  constructor(access: ClusterAccess) {
    this.#access = access;
  }

  for(certificate: ClientCertificate): Connections {
    if (this.#current && certificate?.cert === this.#certificate?.cert) return this.#current;
    if (this.#current) void this.#retire(this.#current);
    this.#certificate = certificate;
    this.#current = openConnections(this.#access, certificate);
    this.#open.add(this.#current);
    return this.#current;
  }

  async close(): Promise<void> {
    const open = [...this.#open];
    this.#open.clear();
    await Promise.all(open.flatMap(({ requests, watches }) => [requests.close(), watches.destroy()]));
  }

  async #retire(old: Connections): Promise<void> {
    await Promise.allSettled([old.requests.close(), old.watches.close()]);
    this.#open.delete(old);
  }
}

function openConnections(access: ClusterAccess, certificate: ClientCertificate): Connections {
  const { server, proxyUrl, timeoutMs = defaultTimeoutMs } = access;
  const tls = tlsOptions(access, certificate);
  const open = (limits: Pool.Options): Dispatcher =>
    proxyUrl === undefined
      ? new Pool(server.origin, { ...limits, connect: { ...tls, allowH2: false } })
      : new ProxyAgent({ ...limits, uri: proxyUrl, requestTls: { ...tls, allowH2: false } });
  return {
    requests: open({
      connections: maxRequestConnections,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      keepAliveMaxTimeout: idleMs,
    }),
    watches: open({ headersTimeout: timeoutMs, bodyTimeout: 0 }),
  };
}

function tlsOptions({ tls }: ClusterAccess, certificate: ClientCertificate): PeerOptions {
  return {
    ...(tls.ca !== undefined && { ca: tls.ca }),
    ...(tls.serverName !== undefined && { servername: tls.serverName }),
    ...(tls.insecure === true && { rejectUnauthorized: false }),
    ...(certificate && { cert: certificate.cert, key: certificate.key.reveal() }),
  };
}
