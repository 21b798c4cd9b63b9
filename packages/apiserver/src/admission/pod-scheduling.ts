import type { JsonArray, JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Registry } from "../registry/registry.ts";
import { forbidden } from "../status/errors.ts";
import type { Entry } from "../storage/store.ts";
import type { Admission } from "./admission.ts";
import { scalarText } from "../resources/scalar-text.ts";

const classes = "scheduling.k8s.io/priorityclasses";

/** Pods get the number of their priority class, and stay for a while on nodes that are in trouble. */
export const podScheduling: Admission = {
  create: (registry, { served, subresource }, pod) => {
    if (served.resource.table !== "/pods" || subresource !== "") return pod;
    const spec = isJsonObject(pod["spec"]) ? pod["spec"] : {};
    const tolerations = withTolerations(listOf(spec["tolerations"]));
    return { ...pod, spec: { ...spec, ...priorityOf(registry, pod.metadata.name, spec), tolerations } };
  },
  update: (_registry, { served, subresource }, pod, current) => {
    if (served.resource.table !== "/pods" || subresource !== "") return pod;
    const spec = isJsonObject(pod["spec"]) ? pod["spec"] : {};
    const tolerations = withTolerations(listOf(spec["tolerations"]));
    return { ...pod, spec: { ...spec, ...keptPriority(spec, current["spec"]), tolerations } };
  },
};

/** What was decided when the pod was made stays, also when an update does not mention it. */
function keptPriority(spec: JsonObject, before: JsonValue | undefined): JsonObject {
  if (!isJsonObject(before)) return {};
  const fields = ["priority", "preemptionPolicy"].filter((field) => spec[field] === undefined);
  return Object.fromEntries<JsonValue>(
    fields.flatMap((field) => (before[field] === undefined ? [] : [[field, before[field]] as const])),
  );
}

/** @throws StatusError (403) when there is no such class, or it has another number than the pod. */
function priorityOf(registry: Registry, pod: string, spec: JsonObject): JsonObject {
  const asked = spec["priorityClassName"];
  const found = typeof asked === "string" && asked !== "" ? classNamed(registry, pod, asked) : defaultClass(registry);
  const { value: priority = 0, preemptionPolicy = "PreemptLowerPriority" } = (found ?? {}) as JsonObject;
  const given = spec["priority"];
  if (given !== undefined && given !== priority) {
    const why =
      `the integer value of priority (${scalarText(given)}) must not be provided in pod spec; priority admission ` +
      `controller computed ${scalarText(priority)} from the given PriorityClass name`;
    throw forbidden({ group: "", resource: "pods" }, pod, why);
  }
  const policy = spec["preemptionPolicy"];
  if (policy !== undefined && policy !== preemptionPolicy) {
    const why =
      `the string value of PreemptionPolicy (${scalarText(policy)}) must not be provided in pod spec; priority ` +
      `admission controller computed ${scalarText(preemptionPolicy)} from the given PriorityClass name`;
    throw forbidden({ group: "", resource: "pods" }, pod, why);
  }
  const name = found?.metadata.name;
  return { ...(name !== undefined && { priorityClassName: name }), priority, preemptionPolicy };
}

function classNamed({ store }: Registry, pod: string, name: string): KubeObject {
  const entry = store.get(classes, name);
  if (entry !== undefined) return entry.object;
  throw forbidden({ group: "", resource: "pods" }, pod, `no PriorityClass with name ${name} was found`);
}

function defaultClass({ store }: Registry): KubeObject | undefined {
  const entries = store.list(classes) as readonly Entry[];
  return entries.map(({ object }) => object).find((object) => object["globalDefault"] === true);
}

const troubles = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];
const patienceSeconds = 300;

function withTolerations(given: JsonArray): JsonArray {
  const added = troubles
    .filter((key) => !given.some((toleration) => isJsonObject(toleration) && tolerates(toleration, key)))
    .map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: patienceSeconds }));
  return [...given, ...added];
}

function tolerates({ key: tolerated = "", effect = "" }: JsonObject, key: string): boolean {
  return (tolerated === key || tolerated === "") && (effect === "NoExecute" || effect === "");
}

function listOf(value: JsonValue | undefined): JsonArray {
  return Array.isArray(value) ? (value as JsonArray) : [];
}
