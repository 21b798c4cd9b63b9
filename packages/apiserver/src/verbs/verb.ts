import type { KubeObject } from "@flux-ts/base";
import { formatGroupVersion } from "@flux-ts/base";
import type { ResourceContext } from "../request/context.ts";
import type { Reply } from "../request/reply.ts";
import type { Registry, WriteTarget } from "../registry/registry.ts";
import { apiVersionOf } from "../resources/resource.ts";
import type { View } from "../view/view.ts";

/** Carries one verb out. It is synchronous, so nothing happens in between. */
export type VerbHandler = (registry: Registry, context: ResourceContext, view: View) => Reply;

interface ObjectView {
  readonly context: ResourceContext;
  readonly view: View;
}

export function writeTarget(
  context: ResourceContext,
  { dryRun, fieldManager }: { readonly dryRun: boolean; readonly fieldManager: string },
): WriteTarget {
  const { served, namespace, name, subresource, user, warn } = context;
  return { served, namespace, name, subresource, user, warn, dryRun, manager: fieldManager };
}

/** The type that bodies of the request have. */
export function bodyType({ served, projection }: ResourceContext) {
  if (projection !== undefined) {
    const { kind, type } = projection;
    return { kind: kind.kind, version: kind.version, apiVersion: formatGroupVersion(kind), type };
  }
  const { version, type } = served.version;
  return { kind: served.resource.kind, version, apiVersion: apiVersionOf(served), type };
}

export function objectReply({ context, view }: ObjectView, status: number, object: KubeObject): Reply {
  const { body, json } = view.object(context.projection?.read(object) ?? object);
  return { kind: "value", status, headers: {}, body, json };
}
