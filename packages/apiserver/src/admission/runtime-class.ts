import type { JsonObject, JsonValue } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import { forbidden } from "../status/errors.ts";
import type { Admission } from "./admission.ts";

const classes = "node.k8s.io/runtimeclasses";

/** Pods of a runtime class get what it costs and where it is; without one, they cannot say what it costs. */
export const runtimeClass: Admission = {
  create: (registry, { served, subresource }, pod) => {
    if (served.resource.table !== "/pods" || subresource !== "") return pod;
    const spec = isJsonObject(pod["spec"]) ? pod["spec"] : {};
    const { runtimeClassName, overhead } = spec;
    const refused = (why: string) =>
      forbidden({ group: "", resource: "pods" }, pod.metadata.name, `pod rejected: ${why}`);
    if (typeof runtimeClassName !== "string" || runtimeClassName === "") {
      if (overhead === undefined) return pod;
      throw refused("Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
    const found = registry.store.get(classes, runtimeClassName)?.object;
    if (found === undefined) throw refused(`RuntimeClass "${runtimeClassName}" not found`);
    const cost = isJsonObject(found["overhead"]) ? found["overhead"]["podFixed"] : undefined;
    if (overhead !== undefined && !equalJson(overhead, cost)) {
      throw refused("Pod's Overhead doesn't match RuntimeClass's defined Overhead");
    }
    const placed = isJsonObject(found["scheduling"]) ? withPlace(spec, found["scheduling"], refused) : spec;
    return { ...pod, spec: { ...placed, ...(cost !== undefined && { overhead: cost }) } };
  },
};

/** Where the nodes of the class are, on top of where the pod wants to be. */
function withPlace(spec: JsonObject, place: JsonObject, refused: (why: string) => Error): JsonObject {
  const own = objectOf(spec["nodeSelector"]);
  const labels = objectOf(place["nodeSelector"]);
  const clash = Object.keys(labels).find((label) => own[label] !== undefined && own[label] !== labels[label]);
  if (clash !== undefined) throw refused("conflict: runtimeClass.scheduling.nodeSelector and pod.spec.nodeSelector");
  const tolerations = [...listOf(spec["tolerations"])];
  for (const one of listOf(place["tolerations"])) {
    if (!tolerations.some((other) => equalJson(one, other))) tolerations.push(one);
  }
  const selected = Object.keys(labels).length > 0;
  return {
    ...spec,
    ...(selected && { nodeSelector: { ...own, ...labels } }),
    ...(tolerations.length > 0 && { tolerations }),
  };
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
