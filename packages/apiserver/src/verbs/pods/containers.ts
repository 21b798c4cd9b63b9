// What upstream hands to the kubelet of a pod's node: there is none here, so all ends in an error at the latest there.
import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { forbiddenField, invalid } from "@flux-ts/kube-schema";
import { simulatedLog } from "../../cluster/pods/logs.ts";
import { nodeName } from "../../cluster/node.ts";
import type { Registry } from "../../registry/registry.ts";
import { keyOf } from "../../registry/registry.ts";
import { integerIn } from "../../request/numbers.ts";
import type { ResourceContext } from "../../request/context.ts";
import type { Reply } from "../../request/reply.ts";
import { badRequest, notFound } from "../../status/errors.ts";
import { invalidObject } from "../../status/invalid.ts";
import { StatusError } from "../../status/status.ts";
import type { VerbHandler } from "../verb.ts";
import { scalarText } from "../../resources/scalar-text.ts";

/** The log of a container: empty as long as the pod has no node, made up where that is the simulated one. */
export const readLog: VerbHandler = (registry, context): Reply => {
  checkLogOptions(context);
  const pod = podOf(registry, context);
  checkContainer(context, pod);
  const node = nodeNameOf(pod);
  if (node === "") return { kind: "text", status: 204, headers: {}, text: "" };
  if (node !== nodeName || registry.store.get("/nodes", node) === undefined) throw unreachable(registry, context, pod);
  return { kind: "text", status: 200, headers: {}, text: simulatedLog(pod, context.call.query) };
};

/** `exec`, `attach` and `portforward`. */
export const connectPod: VerbHandler = (registry, context) => {
  const pod = podOf(registry, context);
  if (context.subresource !== "portforward") checkContainer(context, pod);
  if (nodeNameOf(pod) === "") throw badRequest(`pod ${context.name} does not have a host assigned`);
  throw unreachable(registry, context, pod);
};

function podOf({ store }: Registry, { namespace, name }: ResourceContext): KubeObject {
  const entry = store.get("/pods", keyOf(namespace, name));
  if (entry === undefined) throw notFound({ group: "", resource: "pods" }, name);
  return entry.object;
}

/** @throws StatusError when an option of a log cannot be read or makes no sense. */
function checkLogOptions({ call: { query }, name }: ResourceContext): void {
  const [tail, bytes, seconds] = ["tailLines", "limitBytes", "sinceSeconds"].map((option) => integerIn(query, option));
  const time = query.get("sinceTime");
  if (time !== null && Number.isNaN(Date.parse(time))) {
    const layout = "2006-01-02T15:04:05Z07:00";
    const quoted = JSON.stringify(time);
    throw badRequest(`parsing time ${quoted} as ${JSON.stringify(layout)}: cannot parse ${quoted} as "2006"`);
  }
  const positive = (option: string, value: number | undefined) =>
    value !== undefined && value <= 0 ? [invalid(option, value, "must be greater than 0")] : [];
  const causes = [
    ...(tail !== undefined && tail < 0 ? [invalid("tailLines", tail, "must be greater than or equal to 0")] : []),
    ...positive("limitBytes", bytes),
    ...(seconds !== undefined && time !== null
      ? [forbiddenField("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified")]
      : positive("sinceSeconds", seconds)),
    ...(query.has("stream") ? [forbiddenField("stream", "may not be specified")] : []),
  ];
  if (causes.length > 0) throw invalidObject({ group: "", resource: "PodLogOptions" }, name, causes);
}

const defaultContainer = "kubectl.kubernetes.io/default-container";

/** @throws StatusError (400) when it is not clear which container is meant, or there is no such one. */
function checkContainer({ call, name }: ResourceContext, pod: KubeObject): void {
  const asked = call.query.get("container") ?? "";
  const names = containersOf(pod, "containers");
  if (asked === "") {
    const preset = pod.metadata.annotations?.[defaultContainer];
    if (names.length === 1 || (preset !== undefined && names.includes(preset))) return;
    const all = [...containersOf(pod, "initContainers"), ...names, ...containersOf(pod, "ephemeralContainers")];
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${all.join(" ")}]`);
  }
  const all = [...names, ...containersOf(pod, "initContainers"), ...containersOf(pod, "ephemeralContainers")];
  if (!all.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
}

function containersOf({ spec }: KubeObject, field: string): readonly string[] {
  const list = isJsonObject(spec) ? spec[field] : undefined;
  return Array.isArray(list) ? (list as readonly JsonObject[]).map(({ name }) => scalarText(name)) : [];
}

function nodeNameOf({ spec }: KubeObject): string {
  const name = isJsonObject(spec) ? spec["nodeName"] : undefined;
  return typeof name === "string" ? name : "";
}

function unreachable({ store }: Registry, { name }: ResourceContext, pod: KubeObject): StatusError {
  const node = nodeNameOf(pod);
  // Upstream says it like this: it looks for the node, and names the pods.
  if (store.get("/nodes", node) === undefined) return notFound({ group: "", resource: "pods" }, node);
  const message = `node ${node} of pod ${name} is simulated: there are no containers to reach`;
  return new StatusError({ code: 503, reason: "ServiceUnavailable", message });
}
