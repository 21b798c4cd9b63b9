// The time from a commit until its object is in the cluster, again and again. The source is asked to look at once,
// as a webhook would do.
import type { KubeObject } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";
import { kustomizationKey } from "../../../test/fleet/flux.ts";
import { openFleet } from "../flux/fleet.ts";
import type { Connection } from "../measure/connection.ts";
import { programInput } from "./run.ts";

export interface PushInput {
  readonly connection?: Connection | undefined;
  readonly times: number;
}

export interface PushResult {
  readonly seconds: readonly number[];
}

type ConfigMap = KubeObject & { readonly data?: { readonly [key: string]: string } };

const { connection, times } = programInput() as PushInput;
await using fleet = await openFleet(connection);
const { apiVersion, kind, namespace = "" } = kustomizationKey("pushed");
const sourceRef = { kind: "GitRepository", name: "flux-system" };
const spec = { interval: "10m", path: "./pushed", prune: true, targetNamespace: "default", sourceRef };
await fleet.client.create({ apiVersion, kind, metadata: { namespace, name: "pushed" }, spec });
const key: ObjectKey = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "pushed" };

const seconds: number[] = [];
for (let time = 0; time <= times; time++) {
  const arrived = fleet.client.waitFor<ConfigMap>(key, (object) => object?.data?.["time"] === String(time));
  const start = performance.now();
  await fleet.flux.commit({ "pushed/a.yaml": manifestOf(time) });
  await fleet.flux.reconcileSource();
  await arrived;
  if (time > 0) seconds.push((performance.now() - start) / 1000); // the first one has to warm up
}
const result: PushResult = { seconds };
process.stdout.write(JSON.stringify(result));

function manifestOf(time: number): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: pushed\ndata:\n  time: "${time}"\n`;
}
