import type { GroupVersionKind } from "@flux-ts/base";
import { formatGroupVersion } from "@flux-ts/base";
import type { BuiltinSchemas } from "@flux-ts/kube-schema";
import { builtinGroupVersions, loadBuiltinSchemas } from "@flux-ts/kube-schema";
import data from "../../data/resources.json" with { type: "json" };
import { createBuiltinType } from "./builtin-type.ts";
import { autoscalerV1 } from "./conversion/autoscalers.ts";
import type { Conversion } from "./conversion/conversion.ts";
import { convertedType } from "./conversion/conversion.ts";
import { freshEvent } from "./conversion/events.ts";
import type { ObjectType } from "./object-type.ts";
import type { Resource, ResourceVersion, Subresource, Verb } from "./resource.ts";
import { tableOf } from "./resource.ts";
import { workloadScale } from "./scale.ts";
import { builtinStrategy } from "./strategies/index.ts";
import { deprecationOf } from "./deprecations.ts";
import { builtinPrinter } from "../table/builtin.ts";

/** A resource of `data/resources.json`. */
interface ListedResource {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
  readonly subresources: readonly ListedSubresource[];
}

interface ListedSubresource {
  readonly name: string;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

/** The resources of Kubernetes 1.36 with their types, in the order of its discovery. */
export async function loadBuiltinResources(): Promise<readonly Resource[]> {
  const loaded = await Promise.all(
    builtinGroupVersions.map(async (name) => [name, await loadBuiltinSchemas(name)] as const),
  );
  const schemas = new Map(loaded);
  return data.flatMap(({ group, versions }) => {
    const plurals = new Set(versions.flatMap(({ resources }) => resources.map(({ plural }) => plural)));
    return [...plurals].map((plural) => toResource(group, plural, versions, schemas));
  });
}

interface ListedVersion {
  readonly version: string;
  readonly resources: readonly ListedResource[];
}

type Schemas = ReadonlyMap<string, BuiltinSchemas | undefined>;

function toResource(group: string, plural: string, all: readonly ListedVersion[], schemas: Schemas): Resource {
  const versions = new Map<string, ResourceVersion>();
  let first: ListedResource | undefined;
  for (const { version, resources } of all) {
    const listed = resources.find((resource) => resource.plural === plural);
    if (listed === undefined) continue;
    first ??= listed;
    versions.set(version, toVersion({ group, version, kind: listed.kind }, listed, schemas));
  }
  const { singular, kind, namespaced, shortNames = [], categories = [] } = first as ListedResource;
  return {
    group,
    plural,
    singular,
    kind,
    listKind: `${kind}List`,
    namespaced,
    shortNames,
    categories,
    table: sharedTables[tableOf(group, plural)] ?? tableOf(group, plural),
    storageVersion: [...versions.keys()][0] as string,
    versions,
    definition: undefined,
    strategy: builtinStrategy(group, plural, first as ListedResource),
  };
}

function toVersion(gvk: GroupVersionKind, listed: ListedResource, schemas: Schemas): ResourceVersion {
  const apiVersion = formatGroupVersion(gvk);
  const subresources = listed.subresources.map((subresource) => toSubresource(gvk, subresource));
  return {
    version: gvk.version,
    verbs: listed.verbs as readonly Verb[],
    subresources: new Map(subresources.map((subresource) => [subresource.name, subresource])),
    type: createType(gvk, schemas),
    printer: builtinPrinter(gvk.group, listed.plural),
    storageVersionHash: listed.storageVersionHash,
    deprecation: deprecationOf(apiVersion, gvk.kind),
  };
}

/** Kinds that are stored as those of another version or group, by their own. */
const converted: { readonly [kind: string]: readonly [stored: GroupVersionKind, conversion: Conversion] } = {
  "autoscaling/v1 HorizontalPodAutoscaler": [
    { group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler" },
    autoscalerV1,
  ],
  "events.k8s.io/v1 Event": [{ group: "", version: "v1", kind: "Event" }, freshEvent],
};

/** Resources that show the objects of others. */
const sharedTables: { readonly [table: string]: string } = { "events.k8s.io/events": "/events" };

function createType(gvk: GroupVersionKind, schemas: Schemas): ObjectType {
  const apiVersion = formatGroupVersion(gvk);
  const type = createBuiltinType(gvk, schemas.get(apiVersion));
  const [stored, conversion] = converted[`${apiVersion} ${gvk.kind}`] ?? [];
  if (stored === undefined || conversion === undefined) return type;
  return convertedType(type, createBuiltinType(stored, schemas.get(formatGroupVersion(stored))), conversion);
}

function toSubresource(owner: GroupVersionKind, listed: ListedSubresource): Subresource {
  const { name, kind, group, version, verbs } = listed;
  return {
    name,
    verbs: verbs as readonly Verb[],
    kind: { group: group ?? owner.group, version: version ?? owner.version, kind },
    ...(name === "scale" && { projection: workloadScale }),
  };
}
