/** Fields that nearly every kind has (fluxcd/pkg apis/meta and apimachinery's meta/v1). */
import { boolean, integer, list, mapOf, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Facets, Infer, Schema } from "../schema/schema.ts";

type Default = Pick<Facets<string>, "default">;

export const duration = (description: string, facets: Default = {}): Schema<string> =>
  string({ description, ...facets, pattern: "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$" });

/** The duration of one operation: upstream's pattern knows no hours here. */
export const timeout = (description: string, facets: Default = {}): Schema<string> =>
  string({ description, ...facets, pattern: "^([0-9]+(\\.[0-9]+)?(ms|s|m))+$" });

export const time = (description: string): Schema<string> => string({ description, format: "date-time" });

export const localReference = (description: string): Schema<{ readonly name: string }> =>
  object({ name: string({ description: "Name of the object, in the same namespace." }) }, { description });

export const suspend = boolean({ description: "Stops the reconciliation of this object." });

export const commonMetadata = object(
  { labels: optional(mapOf(string())), annotations: optional(mapOf(string())) },
  { description: "Labels and annotations set on all objects." },
);

/** The fields of apimachinery's LabelSelector. */
export const labelSelectorFields = {
  matchLabels: optional(mapOf(string(), { description: "Labels that must have these values." })),
  matchExpressions: optional(
    list(
      object({
        key: string({ description: "Name of the label." }),
        operator: string({ description: "In, NotIn, Exists or DoesNotExist." }),
        values: optional(list(string(), { description: "Values that In and NotIn compare with.", atomic: true })),
      }),
      { description: "Requirements that must hold, too.", atomic: true },
    ),
  ),
};

export const labelSelector = object(labelSelectorFields, { atomic: true });
export type LabelSelector = Infer<typeof labelSelector>;

export const conditions = list(
  object({
    type: string({
      maxLength: 316,
      pattern:
        "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
    }),
    status: oneOf(["True", "False", "Unknown"]),
    reason: string({ minLength: 1, maxLength: 1024, pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$" }),
    message: string({ maxLength: 32768 }),
    lastTransitionTime: time("When the condition last changed."),
    observedGeneration: optional(integer({ format: "int64", minimum: 0 })),
  }),
  { description: "What the controller last saw of the object, one entry a type." },
);

export const handledRequest = string({
  description: "Value of the reconcile.fluxcd.io/requestedAt annotation that was last handled.",
});

export const handledForce = string({
  description: "Value of the reconcile.fluxcd.io/forceAt annotation that was last handled.",
});

export const observedGeneration = integer({ description: "Last observed generation of the object.", format: "int64" });
