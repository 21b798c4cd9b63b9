import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { Schema, ValidationRule } from "./schema.ts";

/** A column that `kubectl get` shows. */
export type PrinterColumn = {
  readonly name: string;
  readonly type: "string" | "date" | "integer" | "boolean";
  readonly jsonPath: string;
  readonly priority?: number;
};

export interface KindVersion<Spec, Status> {
  readonly name: string;
  readonly columns: readonly PrinterColumn[];
  readonly spec: Schema<Spec>;
  /** Absent where the kind has no status: `Status` is then `never`. */
  readonly status?: Schema<Status>;
  /** The value of `status` before a controller wrote one. */
  readonly initialStatus?: JsonObject;
  /** CEL rules of the whole object. */
  readonly rules?: readonly ValidationRule[];
}

/** One kind of an API group, with the version that is stored. All Flux kinds are namespaced. */
export interface Kind<Spec, Status> {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly description: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly version: KindVersion<Spec, Status>;
  /** Names of older versions: served with the fields of `version` and a warning, never stored. */
  readonly deprecatedVersions?: readonly string[];
}

/** An object of a kind: what clients and reconcilers handle. */
export type ObjectOfKind<Spec, Status = never> = KubeObject & { readonly spec: Spec; readonly status?: Status };

/** `apiVersion` of the kind's objects. */
export function apiVersionOf(kind: Kind<unknown, unknown>): string {
  return `${kind.group}/${kind.version.name}`;
}

/** The CustomResourceDefinition (apiextensions.k8s.io/v1) of a kind. */
export function crdOf(kind: Kind<unknown, unknown>): KubeObject {
  const { group, plural, singular, version, deprecatedVersions = [] } = kind;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      // The texts of a CRD may hold `${...}`, which is not for postBuild substitution to read.
      annotations: { "kustomize.toolkit.fluxcd.io/substitute": "disabled" },
    },
    spec: {
      group,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural,
        singular,
        ...(kind.shortNames && { shortNames: kind.shortNames }),
        ...(kind.categories && { categories: kind.categories }),
      },
      scope: "Namespaced",
      versions: [
        { name: version.name, served: true, storage: true, ...contentOf(kind) },
        ...deprecatedVersions.map((name) => ({
          name,
          served: true,
          storage: false,
          deprecated: true,
          deprecationWarning: `${group}/${name} ${kind.kind} is deprecated; use ${apiVersionOf(kind)} ${kind.kind}`,
          ...contentOf(kind),
        })),
      ],
    },
  };
}

/** What all versions of a kind have in common. */
function contentOf({ description, version }: Kind<unknown, unknown>): JsonObject {
  const { columns, spec, status, initialStatus, rules } = version;
  return {
    additionalPrinterColumns: columns,
    subresources: status ? { status: {} } : {},
    schema: {
      openAPIV3Schema: {
        type: "object",
        description,
        properties: {
          apiVersion: { type: "string" },
          kind: { type: "string" },
          metadata: { type: "object" },
          spec: spec.openApi,
          ...(status && { status: { ...status.openApi, ...(initialStatus && { default: initialStatus }) } }),
        },
        ...(rules && { "x-kubernetes-validations": rules }),
      },
    },
  };
}

const ready = '.status.conditions[?(@.type=="Ready")]';

export const ageColumn: PrinterColumn = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };
export const readyColumn: PrinterColumn = { name: "Ready", type: "string", jsonPath: `${ready}.status` };
export const statusColumn: PrinterColumn = { name: "Status", type: "string", jsonPath: `${ready}.message` };
