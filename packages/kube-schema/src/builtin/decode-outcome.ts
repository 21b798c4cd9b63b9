import type { JsonObject } from "@flux-ts/base";

/** What a server keeps of a request body, or why it cannot take it. */
export type DecodeOutcome =
  | {
      readonly decoded: true;
      /** The object without unknown fields and without nulls that mean "absent". */
      readonly value: JsonObject;
      /** Paths of the fields that were dropped, in the order the API server reports them: `spec.list[0].x`. */
      readonly unknownFields: readonly string[];
    }
  | {
      readonly decoded: false;
      /** As Go words it: `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`. */
      readonly message: string;
    };
