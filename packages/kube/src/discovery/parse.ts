import { isJsonObject, type JsonObject, type JsonValue, parseGroupVersion } from "@flux-ts/base";
import type { ApiResource } from "./resource.ts";

/** The resources of an `APIGroupDiscoveryList`, in the server's order: preferred versions come first. */
export function parseAggregated(body: JsonValue | undefined): readonly ApiResource[] {
  return objectsAt(body, "items").flatMap((group) => {
    const name = isJsonObject(group["metadata"]) ? textOf(group["metadata"]["name"]) : "";
    return objectsAt(group, "versions").flatMap((version) =>
      objectsAt(version, "resources").flatMap((resource) =>
        aggregatedResource(resource, { group: name, version: textOf(version["version"]) }),
      ),
    );
  });
}

interface GroupVersionNames {
  readonly group: string;
  readonly version: string;
}

function aggregatedResource(resource: JsonObject, { group, version }: GroupVersionNames): readonly ApiResource[] {
  const { responseKind } = resource;
  // An entry without a kind of its own only carries subresources.
  if (!isJsonObject(responseKind) || textOf(responseKind["kind"]) === "") return [];
  const kind = textOf(responseKind["kind"]);
  return [
    {
      group,
      version,
      kind,
      resource: textOf(resource["resource"]),
      singular: textOf(resource["singularResource"]) || kind.toLowerCase(),
      namespaced: resource["scope"] === "Namespaced",
      verbs: textsOf(resource["verbs"]),
      shortNames: textsOf(resource["shortNames"]),
      categories: textsOf(resource["categories"]),
      subresources: objectsAt(resource, "subresources").map(({ subresource }) => textOf(subresource)),
    },
  ];
}

/** The group versions of an `APIGroupList`, preferred ones first in their group. */
export function parseGroupList(body: JsonValue | undefined): readonly string[] {
  return objectsAt(body, "groups").flatMap(({ versions, preferredVersion }) => {
    const preferred = isJsonObject(preferredVersion) ? textOf(preferredVersion["groupVersion"]) : "";
    const all = Array.isArray(versions) ? versions.filter(isJsonObject) : [];
    const names = all.map(({ groupVersion }) => textOf(groupVersion));
    return preferred === "" ? names : [preferred, ...names.filter((name) => name !== preferred)];
  });
}

/** The versions of the core group, of an `APIVersions`. */
export function parseVersions(body: JsonValue | undefined): readonly string[] {
  return isJsonObject(body) ? textsOf(body["versions"]) : [];
}

/** The resources of an `APIResourceList`. */
export function parseResourceList(apiVersion: string, body: JsonValue | undefined): readonly ApiResource[] {
  const entries = objectsAt(body, "resources");
  const subresources = Map.groupBy(
    entries.map(({ name }) => textOf(name).split("/")).filter(([, subresource]) => subresource !== undefined),
    ([resource]) => resource,
  );
  return entries
    .filter(({ name }) => !textOf(name).includes("/"))
    .map((entry) => {
      const { name, kind, singularName, namespaced, verbs, shortNames, categories } = entry;
      return {
        ...parseGroupVersion(apiVersion),
        kind: textOf(kind),
        resource: textOf(name),
        singular: textOf(singularName) || textOf(kind).toLowerCase(),
        namespaced: namespaced === true,
        verbs: textsOf(verbs),
        shortNames: textsOf(shortNames),
        categories: textsOf(categories),
        subresources: (subresources.get(textOf(name)) ?? []).map(([, ...rest]) => rest.join("/")),
      };
    });
}

function objectsAt(value: JsonValue | undefined, field: string): readonly JsonObject[] {
  const list = isJsonObject(value) ? value[field] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
