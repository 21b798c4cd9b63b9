// What the server itself keeps of workloads.
import type { KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import { withMeta } from "../../registry/meta.ts";
import { templateGeneration } from "../defaults/workloads.ts";
import type { Strategy } from "../strategy.ts";

export const deploymentStrategy: Partial<Strategy> = {
  counts: "annotations",
  prepareUpdate: (next, current, { subresource }) =>
    subresource === "status" ? withMeta(next, { labels: current.metadata.labels }) : next,
};

/** Daemon sets count the changes of their template. */
export const daemonSetStrategy: Partial<Strategy> = {
  prepareCreate: (object) => withTemplateGeneration(object, 1),
  prepareUpdate: (next, current) => {
    const count = Number(current.metadata.annotations?.[templateGeneration] ?? 0);
    const same = equalJson(templateOf(next), templateOf(current));
    return withTemplateGeneration(next, same ? count : count + 1);
  },
};

function templateOf({ spec }: KubeObject) {
  return isJsonObject(spec) ? spec["template"] : undefined;
}

function withTemplateGeneration(object: KubeObject, count: number): KubeObject {
  return withMeta(object, { annotations: { ...object.metadata.annotations, [templateGeneration]: String(count) } });
}
