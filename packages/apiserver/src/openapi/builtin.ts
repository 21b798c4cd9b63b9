import type { GroupVersionKind, JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject, parseGroupVersion } from "@flux-ts/base";
import type { BuiltinSchemas } from "@flux-ts/kube-schema";
import type { Operation, Style } from "./operations.ts";
import { describePath } from "./operations.ts";
import { reachableSchemas } from "./reachable.ts";

/** The OpenAPI v3 document of a built-in group version. Its schemas carry no descriptions. */
export function builtinDocument(schemas: BuiltinSchemas): JsonObject {
  const { group, version } = parseGroupVersion(schemas.groupVersion);
  const names = schemaNames(schemas.definitions);
  const style: Style = {
    tag: `${tagOf(group)}_${version}`,
    schemaOf: (kind, list) => names.get(keyOf({ ...kind, kind: list ? `${kind.kind}List` : kind.kind })),
    custom: false,
  };
  const paths = pathsOf(schemas).map(([path, operations]) => [path, describePath(path, operations, style)] as const);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "1.36" },
    paths: Object.fromEntries(paths),
    components: {
      schemas: reachableSchemas(paths, schemas.definitions),
      securitySchemes: { BearerToken: { type: "apiKey", name: "authorization", in: "header" } },
    },
  };
}

function pathsOf(schemas: BuiltinSchemas): readonly (readonly [string, { readonly [method: string]: Operation }])[] {
  const { paths } = schemas.openApi() as { readonly paths: { readonly [path: string]: JsonObject } };
  return Object.entries(paths).map(([path, methods]) => {
    const operations = Object.entries(methods).map(([method, operation]) => [method, operationOf(operation)] as const);
    return [path, Object.fromEntries(operations)] as const;
  });
}

function operationOf(operation: JsonValue): Operation {
  const { operationId, "x-kubernetes-action": action = "", ...rest } = operation as { readonly [key: string]: string };
  const kind = rest["x-kubernetes-group-version-kind"] as unknown as GroupVersionKind | undefined;
  return { operationId: operationId ?? "", action, kind };
}

/** Schema names by the kinds they are of. */
function schemaNames(definitions: { readonly [name: string]: JsonObject }): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, schema] of Object.entries(definitions)) {
    const kinds = schema["x-kubernetes-group-version-kind"];
    if (!Array.isArray(kinds) || kinds.length !== 1) continue;
    const [kind] = kinds as readonly JsonValue[];
    if (isJsonObject(kind)) names.set(keyOf(kind as unknown as GroupVersionKind), name);
  }
  return names;
}

function keyOf({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}/${kind}`;
}

/** `core`, `apps`, `rbacAuthorization`: the group as names of operations have it. */
export function tagOf(group: string): string {
  if (group === "") return "core";
  const [first = "", ...rest] = group.replace(/\.k8s\.io$/, "").split(/[.-]/);
  return first + rest.map(capitalize).join("");
}

export function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
