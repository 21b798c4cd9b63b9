import type { JsonObject } from "@flux-ts/base";
import type { FieldCause } from "./cause.ts";

export function checkDefinition(_definition: JsonObject): readonly FieldCause[] {
  throw new Error("stub");
}
