import { test } from "vitest";
import { isJsonObject } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import { builtinGroupVersions, loadBuiltinSchemas } from "@flux-ts/kube-schema";

test("the core group comes first", ({ expect }) => {
  expect(builtinGroupVersions[0]).toBe("v1");
  expect(builtinGroupVersions).toContain("apiextensions.k8s.io/v1");
});

test("a group version that is not built in has no schemas", async ({ expect }) => {
  expect(await loadBuiltinSchemas("example.com/v1")).toBeUndefined();
  expect(await loadBuiltinSchemas("constructor")).toBeUndefined();
});

test("schemas are loaded once", async ({ expect }) => {
  expect(await loadBuiltinSchemas("apps/v1")).toBe(await loadBuiltinSchemas("apps/v1"));
});

test.for(builtinGroupVersions)("every reference in %s leads somewhere", async (groupVersion, { expect }) => {
  const schemas = await loadBuiltinSchemas(groupVersion);
  const missing = referencesIn(schemas?.definitions as JsonValue).filter(
    (reference) => !Object.hasOwn(schemas?.definitions ?? {}, reference.replace("#/components/schemas/", "")),
  );
  expect(missing).toEqual([]);
  expect(schemas?.kinds.size).toBeGreaterThan(0);
});

function referencesIn(value: JsonValue | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => referencesIn(item));
  if (!isJsonObject(value)) return [];
  const own = typeof value["$ref"] === "string" ? [value["$ref"]] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}

test("definitions are OpenAPI v3, also where properties are called like keywords", async ({ expect }) => {
  const apps = await loadBuiltinSchemas("apps/v1");
  expect(apps?.definitions["io.k8s.api.apps.v1.DeploymentSpec"]).toMatchObject({
    properties: {
      replicas: { type: "integer", format: "int32" },
      strategy: {
        allOf: [{ $ref: "#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy" }],
        default: {},
        "x-kubernetes-patch-strategy": "retainKeys",
      },
    },
  });
  const crds = await loadBuiltinSchemas("apiextensions.k8s.io/v1");
  const name = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
  expect(crds?.definitions[name]).toMatchObject({
    properties: {
      $ref: { type: "string" },
      allOf: { type: "array", items: { allOf: [{ $ref: `#/components/schemas/${name}` }] } },
      description: { type: "string" },
    },
  });
});

test("the OpenAPI document tells clients how to write each kind", async ({ expect }) => {
  const document = (await loadBuiltinSchemas("apps/v1"))?.openApi();
  expect(document).toMatchObject({
    openapi: "3.0.0",
    paths: {
      "/apis/apps/v1/namespaces/{namespace}/deployments/{name}": {
        patch: {
          operationId: "patchAppsV1NamespacedDeployment",
          "x-kubernetes-action": "patch",
          "x-kubernetes-group-version-kind": { group: "apps", version: "v1", kind: "Deployment" },
        },
      },
    },
    components: { schemas: { "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": { type: "object" } } },
  });
  const text = JSON.stringify(document);
  expect(text).toContain('{"name":"fieldValidation","in":"query","schema":{"type":"string","uniqueItems":true}}');
});
