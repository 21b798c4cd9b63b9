import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { formatTime } from "../../clock.ts";
import { withMeta } from "../../registry/meta.ts";
import type { Registry } from "../../registry/registry.ts";
import { keyOf } from "../../registry/registry.ts";
import type { ResourceContext } from "../../request/context.ts";
import { parseWriteOptions } from "../../request/write-options.ts";
import { conflict, notFound } from "../../status/errors.ts";
import { invalidObject } from "../../status/invalid.ts";
import { successOf } from "../../status/status.ts";
import { required } from "@flux-ts/kube-schema";
import { checkPath, decodeObject } from "../decode.ts";
import type { VerbHandler } from "../verb.ts";

/**
 * Puts a pod on a node, as schedulers do: through the pod's own `binding` or through the collection of bindings. As
 * upstream, this is nobody's write: it neither owns fields nor counts as a generation.
 */
export const bindPod: VerbHandler = (registry, context) => {
  const options = parseWriteOptions(context.call, "CreateOptions");
  const binding = checkPath(context, decodeObject(bindingContext(registry, context), options.fieldValidation));
  const node = nodeOf(binding);
  const name = context.name || binding.metadata.name;
  const entry = registry.store.get("/pods", keyOf(context.namespace, name));
  if (entry === undefined) throw notFound({ group: "", resource: "pods" }, name);
  const bound = bind(entry.object, { node, binding, time: formatTime(registry.clock.now()) });
  if (!options.dryRun) registry.store.put("/pods", entry.key, bound, entry);
  return { kind: "value", status: 201, headers: {}, body: successOf(201) };
};

/** Bodies are bindings, whatever the path is about. */
function bindingContext({ catalog }: Registry, context: ResourceContext): ResourceContext {
  const served = catalog.find("", "v1", "bindings");
  return served === undefined ? context : { ...context, served };
}

function nodeOf(binding: KubeObject): string {
  const target = isJsonObject(binding["target"]) ? binding["target"] : {};
  if (typeof target["name"] === "string" && target["name"] !== "") return target["name"];
  throw invalidObject({ group: "", resource: "Binding" }, binding.metadata.name, [required("target.name")]);
}

interface Placement {
  readonly node: string;
  readonly binding: KubeObject;
  readonly time: string;
}

function bind(pod: KubeObject, { node, binding, time }: Placement): KubeObject {
  const [spec, status] = [pod["spec"] as JsonObject, (pod["status"] ?? {}) as JsonObject];
  const taken = spec["nodeName"];
  if (typeof taken === "string" && taken !== "") {
    const why = `pod ${pod.metadata.name} is already assigned to node "${taken}"`;
    throw conflict({ group: "", resource: "pods/binding" }, pod.metadata.name, why);
  }
  const scheduled = { type: "PodScheduled", status: "True", lastProbeTime: null, lastTransitionTime: time };
  const others = ((status["conditions"] ?? []) as readonly JsonObject[]).filter(({ type }) => type !== "PodScheduled");
  const { annotations } = binding.metadata;
  const noted =
    annotations === undefined ? pod : withMeta(pod, { annotations: { ...pod.metadata.annotations, ...annotations } });
  return {
    ...noted,
    spec: { ...spec, nodeName: node },
    status: { ...status, conditions: [...others, scheduled] },
  };
}
