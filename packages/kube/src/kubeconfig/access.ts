import type { Secret } from "@flux-ts/base";
import type { Impersonation } from "../client/client.ts";

/** Everything needed to talk to one API server: a kubeconfig context after overrides, or a pod's own account. */
export interface ClusterAccess {
  /** Base URL, possibly with a path. */
  readonly server: URL;
  readonly tls: TlsOptions;
  readonly proxyUrl?: string;
  readonly credentials: CredentialSource;
  readonly impersonate?: Impersonation;
  readonly namespace: string;
  /** Longest time without a byte of an answer, other than of a watch. */
  readonly timeoutMs?: number;
}

/** Asked before every request; implementations cache. `stale` is true after the server refused the last answer. */
export type CredentialSource = (options: {
  readonly stale: boolean;
  readonly signal?: AbortSignal;
}) => Promise<Credentials>;

export interface TlsOptions {
  /** PEM bundle that replaces the system's roots. */
  readonly ca?: string;
  /** Name to check the certificate against, instead of the host of the URL. */
  readonly serverName?: string;
  /** Accepts any certificate. */
  readonly insecure?: boolean;
}

export interface Credentials {
  readonly token?: Secret;
  readonly basic?: { readonly username: string; readonly password: Secret };
  /** PEM. */
  readonly clientCertificate?: { readonly cert: string; readonly key: Secret };
}
