import type { JsonObject } from "@flux-ts/base";
import type { PatchSchema } from "../patch/patch-schema.ts";

/** The schemas of one built-in group version of Kubernetes 1.36. */
export interface BuiltinSchemas {
  readonly groupVersion: string;
  /** OpenAPI v3 schemas by name (`io.k8s.api.apps.v1.Deployment`), with everything they refer to. */
  readonly definitions: { readonly [name: string]: JsonObject };
  readonly kinds: ReadonlyMap<string, BuiltinKind>;
  /** The document served under `/openapi/v3/...`, without descriptions. */
  openApi(): JsonObject;
}

export interface BuiltinKind {
  readonly kind: string;
  /** Name in `definitions`. */
  readonly definition: string;
  readonly patchSchema: PatchSchema;
}

export const builtinGroupVersions: readonly string[] = [];

export async function loadBuiltinSchemas(_groupVersion: string): Promise<BuiltinSchemas | undefined> {
  throw new Error("stub");
}
