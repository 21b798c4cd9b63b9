import { KustomizeError } from "../errors.ts";
import { string, struct } from "../kustomization/decode.ts";
import { readConfig } from "../plugin/config.ts";
import type { GeneratorFactory } from "../plugin/plugin.ts";
import { Resource } from "../resource/resource.ts";

interface Config {
  readonly cloud?: string;
  readonly kubernetesService?: { readonly namespace?: string; readonly name?: string };
  readonly serviceAccount?: { readonly name?: string; readonly projectId?: string };
}

/** Generates the service account that acts as an account of a cloud. Only GKE is known. */
export const createIamPolicyGenerator: GeneratorFactory = (config) => {
  const {
    cloud = "",
    kubernetesService,
    serviceAccount,
  } = readConfig<Config>(config, "IAMPolicyGeneratorPlugin", {
    cloud: string,
    kubernetesService: struct("KubernetesService", { namespace: string, name: string }),
    serviceAccount: struct("ServiceAccount", { name: string, projectId: string }),
  });
  const account = `${serviceAccount?.name ?? ""}@${serviceAccount?.projectId ?? ""}.iam.gserviceaccount.com`;
  const metadata = {
    annotations: { "iam.gke.io/gcp-service-account": account },
    name: kubernetesService?.name ?? "",
    ...(kubernetesService?.namespace && { namespace: kubernetesService.namespace }),
  };
  return {
    generate: () => {
      if (cloud !== "gke") throw new KustomizeError("invalid-config", `cloud provider ${cloud} not supported yet`);
      return [new Resource({ apiVersion: "v1", kind: "ServiceAccount", metadata })];
    },
  };
};
