import type { GroupVersionKind, JsonObject } from "@flux-ts/base";
import { formatGroupVersion, isJsonObject } from "@flux-ts/base";
import type { CelType } from "@flux-ts/cel";
import { openApiType } from "@flux-ts/cel";
import type { BuiltinSchemas } from "@flux-ts/kube-schema";
import { objectsIn } from "../../resources/entries.ts";
import type { Catalog } from "../../resources/catalog.ts";
import type { Store } from "../../storage/store.ts";
import { specOf } from "../dynamic/policy.ts";
import type { TypeOfKind } from "./type-check.ts";

export interface KindTypesOptions {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly schemas: readonly BuiltinSchemas[];
}

const objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** The types of kinds by their schemas: built-in ones, and those of definitions as they now are. */
export function createKindTypes({ catalog, store, schemas }: KindTypesOptions): TypeOfKind {
  const builtin = new Map(schemas.map((own) => [own.groupVersion, own]));
  const resolveIn =
    (own: BuiltinSchemas | undefined) =>
    (reference: string): JsonObject | undefined =>
      own?.definitions[reference.slice(reference.lastIndexOf("/") + 1)];
  const ofBuiltin = (gvk: GroupVersionKind): CelType | undefined => {
    const own = builtin.get(formatGroupVersion(gvk));
    const definition = own?.kinds.get(gvk.kind)?.definition;
    const schema = definition === undefined ? undefined : own?.definitions[definition];
    return schema && openApiType(schema, { name: gvk.kind, resolve: resolveIn(own) });
  };
  return (gvk) => {
    const definition = catalog.ofKind(gvk.group, gvk.kind)?.definition;
    if (definition === undefined) return ofBuiltin(gvk);
    const schema = schemaOf(store, definition, gvk.version);
    return schema && openApiType(schema, { name: gvk.kind, resolve: resolveIn(schemas[0]) });
  };
}

/** The schema of a version of a definition, with what every object has. */
function schemaOf(store: Store, definition: string, version: string): JsonObject | undefined {
  const found = store.get("apiextensions.k8s.io/customresourcedefinitions", definition)?.object;
  const served = found && objectsIn(specOf(found)["versions"]).find(({ name }) => name === version);
  const schema = served && isJsonObject(served["schema"]) ? served["schema"]["openAPIV3Schema"] : undefined;
  if (!isJsonObject(schema)) return undefined;
  const text = { type: "string" };
  const own = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const properties = { ...own, apiVersion: text, kind: text, metadata: { $ref: objectMeta } };
  return { ...schema, properties };
}
