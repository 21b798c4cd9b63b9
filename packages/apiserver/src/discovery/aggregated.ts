import type { JsonObject } from "@flux-ts/base";
import type { ServedResource, Subresource } from "../resources/resource.ts";
import type { DiscoveredGroup } from "./groups.ts";

/** The media type of the document. */
export const aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Everything about some groups in one document (apidiscovery.k8s.io/v2). */
export function groupDiscoveryList(groups: readonly DiscoveredGroup[]): JsonObject {
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: groups.map(groupItem),
  };
}

function groupItem({ group, versions }: DiscoveredGroup): JsonObject {
  return {
    metadata: group === "" ? {} : { name: group },
    versions: versions.map(({ version, resources }) => ({
      version,
      resources: resources.map(resourceItem),
      freshness: "Current",
    })),
  };
}

function resourceItem(served: ServedResource): JsonObject {
  const { resource, version } = served;
  // Built-in kinds of the resource's own group and version are named by their kind alone.
  const own =
    resource.definition === undefined
      ? { group: "", version: "" }
      : { group: resource.group, version: version.version };
  return {
    resource: resource.plural,
    responseKind: { ...own, kind: resource.kind },
    scope: resource.namespaced ? "Namespaced" : "Cluster",
    singularResource: resource.singular,
    verbs: version.verbs,
    ...(resource.shortNames.length > 0 && { shortNames: resource.shortNames }),
    ...(resource.categories.length > 0 && { categories: resource.categories }),
    ...(version.subresources.size > 0 && {
      subresources: [...version.subresources.values()].map((subresource) => subresourceItem(served, subresource, own)),
    }),
  };
}

function subresourceItem(
  { resource, version }: ServedResource,
  { name, kind, verbs }: Subresource,
  own: { readonly group: string; readonly version: string },
): JsonObject {
  const foreign = kind.group !== resource.group || kind.version !== version.version;
  const named = foreign ? { group: kind.group, version: kind.version } : own;
  return { subresource: name, responseKind: { ...named, kind: kind.kind }, verbs };
}
