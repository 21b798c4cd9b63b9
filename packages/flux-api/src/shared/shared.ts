/** Field schemas that several kinds use (fluxcd/pkg apis/meta and apimachinery's meta/v1). */
import { integer, list, mapOf, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer, Schema } from "../schema/schema.ts";

export const duration = (description: string): Schema<string> =>
  string({ description, pattern: "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$" });

export const localReference = (description: string): Schema<{ readonly name: string }> =>
  object({ name: string({ description: "Name of the object, in the same namespace." }) }, { description });

export const time = (description: string): Schema<string> => string({ description, format: "date-time" });

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

export const artifact = object(
  {
    path: string({ description: "Path below the root of the artifact server." }),
    url: string({ description: "HTTP address from which other controllers fetch the artifact." }),
    revision: string({ description: "Revision of the source, such as main@sha1:COMMIT." }),
    digest: string({
      description: "Digest of the file, ALGORITHM:VALUE.",
      pattern: "^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$",
    }),
    lastUpdateTime: time("When the artifact was stored."),
    size: optional(integer({ description: "Size of the file in bytes.", format: "int64" })),
    metadata: optional(mapOf(string(), { description: "Facts of the upstream source, such as OCI annotations." })),
  },
  { description: "The stored result of the last successful fetch." },
);
export type Artifact = Infer<typeof artifact>;

export const handledRequest = string({
  description: "Value of the reconcile.fluxcd.io/requestedAt annotation that was last handled.",
});

export const observedGeneration = integer({ description: "Last observed generation of the object.", format: "int64" });
