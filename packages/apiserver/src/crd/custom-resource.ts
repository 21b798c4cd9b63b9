import type { KubeObject } from "@flux-ts/base";
import type { ValidationRules } from "@flux-ts/kube-schema";
import type { Resource, ResourceVersion, Subresource, Verb } from "../resources/resource.ts";
import { tableOf } from "../resources/resource.ts";
import { createCustomScale, fieldAtPath, scaleKind } from "../resources/scale.ts";
import type { Strategy } from "../resources/strategy.ts";
import { createCustomType } from "./custom-type.ts";
import type { Definition, DefinitionVersion } from "./definition.ts";
import { storageVersionHash } from "./storage-version-hash.ts";
import { compareVersions } from "./version-order.ts";

const verbs: readonly Verb[] = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const subresourceVerbs: readonly Verb[] = ["get", "patch", "update"];

/** Evaluates the CEL rules of one object; undefined when the server has no engine for them. */
export type RulesFactory = (() => ValidationRules) | undefined;

/** The resource that an established definition stands for. */
export function createCustomResource(definition: Definition, rules: RulesFactory): Resource {
  const { group, scope, versions } = definition.spec;
  const names = definition.status?.acceptedNames ?? definition.spec.names;
  const { plural, kind, singular = kind.toLowerCase(), listKind = `${kind}List` } = names;
  const storage = versions.find((version) => version.storage);
  const served = versions.filter((version) => version.served);
  return {
    group,
    plural,
    singular,
    kind,
    listKind,
    namespaced: scope === "Namespaced",
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    table: tableOf(group, plural),
    storageVersion: storage?.name ?? "",
    versions: new Map(
      served
        .toSorted((a, b) => compareVersions(a.name, b.name))
        .map((version) => [version.name, createVersion(definition, version, rules)]),
    ),
    definition: definition.metadata.name,
    strategy: createStrategy(definition, storage),
  };
}

function createVersion({ spec }: Definition, version: DefinitionVersion, rules: RulesFactory): ResourceVersion {
  const { group, names } = spec;
  const { name, schema, deprecated = false, deprecationWarning } = version;
  const preserve = spec.preserveUnknownFields === true;
  const type = createCustomType({
    group,
    version: name,
    schema: preserve ? undefined : schema?.openAPIV3Schema,
    rules,
  });
  return {
    version: name,
    verbs,
    subresources: createSubresources(spec, version),
    type,
    storageVersionHash: storageVersionHash(group, spec.versions.find(({ storage }) => storage)?.name ?? "", names.kind),
    deprecation: deprecated ? (deprecationWarning ?? `${group}/${name} ${names.kind} is deprecated`) : undefined,
  };
}

function createSubresources(
  { group, names }: Definition["spec"],
  { name, subresources }: DefinitionVersion,
): ReadonlyMap<string, Subresource> {
  const made = new Map<string, Subresource>();
  const kind = { group, version: name, kind: names.kind };
  if (subresources?.status) made.set("status", { name: "status", verbs: subresourceVerbs, kind });
  if (subresources?.scale) {
    const projection = createCustomScale(subresources.scale);
    made.set("scale", { name: "scale", verbs: subresourceVerbs, kind: scaleKind, projection });
  }
  return made;
}

function createStrategy({ spec, metadata }: Definition, storage: DefinitionVersion | undefined): Strategy {
  const selectable = spec.versions.flatMap(({ selectableFields = [] }) => selectableFields);
  const readers = selectable.map(({ jsonPath }): [string, (object: KubeObject) => string] => [
    jsonPath.replace(/^\./, ""),
    (object) => textOf(fieldAtPath(object, jsonPath)),
  ]);
  return {
    tracksGeneration: true,
    hasStatus: storage?.subresources?.status !== undefined,
    createOnUpdate: false,
    unconditionalUpdate: false,
    selectableFields: Object.fromEntries(readers),
    ...(metadata.deletionTimestamp !== undefined && {
      refusesCreate: "create not allowed while custom resource definition is terminating",
    }),
  };
}

function textOf(value: unknown): string {
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}
