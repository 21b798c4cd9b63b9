import type { Schema } from "../merge/schema.ts";
import { builtinSchema } from "../merge/schema.ts";
import type { ResourceId } from "./id.ts";
import { equalGvk } from "./id.ts";

/** No namespace has this name: objects of the whole cluster are in it when ids are compared. */
const noNamespace = "_non_namespaceable_";

/** The namespace that counts when ids are compared: `default` where none is given, none for cluster-scoped kinds. */
export function effectiveNamespace(id: ResourceId, schema: Schema = builtinSchema): string {
  if (schema.isClusterScoped(id)) return noNamespace;
  return id.namespace || "default";
}

/** Whether two ids name the same object of the same kind and version. */
export function equalId(a: ResourceId, b: ResourceId, schema?: Schema): boolean {
  return a.name === b.name && equalGvk(a, b) && effectiveNamespace(a, schema) === effectiveNamespace(b, schema);
}
