import type { Secret } from "@flux-ts/base";
import type { Impersonation } from "../client/client.ts";

/** One or more kubeconfig files, read and merged. Paths are absolute, data is decoded, nothing is opened yet. */
export interface Kubeconfig {
  /** The files it was read from, for messages. */
  readonly files: readonly string[];
  readonly currentContext: string;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
}

export interface ContextEntry {
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}

export interface ClusterEntry {
  readonly server?: string;
  readonly ca?: PemSource;
  readonly insecure?: boolean;
  readonly serverName?: string;
  readonly proxyUrl?: string;
}

export interface UserEntry {
  readonly token?: Secret;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: Secret;
  readonly certificate?: PemSource;
  readonly key?: PemSource<Secret>;
  readonly exec?: ExecPlugin;
  readonly impersonate?: Impersonation;
}

/** PEM text that is here, or in a file. */
export type PemSource<Text = string> =
  | { readonly data: Text; readonly file?: never }
  | { readonly file: string; readonly data?: never };

/** A program that gives credentials (client.authentication.k8s.io). */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: { readonly [name: string]: string };
  readonly installHint: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: "Never" | "IfAvailable" | "Always";
}
