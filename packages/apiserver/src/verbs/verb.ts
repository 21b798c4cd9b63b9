import type { KubeObject } from "@flux-ts/base";
import type { ResourceContext } from "../request/context.ts";
import type { Reply } from "../request/reply.ts";
import type { Registry, WriteTarget } from "../registry/registry.ts";
import type { View } from "../view/view.ts";

/** Carries one verb out. It is synchronous, so nothing happens in between. */
export type VerbHandler = (registry: Registry, context: ResourceContext, view: View) => Reply;

export function writeTarget(
  context: ResourceContext,
  { dryRun, fieldManager }: { readonly dryRun: boolean; readonly fieldManager: string },
): WriteTarget {
  const { served, namespace, name, subresource, user, warn } = context;
  return { served, namespace, name, subresource, user, warn, dryRun, manager: fieldManager };
}

export function objectReply(view: View, status: number, object: KubeObject): Reply {
  const { body, json } = view.object(object);
  return { kind: "value", status, headers: {}, body, json };
}
