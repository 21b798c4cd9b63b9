import { integer, mapOf, object, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { time } from "./meta.ts";

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

export const artifactUrl = string({ description: "Address that always leads to the latest artifact." });

export const observedIgnore = string({ description: "spec.ignore of the current artifact." });
