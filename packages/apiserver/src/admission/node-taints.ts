import type { JsonObject, JsonValue } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { Admission } from "./admission.ts";

const notReady: JsonObject = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

/** Nodes take no pods before they say that they are ready. */
export const nodeTaints: Admission = {
  create: (_registry, { served }, object) => {
    if (served.resource.table !== "/nodes") return object;
    const spec = isJsonObject(object["spec"]) ? object["spec"] : {};
    const taints: readonly JsonValue[] = Array.isArray(spec["taints"]) ? spec["taints"] : [];
    if (taints.some((taint) => equalJson(taint, notReady))) return object;
    return { ...object, spec: { ...spec, taints: [...taints, notReady] } };
  },
};
