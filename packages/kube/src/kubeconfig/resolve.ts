import { readFile } from "node:fs/promises";
import { type JsonObject, messageOf, type Secret } from "@flux-ts/base";
import type { Impersonation } from "../client/client.ts";
import type { Clock } from "../clock.ts";
import { KubeError } from "../errors.ts";
import type { ClusterAccess, TlsOptions } from "./access.ts";
import { userCredentials } from "./credentials.ts";
import type { ClusterEntry, ContextEntry, Kubeconfig, PemSource, UserEntry } from "./model.ts";
import { isLoopback, proxyFromEnv } from "./proxy.ts";

/** What kubectl's global flags change of a kubeconfig. */
export interface AccessOverrides {
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
  readonly server?: string;
  readonly token?: Secret;
  readonly tls?: TlsOverrides;
  readonly impersonate?: Impersonation;
  readonly timeoutMs?: number;
}

/** Paths count from the working directory. */
export interface TlsOverrides {
  readonly certificateAuthority?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly serverName?: string;
  readonly insecure?: boolean;
}

/** What a kubeconfig may do here. One that a tenant wrote may neither start programs nor read our files. */
export interface AccessPolicy {
  /** @default true */
  readonly allowExec?: boolean;
  /** @default true */
  readonly allowFiles?: boolean;
  /** Whether `insecure-skip-tls-verify` counts. @default true */
  readonly allowInsecure?: boolean;
}

export interface ResolveOptions {
  readonly overrides: AccessOverrides;
  readonly policy: AccessPolicy;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly interactive: boolean;
}

/**
 * The access that a kubeconfig and overrides give.
 *
 * @throws KubeError `config` when they name what does not exist, or ask for what is not allowed.
 */
export async function resolveAccess(config: Kubeconfig, options: ResolveOptions): Promise<ClusterAccess> {
  const { overrides, policy, env, clock, interactive } = options;
  const context = pickContext(config, overrides);
  const cluster = overrideCluster(pick(config, "cluster", context.cluster), overrides);
  const user = overrideUser(pick(config, "user", context.user), overrides);
  checkPolicy(config, { cluster, user, policy });
  const server = serverOf(config, cluster, user);
  const ca = cluster.ca && (await readPem(cluster.ca));
  const proxyUrl = cluster.proxyUrl ?? proxyFromEnv(server, env);
  const impersonate = overrides.impersonate ?? user.impersonate;
  // A password does not cross the network in the clear, as with kubectl; another port of this machine may have it.
  const trusted = server.protocol === "https:" || isLoopback(server);
  const execCluster = clusterInfo(server, cluster, ca);
  return {
    server,
    tls: tlsOf(cluster, ca, policy),
    credentials: trusted
      ? userCredentials(user, { clock, env, interactive, cluster: execCluster })
      : () => Promise.resolve({}),
    namespace: overrides.namespace ?? context.namespace ?? "default",
    ...(proxyUrl !== undefined && { proxyUrl }),
    ...(impersonate && { impersonate }),
    ...(overrides.timeoutMs !== undefined && { timeoutMs: overrides.timeoutMs }),
  };
}

function pickContext(config: Kubeconfig, { context, cluster, user }: AccessOverrides): ContextEntry {
  const name = context ?? config.currentContext;
  const found = config.contexts.get(name);
  if (!found && name !== "") throw missing(config, "context", name);
  const chosen = found ?? { cluster: "", user: "" };
  return { ...chosen, ...(cluster !== undefined && { cluster }), ...(user !== undefined && { user }) };
}

function pick(config: Kubeconfig, kind: "cluster", name: string): ClusterEntry;
function pick(config: Kubeconfig, kind: "user", name: string): UserEntry;
function pick(config: Kubeconfig, kind: "cluster" | "user", name: string): ClusterEntry | UserEntry {
  const found = (kind === "cluster" ? config.clusters : config.users).get(name);
  if (!found && name !== "") throw missing(config, kind, name);
  return found ?? {};
}

function overrideCluster(cluster: ClusterEntry, { server, tls = {} }: AccessOverrides): ClusterEntry {
  const { certificateAuthority, serverName, insecure } = tls;
  const { ca, ...rest } = cluster;
  const ownCa = certificateAuthority === undefined ? ca : { file: certificateAuthority };
  return {
    ...rest,
    // Whoever asks to skip verification does not want the authority of the file either.
    ...(ownCa && insecure !== true && { ca: ownCa }),
    ...(server !== undefined && { server }),
    ...(serverName !== undefined && { serverName }),
    ...(insecure !== undefined && { insecure }),
  };
}

function overrideUser(user: UserEntry, { token, tls = {} }: AccessOverrides): UserEntry {
  const { clientCertificate, clientKey } = tls;
  const base: UserEntry = token ? { ...withoutLogin(user), token } : user;
  return {
    ...base,
    ...(clientCertificate !== undefined && { certificate: { file: clientCertificate } }),
    ...(clientKey !== undefined && { key: { file: clientKey } }),
  };
}

/** A token on the command line replaces every other way to log in but the certificate. */
function withoutLogin({ certificate, key, impersonate }: UserEntry): UserEntry {
  return { ...(certificate && { certificate }), ...(key && { key }), ...(impersonate && { impersonate }) };
}

interface Chosen {
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  readonly policy: AccessPolicy;
}

function checkPolicy(config: Kubeconfig, { cluster, user, policy }: Chosen): void {
  const { allowExec = true, allowFiles = true } = policy;
  if (!allowExec && user.exec) throw refused(config, "exec", 'a "token" or certificate data');
  if (allowFiles) return;
  const files = {
    tokenFile: user.tokenFile,
    "client-certificate": user.certificate?.file,
    "client-key": user.key?.file,
    "certificate-authority": cluster.ca?.file,
  };
  for (const [field, file] of Object.entries(files)) {
    if (file !== undefined) throw refused(config, field, "data in the kubeconfig itself");
  }
}

function serverOf(config: Kubeconfig, cluster: ClusterEntry, user: UserEntry): URL {
  const { server } = cluster;
  if (server === undefined) {
    throw new KubeError("config", `${describe(config)} names no server: set a current context, --context or --server`);
  }
  const secure = cluster.ca !== undefined || cluster.insecure === true || user.certificate !== undefined;
  const text = server.includes("://") ? server : `${secure ? "https" : "http"}://${server}`;
  const url = URL.parse(text);
  if (url && (url.protocol === "https:" || url.protocol === "http:")) return url;
  throw new KubeError("config", `${describe(config)}: server "${server}" is no http or https URL`);
}

function tlsOf({ insecure, serverName }: ClusterEntry, ca: string | undefined, policy: AccessPolicy): TlsOptions {
  const { allowInsecure = true } = policy;
  return {
    ...(ca !== undefined && { ca }),
    ...(serverName !== undefined && { serverName }),
    ...(insecure === true && allowInsecure && { insecure }),
  };
}

/** `spec.cluster` of the ExecCredential that a plugin gets. */
function clusterInfo(
  server: URL,
  { insecure, serverName, proxyUrl }: ClusterEntry,
  ca: string | undefined,
): JsonObject {
  return {
    server: server.href.replace(/\/$/, ""),
    ...(serverName !== undefined && { "tls-server-name": serverName }),
    ...(insecure === true && { "insecure-skip-tls-verify": true }),
    ...(ca !== undefined && { "certificate-authority-data": Buffer.from(ca).toString("base64") }),
    ...(proxyUrl !== undefined && { "proxy-url": proxyUrl }),
  };
}

async function readPem({ data, file }: PemSource): Promise<string> {
  if (file === undefined) return data;
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new KubeError("config", `Cannot read the certificate authority "${file}": ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function missing(config: Kubeconfig, kind: "context" | "cluster" | "user", name: string): KubeError {
  const entries = { context: config.contexts, cluster: config.clusters, user: config.users }[kind];
  const names = [...entries.keys()].map((entry) => `"${entry}"`).join(", ");
  const known = names === "" ? "it has none" : `it has ${names}`;
  return new KubeError("config", `${describe(config)}: ${kind} "${name}" does not exist, ${known}`);
}

function refused(config: Kubeconfig, field: string, instead: string): KubeError {
  return new KubeError("config", `${describe(config)} uses "${field}", which is not allowed here: use ${instead}`);
}

function describe({ files }: Kubeconfig): string {
  return files.length === 0 ? "Kubeconfig" : `Kubeconfig ${files.map((file) => `"${file}"`).join(", ")}`;
}
