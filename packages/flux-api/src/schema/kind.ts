import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { Schema } from "./schema.ts";

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
  readonly status: Schema<Status>;
  /** The value of `status` before a controller wrote one. */
  readonly initialStatus?: JsonObject;
}

/** One kind of an API group, with the version that is stored. */
export interface Kind<Spec, Status> {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly version: KindVersion<Spec, Status>;
}

/** An object of a kind: what clients and reconcilers handle. */
export type ObjectOfKind<Spec, Status> = KubeObject & { readonly spec: Spec; readonly status?: Status };

/** `apiVersion` of the kind's objects. */
export function apiVersionOf(kind: Kind<unknown, unknown>): string {
  return `${kind.group}/${kind.version.name}`;
}

/** The CustomResourceDefinition (apiextensions.k8s.io/v1) of a kind. All Flux kinds are namespaced and have a status. */
export function crdOf(kind: Kind<unknown, unknown>): KubeObject {
  const { group, plural, singular } = kind;
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
      versions: [crdVersion(kind.version)],
    },
  };
}

function crdVersion({ name, columns, spec, status, initialStatus }: KindVersion<unknown, unknown>): JsonObject {
  const statusSchema = initialStatus ? { ...status.openApi, default: initialStatus } : status.openApi;
  return {
    name,
    served: true,
    storage: true,
    additionalPrinterColumns: columns,
    subresources: { status: {} },
    schema: {
      openAPIV3Schema: {
        type: "object",
        properties: {
          apiVersion: { type: "string" },
          kind: { type: "string" },
          metadata: { type: "object" },
          spec: spec.openApi,
          status: statusSchema,
        },
      },
    },
  };
}

const ready = '.status.conditions[?(@.type=="Ready")]';

export const ageColumn: PrinterColumn = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };
export const readyColumn: PrinterColumn = { name: "Ready", type: "string", jsonPath: `${ready}.status` };
export const statusColumn: PrinterColumn = { name: "Status", type: "string", jsonPath: `${ready}.message` };
