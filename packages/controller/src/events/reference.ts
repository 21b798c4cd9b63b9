import type { JsonObject, KubeObject } from "@flux-ts/base";

/** An ObjectReference of the core API. */
export function referenceTo({ apiVersion, kind, metadata }: KubeObject): JsonObject {
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
    ...(uid !== undefined && { uid }),
    apiVersion,
    ...(resourceVersion !== undefined && { resourceVersion }),
  };
}
