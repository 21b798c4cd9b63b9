import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { ServedResource } from "../resources/resource.ts";
import { apiVersionOf } from "../resources/resource.ts";
import type { View } from "./view.ts";
import { rememberEvents, show, showList, watchEvent } from "./view.ts";

/** Objects as they are. */
export function createFullView(served: ServedResource): View {
  const apiVersion = apiVersionOf(served);
  const { kind, listKind } = served.resource;
  const { typedItems } = served.version.type;
  return {
    object: show,
    list: (objects, meta) => {
      const head = {
        kind: listKind,
        apiVersion,
        // Lists of custom resources always carry `continue`, as upstream's untyped lists do.
        metadata: typedItems ? { continue: "", ...meta } : meta,
      };
      return showList(head, typedItems ? objects : objects.map(withoutType));
    },
    event: rememberEvents((object) => object),
    bookmark: (resourceVersion, annotations) =>
      watchEvent("BOOKMARK", {
        kind,
        apiVersion,
        metadata: { resourceVersion, ...(annotations && { annotations }) },
      }),
  };
}

const untyped = new WeakMap<KubeObject, JsonObject>();

/** Items of typed lists carry neither `kind` nor `apiVersion`: the list says them. */
function withoutType(object: KubeObject): JsonObject {
  let item = untyped.get(object);
  if (item === undefined) {
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
    untyped.set(object, (item = rest));
  }
  return item;
}
