import type { KubeObject } from "@flux-ts/base";
import type { WriteTarget } from "../registry/registry.ts";
import { forbidden, notFound } from "../status/errors.ts";
import type { Admission } from "./admission.ts";

const namespaces = { group: "", resource: "namespaces" } as const;
const protectedNames = new Set(["default", "kube-system", "kube-public"]);

/** Objects are made in namespaces that are there and stay; some namespaces are never deleted. */
export const namespaceLifecycle: Admission = {
  create: ({ store }, target, object) => {
    const { namespace, served } = target;
    if (!served.resource.namespaced || reviews.has(served.resource.group)) return object;
    const entry = store.get("/namespaces", namespace);
    if (entry === undefined) throw notFound(namespaces, namespace);
    if (entry.object.metadata.deletionTimestamp !== undefined) throw terminating(target, object);
    return object;
  },
  delete: (_registry, { served, name }) => {
    if (served.resource.table !== "/namespaces" || !protectedNames.has(name)) return;
    throw forbidden(namespaces, name, "this namespace may not be deleted");
  },
};

/** What is asked here is answered, not kept: the namespace need not be there. */
const reviews = new Set(["authorization.k8s.io"]);

function terminating({ served, namespace }: WriteTarget, { metadata }: KubeObject) {
  const { group, plural } = served.resource;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const message = `namespace ${namespace} is being terminated`;
  const cause = { reason: "NamespaceTerminating", message, field: "metadata.namespace" };
  return forbidden({ group, resource: plural }, metadata.name ?? "", why, [cause]);
}
