import type { JsonObject } from "@flux-ts/base";
import type { BuiltinKind } from "./schemas.ts";

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

/** Which of the API server's two decoders reads the object; they word type errors differently. */
export type Decoder =
  /** Request bodies, JSON patches and merge patches. */
  | "json"
  /** The result of strategic merge patches and of server-side apply. */
  | "converter";

export function decodeBuiltin(_object: JsonObject, _kind: BuiltinKind, _decoder: Decoder = "json"): DecodeOutcome {
  throw new Error("stub");
}
