import type { JsonObject } from "@flux-ts/base";
import type { DecodeOutcome } from "../builtin/decode.ts";
import type { StructuralSchema } from "./schema.ts";

export function decodeCustomResource(_object: JsonObject, _schema: StructuralSchema): DecodeOutcome {
  throw new Error("stub");
}
