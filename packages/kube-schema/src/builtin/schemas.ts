import { isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { createPatchSchema } from "../patch/patch-schema.ts";
import type { PatchSchema } from "../patch/patch-schema.ts";
import { loadDocument } from "./documents.ts";
import { GoTypes } from "./go-types.ts";
import type { StructType } from "./go-types.ts";
import { expandDefinitions, renderOpenApi } from "./openapi.ts";

/** The schemas of one built-in group version of Kubernetes 1.36. */
export interface BuiltinSchemas {
  readonly groupVersion: string;
  /** OpenAPI v3 schemas by name (`io.k8s.api.apps.v1.Deployment`), with everything they refer to. */
  readonly definitions: { readonly [name: string]: JsonObject };
  /** The kinds of the group version by name; their lists and the kinds every group has (`DeleteOptions`) included. */
  readonly kinds: ReadonlyMap<string, BuiltinKind>;
  /** The document served under `/openapi/v3/...`, without descriptions and response types. */
  openApi(): JsonObject;
}

export interface BuiltinKind {
  readonly kind: string;
  /** Name in `definitions`. */
  readonly definition: string;
  readonly patchSchema: PatchSchema;
  /** The Go type behind the kind, for {@link decodeBuiltin}. */
  readonly type: StructType;
}

const loaded = new Map<string, Promise<BuiltinSchemas | undefined>>();

/** Loads the schemas of a group version once; undefined for group versions that are not built in. */
export function loadBuiltinSchemas(groupVersion: string): Promise<BuiltinSchemas | undefined> {
  let schemas = loaded.get(groupVersion);
  if (schemas === undefined) {
    schemas = load(groupVersion);
    loaded.set(groupVersion, schemas);
  }
  return schemas;
}

async function load(groupVersion: string): Promise<BuiltinSchemas | undefined> {
  const document = await loadDocument(groupVersion);
  if (document === undefined) return undefined;
  const definitions = expandDefinitions(document.definitions);
  const types = new GoTypes(definitions);
  const kinds = new Map<string, BuiltinKind>();
  for (const [definition, schema] of Object.entries(definitions)) {
    const kind = kindIn(groupVersion, schema["x-kubernetes-group-version-kind"]);
    if (kind === undefined) continue;
    const patchSchema = createPatchSchema(definitions, definition);
    kinds.set(kind, { kind, definition, patchSchema, type: types.struct(definition) });
  }
  return { groupVersion, definitions, kinds, openApi: () => renderOpenApi(document.paths, definitions) };
}

function kindIn(groupVersion: string, kinds: JsonValue | undefined): string | undefined {
  if (!Array.isArray(kinds)) return undefined;
  const [group, version] = groupVersion.includes("/") ? groupVersion.split("/") : ["", groupVersion];
  const own = (kinds as JsonArray).find(
    (gvk) => isJsonObject(gvk) && gvk["group"] === group && gvk["version"] === version,
  ) as { readonly kind: string } | undefined;
  return own?.kind;
}
