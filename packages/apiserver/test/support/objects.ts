import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { Door } from "./doors.ts";

export const configMaps = "/api/v1/namespaces/default/configmaps";
export const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
export const foos = "/apis/example.com/v1/namespaces/default/foos";

export function configMap(name: string, rest: JsonObject = {}): JsonObject {
  const { metadata, ...fields } = rest;
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...(metadata as JsonObject) }, ...fields };
}

export function foo(name: string, rest: JsonObject = {}): JsonObject {
  return { apiVersion: "example.com/v1", kind: "Foo", metadata: { name }, ...rest };
}

/** A definition of `foos.example.com` with one version, `v1`. */
export function fooDefinition(schema: JsonObject, version: JsonObject = {}): JsonObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "foos.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "foos", kind: "Foo" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema }, ...version }],
    },
  };
}

/** Defines `foos`. */
export async function defineFoos(door: Door, schema: JsonObject, version?: JsonObject): Promise<void> {
  const { status, body } = await door.send("POST", definitions, { body: fooDefinition(schema, version) });
  if (status !== 201) throw new TypeError(`Definition refused: ${JSON.stringify(body)}`);
  // Definitions are established before their creation is answered.
  const listed = await door.send("GET", foos);
  if (listed.status !== 200) throw new TypeError(`Definition not served: ${JSON.stringify(listed.body)}`);
}

/** The value under a path such as `metadata.name`. */
export function at(value: JsonValue, path: string): JsonValue | undefined {
  return path
    .split(".")
    .reduce<JsonValue | undefined>(
      (found, name) => (found as { readonly [key: string]: JsonValue } | undefined)?.[name],
      value,
    );
}

export const apply = { "content-type": "application/apply-patch+yaml" };
export const merge = { "content-type": "application/merge-patch+json" };

/** Makes the service account that Pods run as; where the server is only the API, nobody else does. */
export async function makeDefaultAccount(door: Pick<Door, "send">, rest: JsonObject = {}): Promise<void> {
  const body = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" }, ...rest };
  await door.send("POST", "/api/v1/namespaces/default/serviceaccounts", { body });
}
