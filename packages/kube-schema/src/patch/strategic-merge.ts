import type { JsonObject } from "@flux-ts/base";
import type { PatchSchema } from "./patch-schema.ts";

export function applyStrategicMergePatch(_document: JsonObject, _patch: JsonObject, _schema: PatchSchema): JsonObject {
  throw new Error("stub");
}
