import type { JsonValue, KubeObject } from "@flux-ts/base";
import type { ValidationRules } from "@flux-ts/kube-schema";
import type { ObjectType } from "../resources/object-type.ts";
import type { Resource, ResourceVersion, Subresource, Verb } from "../resources/resource.ts";
import { tableOf } from "../resources/resource.ts";
import { createCustomScale, fieldAtPath, scaleKind } from "../resources/scale.ts";
import type { Strategy } from "../resources/strategy.ts";
import { customPrinter } from "../table/custom.ts";
import { createCustomType } from "./custom-type.ts";
import type { Definition, DefinitionVersion } from "./definition.ts";
import { storageVersionHash } from "./storage-version-hash.ts";
import { compareVersions } from "./version-order.ts";

const verbs: readonly Verb[] = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const subresourceVerbs: readonly Verb[] = ["get", "patch", "update"];

/** Evaluates the CEL rules of one object, whose cost it counts. */
export type RulesFactory = () => ValidationRules;

/** The resource that an established definition stands for. */
export function createCustomResource(definition: Definition, rules: RulesFactory): Resource {
  const { group, scope, versions } = definition.spec;
  const names = definition.status?.acceptedNames ?? definition.spec.names;
  const { plural, kind, singular = kind.toLowerCase(), listKind = `${kind}List` } = names;
  const storage = versions.find((version) => version.storage);
  const served = versions.filter((version) => version.served);
  const types = createTypes(definition, rules);
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
        .map((version) => [version.name, createVersion(definition, version, types)]),
    ),
    definition: definition.metadata.name,
    strategy: createStrategy(definition, storage),
  };
}

function createVersion(definition: Definition, version: DefinitionVersion, types: Types): ResourceVersion {
  const { group, names, versions } = definition.spec;
  const { name, deprecated = false, deprecationWarning } = version;
  return {
    version: name,
    verbs,
    subresources: createSubresources(definition.spec, version),
    type: types(version),
    printer: customPrinter(version.additionalPrinterColumns),
    storageVersionHash: storageVersionHash(group, versions.find(({ storage }) => storage)?.name ?? "", names.kind),
    deprecation: deprecated ? (deprecationWarning ?? describeDeprecation(definition, name)) : undefined,
  };
}

/** What clients of a deprecated version are told: also what to use instead, if there is something better. */
function describeDeprecation({ spec }: Definition, version: string): string {
  const { group, names, versions } = spec;
  const [better] = versions
    .filter(({ served, deprecated, name }) => served && deprecated !== true && compareVersions(name, version) < 0)
    .toSorted((a, b) => compareVersions(a.name, b.name));
  const instead = better === undefined ? "" : `; use ${group}/${better.name} ${names.kind}`;
  return `${group}/${version} ${names.kind} is deprecated${instead}`;
}

type Types = (version: DefinitionVersion) => ObjectType;

/** The types of the versions, all of them standing on the one that is stored. */
function createTypes({ spec }: Definition, rules: RulesFactory): Types {
  const create = ({ name, schema }: DefinitionVersion, storage: ObjectType | undefined) =>
    createCustomType({
      group: spec.group,
      version: name,
      kind: spec.names.kind,
      schema: spec.preserveUnknownFields === true ? undefined : schema?.openAPIV3Schema,
      storage,
      rules,
    });
  const stored = spec.versions.find((version) => version.storage);
  const storage = stored && create(stored, undefined);
  return (version) => (version === stored && storage ? storage : create(version, storage));
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

function textOf(value: JsonValue | undefined = ""): string {
  return typeof value === "object" ? "" : String(value);
}
