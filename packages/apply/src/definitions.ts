import { isJsonObject, kindOf, parseGroupVersion } from "@flux-ts/base";
import type { GroupVersionKind, JsonObject, KubeObject } from "@flux-ts/base";
import {
  applySchemaDefaults,
  compileStructuralSchema,
  decodeCustomResource,
  formatCause,
  validateCustomResource,
} from "@flux-ts/kube-schema";

/** A kind that a CustomResourceDefinition of the set defines. */
export interface DefinedKind {
  readonly namespaced: boolean;
  /** What the server will say against an object once it serves the kind; undefined when nothing is known against it. */
  objectionTo(object: KubeObject): string | undefined;
}

/** The kinds that the CustomResourceDefinitions of a set define, by {@link groupKindName}. */
export function definedKinds(objects: readonly KubeObject[]): ReadonlyMap<string, DefinedKind> {
  const specs = objects
    .filter(isDefinition)
    .flatMap(({ spec }) => (isJsonObject(spec) ? [spec as DefinitionSpec] : []));
  return new Map(
    specs.flatMap((spec): [string, DefinedKind][] => {
      const kind = spec.names?.kind;
      return kind === undefined ? [] : [[groupKindName({ group: spec.group ?? "", kind }), definedKind(spec, kind)]];
    }),
  );
}

export function isDefinition(object: KubeObject): boolean {
  const { group, kind } = kindOf(object);
  return group === "apiextensions.k8s.io" && kind === "CustomResourceDefinition";
}

export function groupKindName({ group, kind }: Pick<GroupVersionKind, "group" | "kind">): string {
  return `${group}/${kind}`;
}

type DefinitionSpec = {
  readonly group?: string;
  readonly scope?: string;
  readonly names?: { readonly kind?: string };
  readonly versions?: readonly DefinedVersion[];
};

type DefinedVersion = { readonly name?: string; readonly schema?: { readonly openAPIV3Schema?: JsonObject } };

function definedKind({ group = "", scope, versions = [] }: DefinitionSpec, kind: string): DefinedKind {
  return {
    namespaced: scope === "Namespaced",
    objectionTo: (object) => {
      const { version } = parseGroupVersion(object.apiVersion);
      const schema = versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema;
      const objection = schema && objectionBySchema(object, schema);
      return objection && `${kind}.${group} "${object.metadata.name}" is invalid: ${objection}`;
    },
  };
}

function objectionBySchema(object: KubeObject, openApi: JsonObject): string | undefined {
  const schema = compileStructuralSchema(openApi);
  const decoded = decodeCustomResource(object, schema);
  if (!decoded.decoded) return decoded.message;
  const { causes } = validateCustomResource(applySchemaDefaults(decoded.value, schema), schema);
  if (causes.length === 0) return undefined;
  const texts = causes.map(formatCause);
  return texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
}
