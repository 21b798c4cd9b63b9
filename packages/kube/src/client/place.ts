import type { ApiResource } from "../discovery/resource.ts";
import { KubeError } from "../errors.ts";
import type { ObjectKey, Target } from "../target.ts";

/** Where a collection or an object is on the server. */
export interface Place {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** Path of a collection, an object or a subresource. The namespace of a cluster-scoped kind is ignored. */
export function pathOf(resource: ApiResource, { namespace, name, subresource }: Place): string {
  const { group, version, namespaced } = resource;
  const segments = group === "" ? ["api", version] : ["apis", group, version];
  if (namespaced && namespace !== undefined && namespace !== "") segments.push("namespaces", namespace);
  segments.push(resource.resource);
  if (name !== undefined) segments.push(name);
  // A subresource may have parts of its own, such as `proxy/healthz`.
  if (subresource !== undefined) segments.push(...subresource.split("/"));
  return `/${segments.map(encodeURIComponent).join("/")}`;
}

/** @throws KubeError `namespace-missing` when the kind is namespaced and the key says none. */
export function requireNamespace(resource: ApiResource, key: Target | ObjectKey): void {
  if (!resource.namespaced || key.namespace) return;
  const name = "name" in key ? ` "${key.name}"` : "";
  throw new KubeError("namespace-missing", `${key.kind}${name} needs a namespace: set "metadata.namespace"`);
}

type QueryValue = string | number | boolean | undefined;

/** Query parameters in the order given; undefined and false ones are left out. */
export function queryOf(parameters: { readonly [name: string]: QueryValue }): (readonly [string, string])[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [[name, String(value)] as const],
  );
}
