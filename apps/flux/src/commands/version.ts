import type { KubeObject } from "@flux-ts/base";
import { emitYaml } from "@flux-ts/yaml";
import type { Cluster } from "../cluster/cluster.ts";
import { controllerDeployments, containersOf } from "../cluster/controllers.ts";
import { distributionOf } from "../cluster/distribution.ts";
import { defineCommand } from "../program/command.ts";
import { CommandError } from "../program/errors.ts";
import { booleanFlag, stringFlag } from "../program/flag.ts";
import { upstreamVersion } from "../version.ts";

export const version = defineCommand({
  flags: {
    client: booleanFlag("only the version of this program"),
    output: stringFlag("yaml or json", { shorthand: "o", initial: "yaml" }),
  },
  run: async ({ flags, printer, signal, connect }) => {
    const { output } = flags;
    if (output !== "yaml" && output !== "json") {
      throw new CommandError(`--output must be json or yaml, not ${output}`);
    }
    const versions = {
      flux: upstreamVersion(),
      ...(!flags.client && (await clusterVersions(await connect(), signal))),
    };
    printer.print(output === "json" ? `${JSON.stringify(versions, undefined, 2)}\n` : emitYaml(versions));
  },
});

/** The versions of what runs in the cluster, by name: the tags of the controllers' images. */
async function clusterVersions(cluster: Cluster, signal: AbortSignal): Promise<{ readonly [name: string]: string }> {
  const [distribution, deployments] = await Promise.all([
    distributionOf(cluster, signal),
    controllerDeployments(cluster, signal),
  ]);
  if (deployments.length === 0 && distribution === undefined) {
    throw new CommandError(`no deployments found in ${cluster.namespace} namespace`);
  }
  const images = deployments.flatMap((deployment: KubeObject) => containersOf(deployment)).map(({ image }) => image);
  return { ...(distribution !== undefined && { distribution }), ...Object.fromEntries(images.map(splitImage)) };
}

/** `ghcr.io/fluxcd/source-controller:v1.9.4` is version `v1.9.4` of `source-controller`. */
function splitImage(image: string): [name: string, version: string] {
  const [, name = image, version = ""] = /([^/:@]+)(?::([^/@]+))?(?:@.*)?$/.exec(image) ?? [];
  return [name, version];
}
