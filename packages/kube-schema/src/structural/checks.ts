import type { JsonObject } from "@flux-ts/base";
import type { StructuralSchema } from "./schema.ts";
export interface ValueChecks {
  readonly types: readonly string[];
}
export function compileChecks(
  _s: JsonObject,
  _n: Pick<StructuralSchema, "properties" | "additional" | "items">,
): ValueChecks {
  return { types: [] };
}
