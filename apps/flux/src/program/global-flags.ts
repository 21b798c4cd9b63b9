import { booleanFlag, durationFlag, numberFlag, stringArrayFlag, stringFlag } from "./flag.ts";
import type { FlagValues } from "./flag.ts";

/** Flags of every command. Those about the connection are kubectl's. */
export const globalFlags = {
  as: stringFlag("user to impersonate"),
  "as-group": stringArrayFlag("group to impersonate, may be given several times"),
  "as-uid": stringFlag("UID to impersonate"),
  "as-user-extra": stringArrayFlag("extra of the user to impersonate, as key=value"),
  "cache-dir": stringFlag("accepted for compatibility: nothing is cached on disk"),
  "certificate-authority": stringFlag("file with the authority of the API server's certificate"),
  "client-certificate": stringFlag("file with the client certificate"),
  "client-key": stringFlag("file with the key of the client certificate"),
  cluster: stringFlag("cluster of the kubeconfig to use"),
  context: stringFlag("context of the kubeconfig to use"),
  "disable-compression": booleanFlag("accepted for compatibility: answers are not compressed"),
  "insecure-skip-tls-verify": booleanFlag("accept any certificate of the API server"),
  "kube-api-burst": numberFlag("accepted for compatibility: the server limits requests", 300),
  "kube-api-qps": numberFlag("accepted for compatibility: the server limits requests", 50),
  kubeconfig: stringFlag("path of the kubeconfig"),
  namespace: stringFlag("namespace, $FLUX_SYSTEM_NAMESPACE or flux-system by default", { shorthand: "n" }),
  "ns-follows-kube-context": booleanFlag("use the namespace of the kubeconfig context unless --namespace is given"),
  server: stringFlag("address of the API server"),
  timeout: durationFlag("limit of the command", 5 * 60_000),
  "tls-server-name": stringFlag("name to check the API server's certificate against"),
  token: stringFlag("bearer token for the API server"),
  user: stringFlag("user of the kubeconfig to use"),
  verbose: booleanFlag("accepted for compatibility: there is nothing more to say"),
};

export type GlobalValues = FlagValues<typeof globalFlags>;
