import type { KubeObject } from "@flux-ts/base";
import { StatusError } from "../../status/status.ts";
import type { Cluster } from "../cluster.ts";
import { nameOf, ownerReference } from "../cluster.ts";
import { pods } from "../kinds.ts";
import type { Labels, Pod, PodTemplate } from "../kinds.ts";

export interface PodIdentity {
  /** Else one is made up from that of the owner. */
  readonly name?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  /** Fields of the spec that its owner decides on. */
  readonly spec?: { readonly [field: string]: KubeObject[string] };
}

/** Why no Pod could be made: in the words of the refusal. */
export interface PodRefusal {
  readonly refused: string;
}

/** Makes a Pod of a template for its owner, and tells of it. */
export function createPod(
  { client, events }: Cluster,
  owner: KubeObject,
  { metadata = {}, spec }: PodTemplate,
  identity: PodIdentity = {},
): KubeObject | PodRefusal {
  const component = componentOf(owner);
  const labels = { ...metadata.labels, ...identity.labels };
  const annotations = { ...metadata.annotations, ...identity.annotations };
  const { namespace } = nameOf(owner);
  const named = identity.name === undefined ? { generateName: `${owner.metadata.name}-` } : { name: identity.name };
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...named,
      namespace,
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: { ...spec, ...identity.spec },
  } as unknown as KubeObject;
  try {
    const made = client.create(pods, pod);
    events.tell(owner, { reason: "SuccessfulCreate", message: createdText(owner, made), component });
    return made;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    events.tell(owner, {
      type: "Warning",
      reason: "FailedCreate",
      message: `Error creating: ${error.message}`,
      component,
    });
    return { refused: error.message };
  }
}

/** Deletes a Pod of an owner, and tells of it. */
export function deletePod({ client, events }: Cluster, owner: KubeObject, pod: KubeObject): void {
  const { uid = "" } = pod.metadata;
  client.delete(pods, nameOf(pod), { uid });
  const { name } = pod.metadata;
  const message =
    owner.kind === "StatefulSet"
      ? `delete Pod ${name} in StatefulSet ${owner.metadata.name} successful`
      : `Deleted pod: ${name}`;
  events.tell(owner, { reason: "SuccessfulDelete", message, component: componentOf(owner) });
}

function createdText({ kind, metadata }: KubeObject, pod: KubeObject): string {
  const { name } = pod.metadata;
  return kind === "StatefulSet"
    ? `create Pod ${name} in StatefulSet ${metadata.name} successful`
    : `Created pod: ${name}`;
}

/** Who tells of what happens to a workload. */
function componentOf({ kind }: KubeObject): string {
  return `${kind.toLowerCase()}-controller`;
}

/** Whether a Pod counts: it is neither about to go nor done. */
export function isActive(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return pod.metadata.deletionTimestamp === undefined && phase !== "Succeeded" && phase !== "Failed";
}
