import { stat } from "node:fs/promises";
import { Secret } from "@flux-ts/base";
import { connect, loadAccess } from "@flux-ts/kube";
import type { AccessOverrides, Client, Impersonation } from "@flux-ts/kube";
import { CommandError } from "../program/errors.ts";
import type { GlobalValues } from "../program/global-flags.ts";

/** The cluster a command works on. */
export interface Cluster {
  readonly client: Client;
  /** Where objects are looked for. */
  readonly namespace: string;
}

/** Connects to the cluster that kubectl would use with the same flags. */
export async function connectClient(globals: GlobalValues, env: NodeJS.ProcessEnv): Promise<Client> {
  const { kubeconfig } = globals;
  if (kubeconfig !== "") await checkExists(kubeconfig);
  const access = await loadAccess({
    env,
    overrides: overridesOf(globals),
    ...(kubeconfig !== "" && { path: kubeconfig }),
  });
  return connect(access, { fieldManager: "flux" });
}

/** Missing files fail in upstream's words. */
async function checkExists(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    throw new CommandError(`stat ${path}: no such file or directory`, { cause: error });
  }
}

/**
 * The namespace that `--namespace`, the environment and the context give.
 *
 * @throws CommandError in upstream's words when it can be no name.
 */
export function namespaceOf(globals: GlobalValues, env: NodeJS.ProcessEnv, client: Client): string {
  const given = globals.namespace || env["FLUX_SYSTEM_NAMESPACE"];
  const follows = globals["ns-follows-kube-context"] || env["FLUX_NS_FOLLOWS_KUBE_CONTEXT"] === "true";
  const namespace = given || (follows ? client.namespace : "flux-system");
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) return namespace;
  throw new CommandError(`namespace must be a valid DNS label: ${JSON.stringify(namespace)}`);
}

function overridesOf(globals: GlobalValues): AccessOverrides {
  const { context, cluster, user, server, token } = globals;
  const impersonate = impersonationOf(globals);
  return {
    ...(context !== "" && { context }),
    ...(cluster !== "" && { cluster }),
    ...(user !== "" && { user }),
    ...(server !== "" && { server }),
    ...(token !== "" && { token: new Secret(token) }),
    tls: tlsOf(globals),
    ...(impersonate && { impersonate }),
  };
}

function tlsOf(globals: GlobalValues): NonNullable<AccessOverrides["tls"]> {
  const {
    "certificate-authority": certificateAuthority,
    "client-certificate": clientCertificate,
    "client-key": clientKey,
    "tls-server-name": serverName,
  } = globals;
  return {
    ...(certificateAuthority !== "" && { certificateAuthority }),
    ...(clientCertificate !== "" && { clientCertificate }),
    ...(clientKey !== "" && { clientKey }),
    ...(serverName !== "" && { serverName }),
    ...(globals["insecure-skip-tls-verify"] && { insecure: true }),
  };
}

function impersonationOf(globals: GlobalValues): Impersonation | undefined {
  const { as: user, "as-group": groups, "as-uid": uid } = globals;
  const extra = extraOf(globals["as-user-extra"]);
  if (user !== "") {
    return {
      user,
      ...(groups.length > 0 && { groups }),
      ...(uid !== "" && { uid }),
      ...(extra.size > 0 && { extra: Object.fromEntries(extra) }),
    };
  }
  if (groups.length === 0 && uid === "" && extra.size === 0) return undefined;
  throw new CommandError("requesting uid, groups or user-extra without impersonating a user: --as is missing");
}

function extraOf(pairs: readonly string[]): Map<string, string[]> {
  const extra = new Map<string, string[]>();
  for (const pair of pairs) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) {
      throw new CommandError(`invalid --as-user-extra ${JSON.stringify(pair)}: expected key=value`);
    }
    extra.set(key, [...(extra.get(key) ?? []), value]);
  }
  return extra;
}
