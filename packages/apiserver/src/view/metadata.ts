import type { JsonObject, KubeObject } from "@flux-ts/base";
import { encodeOnce } from "./encode.ts";
import type { View } from "./view.ts";
import { rememberEvents, show, showList, watchEvent } from "./view.ts";

const apiVersion = "meta.k8s.io/v1";
const shapes = new WeakMap<KubeObject, JsonObject>();

/** Objects reduced to their metadata: one view for all resources. */
export const metadataView: View = {
  object: (object) => show(toMetadata(object)),
  list: (objects, meta) => {
    const head = { kind: "PartialObjectMetadataList", apiVersion, metadata: meta };
    if (objects.length > 0) return showList(head, objects.map(toMetadata));
    // Upstream never makes the empty list of this kind: it stays null.
    const body = { ...head, items: null };
    return { body, json: () => [encodeOnce(body)] };
  },
  event: rememberEvents(toMetadata),
  bookmark: (resourceVersion, annotations) =>
    watchEvent("BOOKMARK", {
      kind: "PartialObjectMetadata",
      apiVersion,
      metadata: { resourceVersion, ...(annotations && { annotations }) },
    }),
};

/** An object as a client sees it that asks for metadata only. */
export function toMetadata(object: KubeObject): JsonObject {
  let shape = shapes.get(object);
  if (shape === undefined) {
    shape = { kind: "PartialObjectMetadata", apiVersion, metadata: object.metadata };
    shapes.set(object, shape);
  }
  return shape;
}
