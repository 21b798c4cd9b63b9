import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "@flux-ts/base";
import type { Clock } from "../clock.ts";
import { KubeError } from "../errors.ts";
import type { ClusterAccess } from "./access.ts";
import { userCredentials } from "./credentials.ts";

export interface InClusterOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Where the service account is mounted. @default "/var/run/secrets/kubernetes.io/serviceaccount" */
  readonly mount?: string;
}

const defaultMount = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Whether this process runs in a pod, as far as its environment says. */
export function isInCluster({ env }: Pick<InClusterOptions, "env">): boolean {
  return Boolean(env["KUBERNETES_SERVICE_HOST"] && env["KUBERNETES_SERVICE_PORT"]);
}

/**
 * Access as the pod's own service account; its token is read again as the kubelet rotates it.
 *
 * @throws KubeError `config` when the account is not mounted.
 */
export async function inClusterAccess({ env, clock, mount = defaultMount }: InClusterOptions): Promise<ClusterAccess> {
  const host = env["KUBERNETES_SERVICE_HOST"] ?? "";
  const address = host.includes(":") ? `[${host}]` : host;
  const read = async (name: string): Promise<string> => {
    try {
      return await readFile(join(mount, name), "utf8");
    } catch (error) {
      const hint = 'is "automountServiceAccountToken" off?';
      throw new KubeError("config", `Cannot read the service account: ${messageOf(error)}; ${hint}`, { cause: error });
    }
  };
  const [ca, namespace] = await Promise.all([read("ca.crt"), read("namespace")]);
  const user = { tokenFile: join(mount, "token") };
  return {
    server: new URL(`https://${address}:${env["KUBERNETES_SERVICE_PORT"]}`),
    tls: { ca },
    credentials: userCredentials(user, { clock, env, interactive: false, cluster: {} }),
    namespace: namespace.trim() || "default",
  };
}
