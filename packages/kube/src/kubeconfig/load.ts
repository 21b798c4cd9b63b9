import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { isatty } from "node:tty";
import { messageOf } from "@flux-ts/base";
import { systemClock } from "../clock.ts";
import { KubeError } from "../errors.ts";
import type { ClusterAccess } from "./access.ts";
import { inClusterAccess, isInCluster } from "./in-cluster.ts";
import type { Kubeconfig } from "./model.ts";
import { mergeKubeconfigs, parseKubeconfig } from "./parse.ts";
import { type AccessOverrides, resolveAccess, type ResolveOptions } from "./resolve.ts";

export interface LoadOptions extends Partial<ResolveOptions> {
  /** The only file read; it must exist. @default the files of $KUBECONFIG, or ~/.kube/config */
  readonly path?: string;
  /** @default the home folder of this process */
  readonly home?: string;
  /** Where a pod's service account is mounted. @default "/var/run/secrets/kubernetes.io/serviceaccount" */
  readonly mount?: string;
}

export interface KubeconfigOptions extends Partial<ResolveOptions> {
  /** Named in messages. */
  readonly source: string;
}

/**
 * Reads and merges the kubeconfig files that kubectl would read. Of several files some may be missing.
 *
 * @throws KubeError `config`
 */
export async function loadKubeconfig(options: Pick<LoadOptions, "path" | "env" | "home"> = {}): Promise<Kubeconfig> {
  const { path, env = process.env, home = homedir() } = options;
  if (path !== undefined) {
    const config = await readKubeconfig(path);
    if (config) return config;
    throw new KubeError("config", `Kubeconfig "${path}" does not exist: check --kubeconfig`);
  }
  const listed = (env["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
  const files = listed.length > 0 ? listed : [join(home, ".kube", "config")];
  const configs = await Promise.all(files.map(readKubeconfig));
  return mergeKubeconfigs(configs.filter((config) => config !== undefined));
}

/**
 * The cluster that kubectl would talk to with the same flags: by kubeconfig, or else as the pod's service account.
 *
 * @throws KubeError `config`
 */
export async function loadAccess(options: LoadOptions = {}): Promise<ClusterAccess> {
  const { env = process.env, clock = systemClock, overrides = {}, policy = {}, interactive = isatty(0) } = options;
  const config = await loadKubeconfig(options);
  const named = config.currentContext !== "" || [overrides.context, overrides.cluster, overrides.server].some(Boolean);
  if (named) return resolveAccess(config, { env, clock, overrides, policy, interactive });
  if (isInCluster({ env })) {
    const { mount } = options;
    return asOverridden(await inClusterAccess({ env, clock, ...(mount !== undefined && { mount }) }), overrides);
  }
  throw nothingFound(config);
}

/**
 * Access by a kubeconfig at hand, such as one from a Secret. By default it may neither start programs, read files nor
 * skip the check of certificates.
 *
 * @throws KubeError `config`
 */
export function accessFromKubeconfig(text: string, options: KubeconfigOptions): Promise<ClusterAccess> {
  const { source, env = process.env, clock = systemClock, overrides = {}, interactive = false } = options;
  const { policy = { allowExec: false, allowFiles: false, allowInsecure: false } } = options;
  return resolveAccess(parseKubeconfig(text, source), { env, clock, overrides, policy, interactive });
}

function asOverridden(access: ClusterAccess, overrides: AccessOverrides): ClusterAccess {
  const { namespace, impersonate, timeoutMs } = overrides;
  return {
    ...access,
    ...(namespace !== undefined && { namespace }),
    ...(impersonate && { impersonate }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

async function readKubeconfig(path: string): Promise<Kubeconfig | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new KubeError("config", `Cannot read the kubeconfig "${path}": ${messageOf(error)}`, { cause: error });
  }
  return parseKubeconfig(text, path);
}

function nothingFound({ files }: Kubeconfig): KubeError {
  const advice = "set --kubeconfig, $KUBECONFIG or --context";
  if (files.length === 0) return new KubeError("config", `There is no kubeconfig and this is no pod: ${advice}`);
  const names = files.map((file) => `"${file}"`).join(", ");
  return new KubeError("config", `Kubeconfig ${names} has no current context: ${advice}`);
}
