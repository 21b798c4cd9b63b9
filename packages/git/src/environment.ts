import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates } from "node:tls";
import type { CheckedRemote, GitCredentials, GitTls } from "./remote.ts";

export type GitConfig = readonly (readonly [key: string, value: string])[];

// Everything else of the environment stays out: GIT_* variables and HOME would bring in settings and credentials of the host.
const passedOn = [
  "PATH",
  "TMPDIR",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
  "no_proxy",
];

/**
 * The environment of every git of this package: no configuration of the machine or the user, no prompts, no helpers,
 * no protocol but the ones given. Configuration goes through variables, so that secrets in it appear in no process list.
 */
export function gitEnvironment(config: GitConfig = [], protocols: readonly string[] = []): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    LC_ALL: "C",
    HOME: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: protocols.join(":"),
    GIT_CONFIG_COUNT: String(config.length),
  };
  for (const name of passedOn) {
    if (process.env[name] !== undefined) env[name] = process.env[name];
  }
  for (const [index, [key, value]] of config.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

/** Runs `use` with the environment that reaches a remote. Certificates are on disk, for this process only, meanwhile. */
export async function withRemote<T>(remote: CheckedRemote, use: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  const config = [...baseConfig, ...credentialsConfig(remote), ...proxyConfig(remote)];
  if (remote.tls === undefined) return use(gitEnvironment(config, protocols[remote.scheme]));
  const folder = await mkdtemp(join(tmpdir(), "flux-git-tls-"));
  try {
    const tls = await writeCertificates(remote.tls, folder);
    return await use(gitEnvironment([...config, ...tls], protocols[remote.scheme]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// A server may redirect from http to https, never the other way.
const protocols = { http: ["http", "https"], https: ["https"], file: ["file"] } as const;

const baseConfig: GitConfig = [
  ["credential.helper", ""],
  ["core.hooksPath", "/dev/null"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  // Kept as a pack: unpacking would write one file per object.
  ["fetch.unpackLimit", "1"],
  ["protocol.version", "2"],
];

function credentialsConfig({ credentials, origin }: CheckedRemote): GitConfig {
  if (credentials === undefined || origin === "") return [];
  // Bound to the origin: a redirect to another host does not carry the header along.
  return [[`http.${origin}/.extraHeader`, `Authorization: ${authorization(credentials)}`]];
}

function authorization(credentials: GitCredentials): string {
  if (credentials.kind === "bearer") return `Bearer ${credentials.token.reveal()}`;
  const pair = `${credentials.username}:${credentials.password.reveal()}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

function proxyConfig({ proxy }: CheckedRemote): GitConfig {
  return proxy === undefined ? [] : [["http.proxy", proxy.reveal()]];
}

async function writeCertificates({ ca, client }: GitTls, folder: string): Promise<GitConfig> {
  const config: [string, string][] = [];
  const write = async (key: string, name: string, content: string): Promise<void> => {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    config.push([key, path]);
  };
  // `http.sslCAInfo` replaces the well-known authorities, hence they are written, too.
  if (ca !== undefined) await write("http.sslCAInfo", "ca.pem", [ca, ...getCACertificates()].join("\n"));
  if (client !== undefined) {
    await write("http.sslCert", "client.pem", client.certificate);
    await write("http.sslKey", "client.key", client.key.reveal());
  }
  return config;
}
