import type { JsonObject } from "@flux-ts/base";
import type { StructuralSchema } from "./schema.ts";

export function applySchemaDefaults(_object: JsonObject, _schema: StructuralSchema): JsonObject {
  throw new Error("stub");
}
