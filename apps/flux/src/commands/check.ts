import { messageOf } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { crdOf, fluxKinds } from "@flux-ts/flux-api";
import { keyOf, KubeError } from "@flux-ts/kube";
import { readinessOf } from "@flux-ts/health";
import type { Cluster } from "../cluster/cluster.ts";
import { containersOf, controllerDeployments, leaderOf } from "../cluster/controllers.ts";
import { distributionOf } from "../cluster/distribution.ts";
import type { Printer } from "../output/printer.ts";
import { defineCommand } from "../program/command.ts";
import { CommandError } from "../program/errors.ts";
import { booleanFlag, stringSliceFlag } from "../program/flag.ts";

const oldestMinor = 33;
const constraint = `>=1.${oldestMinor}.0-0`;

export const check = defineCommand({
  flags: {
    components: stringSliceFlag("controllers to look for", ["source-controller", "kustomize-controller"]),
    "components-extra": stringSliceFlag("more controllers to look for"),
    pre: booleanFlag("only what Flux needs, before it is installed"),
  },
  run: async ({ flags, globals, printer, signal, connect }) => {
    const cluster = await connect();
    const run: Run = { cluster, printer, signal, timeoutMs: globals.timeout };
    printer.action("checking prerequisites");
    const prepared = await checkKubernetes(run);
    if (flags.pre) {
      if (!prepared) throw new CommandError("check failed");
      return printer.success("prerequisites checks passed");
    }
    printer.action("checking version in cluster");
    const known = await checkDistribution(run);
    printer.action("checking controllers");
    const running = await checkControllers(run, [...flags.components, ...flags["components-extra"]]);
    printer.action("checking crds");
    const defined = await checkDefinitions(run);
    if (!(prepared && known && running && defined)) throw new CommandError("check failed");
    printer.success("all checks passed");
  },
});

interface Run {
  readonly cluster: Cluster;
  readonly printer: Printer;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Each check says what it found and whether it is well. */
async function checkKubernetes({ cluster, printer, signal }: Run): Promise<boolean> {
  try {
    const { body } = await cluster.client.request({ method: "GET", path: "/version", signal });
    const { gitVersion } = body as { readonly gitVersion: string };
    const [, version = gitVersion, major, minor] = /^v((\d+)\.(\d+)\..*)$/.exec(gitVersion) ?? [];
    if (Number(major) > 1 || (Number(major) === 1 && Number(minor) >= oldestMinor)) {
      printer.success(`Kubernetes ${version} ${constraint}`);
      return true;
    }
    printer.failure(`Kubernetes version ${version} does not match ${constraint}`);
  } catch (error) {
    signal.throwIfAborted();
    printer.failure(`Kubernetes API call failed: ${messageOf(error)}`);
  }
  return false;
}

async function checkDistribution({ cluster, printer, signal }: Run): Promise<boolean> {
  const distribution = await distributionOf(cluster, signal);
  if (distribution === undefined) printer.failure("Flux is not installed, or its definitions do not say which version");
  else printer.success(`distribution: ${distribution}`);
  return distribution !== undefined;
}

/** A controller runs as a Deployment, or in a process that holds its Lease. */
async function checkControllers(run: Run, names: readonly string[]): Promise<boolean> {
  const deployed = new Set((await controllerDeployments(run.cluster, run.signal)).map(({ metadata }) => metadata.name));
  let healthy = true;
  for (const name of names) {
    const works = deployed.has(name) ? await checkDeployment(run, name) : await checkLeader(run, name);
    healthy &&= works;
  }
  return healthy;
}

async function checkLeader({ cluster, printer, signal }: Run, name: string): Promise<boolean> {
  const leader = await leaderOf(cluster, name, signal);
  if (leader === undefined) printer.failure(`${name}: no deployment and no leader in ${cluster.namespace} namespace`);
  else printer.success(`${name}: led by ${leader}`);
  return leader !== undefined;
}

async function checkDeployment({ cluster, printer, signal, timeoutMs }: Run, name: string): Promise<boolean> {
  const { client, namespace } = cluster;
  const key = { apiVersion: "apps/v1", kind: "Deployment", namespace, name };
  const isReady = (object?: KubeObject): boolean => object !== undefined && readinessOf(object).status === "Current";
  try {
    const deployment = await client.waitFor(key, isReady, { timeoutMs, signal });
    printer.success(`${name}: deployment ready`);
    for (const { image } of deployment ? containersOf(deployment) : []) printer.action(image);
    return true;
  } catch (error) {
    if (!(error instanceof KubeError) || error.code !== "timeout") throw error;
    printer.failure(`${name}: deployment not ready`);
    return false;
  }
}

async function checkDefinitions({ cluster, printer, signal }: Run): Promise<boolean> {
  let complete = true;
  for (const kind of fluxKinds) {
    const key = keyOf(crdOf(kind));
    const crd = await cluster.client.find(key, { signal, metadataOnly: true });
    if (crd === undefined) printer.failure(`${key.name} not found`);
    else printer.success(`${key.name}/${kind.version.name}`);
    complete &&= crd !== undefined;
  }
  return complete;
}
