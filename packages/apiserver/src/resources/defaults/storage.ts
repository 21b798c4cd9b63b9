import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { fill, inField, inItems, inSpec } from "./fill.ts";

export function defaultClaim(object: KubeObject): KubeObject {
  const filled = inSpec((spec) => fill(spec, { volumeMode: "Filesystem" }))(object);
  return inField(fill(filled, { status: {} }), "status", (status) => fill(status, { phase: "Pending" }));
}

export function defaultVolume(object: KubeObject): KubeObject {
  const filled = inSpec((spec) =>
    fill(
      inField(spec, "hostPath", (path) => fill(path, { type: "" })),
      {
        persistentVolumeReclaimPolicy: "Retain",
        volumeMode: "Filesystem",
      },
    ),
  )(object);
  return inField(fill(filled, { status: {} }), "status", (status) => fill(status, { phase: "Pending" }));
}

export function defaultStorageClass(object: KubeObject): KubeObject {
  return fill(object, { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" });
}

export function defaultPriorityClass(object: KubeObject): KubeObject {
  return fill(object, { preemptionPolicy: "PreemptLowerPriority" });
}

export function defaultSecret(object: KubeObject): KubeObject {
  return mergeStringData(object["type"] === "" ? { ...object, type: "Opaque" } : fill(object, { type: "Opaque" }));
}

/** What is given as plain text is stored as bytes. */
function mergeStringData(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object as KubeObject & { readonly stringData?: { readonly [key: string]: string } };
  if (stringData === undefined) return object;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
  const data = { ...(rest["data"] as JsonObject | undefined), ...(Object.fromEntries(encoded) as JsonObject) };
  return Object.keys(data).length === 0 ? rest : { ...rest, data };
}

/** What containers get of a limit when they ask for nothing: what follows from the bounds. */
export const defaultLimitRange = inSpec((spec) =>
  inItems(spec, "limits", (limit) => {
    if (limit["type"] !== "Container") return limit;
    const amounts = (field: string) => (isJsonObject(limit[field]) ? limit[field] : {});
    const limits = fill(amounts("default"), amounts("max"));
    const requests = fill(fill(amounts("defaultRequest"), limits), amounts("min"));
    return {
      ...limit,
      ...(Object.keys(limits).length > 0 && { default: limits }),
      ...(Object.keys(requests).length > 0 && { defaultRequest: requests }),
    };
  }),
);

/** A node gives away what it has, unless it keeps some for itself; its one range of pods is one of many now. */
export function defaultNode(object: KubeObject): KubeObject {
  const ranged = inField(object, "spec", (spec) => {
    const { podCIDR, podCIDRs } = spec;
    if (!podCIDR || (Array.isArray(podCIDRs) && podCIDRs[0] === podCIDR)) return spec;
    return { ...spec, podCIDRs: [podCIDR] };
  });
  return inField(ranged, "status", (status) => fill(status, { allocatable: status["capacity"] }));
}

export const defaultCsiDriver = inSpec((spec) =>
  fill(spec, {
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: "ReadWriteOnceWithFSType",
    volumeLifecycleModes: ["Persistent"],
    requiresRepublish: false,
    seLinuxMount: false,
  }),
);
