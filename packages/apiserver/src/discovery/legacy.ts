import { formatGroupVersion } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import type { ResourceVersion, ServedResource, Subresource } from "../resources/resource.ts";
import type { DiscoveredGroup, DiscoveredVersion } from "./groups.ts";

/** `/api`: the versions of the core group. */
export function apiVersions(groups: readonly DiscoveredGroup[], serverAddress: string): JsonObject {
  const core = groups.find(({ group }) => group === "");
  return {
    kind: "APIVersions",
    versions: core?.versions.map(({ version }) => version) ?? [],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }],
  };
}

/** `/apis`: all groups but the core one. */
export function apiGroupList(groups: readonly DiscoveredGroup[]): JsonObject {
  const named = groups.filter(({ group }) => group !== "");
  return { kind: "APIGroupList", apiVersion: "v1", groups: named.map(groupFields) };
}

/** `/apis/GROUP`. */
export function apiGroup(group: DiscoveredGroup): JsonObject {
  return { kind: "APIGroup", apiVersion: "v1", ...groupFields(group) };
}

function groupFields({ group, versions }: DiscoveredGroup): JsonObject {
  const named = versions.map(({ version }) => ({ groupVersion: formatGroupVersion({ group, version }), version }));
  return { name: group, versions: named, preferredVersion: named[0] ?? {} };
}

/** `/api/v1` and `/apis/GROUP/VERSION`: what is served there. */
export function apiResourceList(group: string, { version, resources }: DiscoveredVersion): JsonObject {
  return {
    kind: "APIResourceList",
    ...(group !== "" && { apiVersion: "v1" }),
    groupVersion: formatGroupVersion({ group, version }),
    resources: resources.flatMap(({ resource, version: served }) => [
      ...(served.verbs.length > 0 ? [mainEntry({ resource, version: served })] : []),
      ...[...served.subresources.values()].map((subresource) =>
        subresourceEntry({ resource, version: served }, subresource),
      ),
    ]),
  };
}

function mainEntry({ resource, version }: ServedResource): JsonObject {
  return {
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: version.verbs,
    ...listed("shortNames", resource.shortNames),
    ...listed("categories", resource.categories),
    ...hash(version),
  };
}

function hash({ storageVersionHash }: ResourceVersion): JsonObject {
  return storageVersionHash === undefined ? {} : { storageVersionHash };
}

function subresourceEntry({ resource, version }: ServedResource, { name, kind, verbs }: Subresource): JsonObject {
  const foreign = kind.group !== resource.group || kind.version !== version.version;
  return {
    name: `${resource.plural}/${name}`,
    singularName: "",
    namespaced: resource.namespaced,
    ...(foreign && { group: kind.group, version: kind.version }),
    kind: kind.kind,
    verbs,
  };
}

function listed(field: string, values: readonly string[]): JsonObject {
  return values.length > 0 ? { [field]: values } : {};
}
