import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Definition, DefinitionVersion } from "../crd/definition.ts";
import { capitalize, tagOf } from "./builtin.ts";
import { customOptionKinds } from "./option-kinds.ts";
import type { Operation, Style } from "./operations.ts";
import { describePath } from "./operations.ts";
import type { Schemas } from "./reachable.ts";
import { reachableSchemas } from "./reachable.ts";

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";

export interface CustomKind {
  readonly definition: Definition;
  readonly version: DefinitionVersion;
}

/** The OpenAPI v3 document of the custom resources of one group version; `shared` are the schemas they refer to. */
export function customDocument(kinds: readonly CustomKind[], shared: Schemas): JsonObject {
  const paths = kinds.flatMap((kind) => Object.entries(pathsOf(kind)));
  const schemas = Object.assign({}, ...kinds.map(schemasOf)) as Schemas;
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes CRD Swagger", version: "v0.1.0" },
    paths: Object.fromEntries(paths),
    components: { schemas: customOptionKinds({ ...schemas, ...reachableSchemas([schemas, paths], shared) }) },
  };
}

function pathsOf({ definition, version }: CustomKind): JsonObject {
  const { group, scope, names } = definition.spec;
  const kind = { group, version: version.name, kind: names.kind };
  const style: Style = {
    tag: `${tagOf(group)}_${version.name}`,
    schemaOf: (_kind, list) => schemaName(definition, version, list),
    custom: true,
  };
  const base = `/apis/${group}/${version.name}`;
  const namespaced = scope === "Namespaced";
  const place = `${namespaced ? `${base}/namespaces/{namespace}` : base}/${names.plural}`;
  const infix = `${capitalize(tagOf(group))}${capitalize(version.name)}`;
  const subject = `${namespaced ? "Namespaced" : ""}${names.kind}`;
  const operation = (action: string, prefix: string, suffix = "", schema?: string): Operation => ({
    operationId: `${prefix}${infix}${suffix}`,
    action,
    kind,
    ...(schema !== undefined && { schema }),
  });
  const onObject = (suffix: string, schema?: string): { readonly [method: string]: Operation } => ({
    get: operation("get", "read", `${subject}${suffix}`, schema),
    put: operation("put", "replace", `${subject}${suffix}`, schema),
    ...(suffix === "" && { delete: operation("delete", "delete", subject) }),
    patch: operation("patch", "patch", `${subject}${suffix}`, schema),
  });
  const { status, scale } = version.subresources ?? {};
  const described: { readonly [path: string]: { readonly [method: string]: Operation } } = {
    ...(namespaced && {
      [`${base}/${names.plural}`]: { get: operation("list", "list", `${names.kind}ForAllNamespaces`) },
    }),
    [place]: {
      get: operation("list", "list", subject),
      post: operation("post", "create", subject),
      delete: operation("deletecollection", "delete", `Collection${subject}`),
    },
    [`${place}/{name}`]: onObject(""),
    ...(status && { [`${place}/{name}/status`]: onObject("Status") }),
    ...(scale && { [`${place}/{name}/scale`]: onObject("Scale", "io.k8s.api.autoscaling.v1.Scale") }),
  };
  return Object.fromEntries(
    Object.entries(described).map(([path, operations]) => [path, describePath(path, operations, style)]),
  );
}

/** `com.example.v1.Foo` for the kind `Foo` of `example.com/v1`. */
function schemaName({ spec }: Definition, version: DefinitionVersion, list: boolean): string {
  const { kind, listKind = `${kind}List` } = spec.names;
  return [...spec.group.split(".").toReversed(), version.name, list ? listKind : kind].join(".");
}

function schemasOf({ definition, version }: CustomKind): Schemas {
  const { group, names } = definition.spec;
  const { kind, listKind = `${kind}List` } = names;
  const own = version.schema?.openAPIV3Schema ?? { type: "object" };
  const identity = (of: string): JsonObject => ({
    "x-kubernetes-group-version-kind": [{ group, kind: of, version: version.name }],
  });
  const name = schemaName(definition, version, false);
  return {
    [name]: { ...withObjectFields(published(own), descriptions.apiVersion, descriptions.kind), ...identity(kind) },
    [schemaName(definition, version, true)]: {
      description: `${listKind} is a list of ${kind}`,
      type: "object",
      required: ["items"],
      properties: {
        apiVersion: { description: descriptions.apiVersion, type: "string" },
        items: {
          description: `List of ${names.plural}. More info: ${conventions}`,
          type: "array",
          items: reference(name),
        },
        kind: { description: descriptions.kind, type: "string" },
        metadata: { description: descriptions.listMetadata, allOf: [reference(`${meta}.ListMeta`)] },
      },
      ...identity(listKind),
    },
  };
}

const conventions = "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

/** The fields that all objects have, in the words that clients show for them. */
const descriptions = {
  apiVersion: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${conventions}#resources`,
  kind: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${conventions}#types-kinds`,
  metadata: `Standard object's metadata. More info: ${conventions}#metadata`,
  listMetadata: `Standard list metadata. More info: ${conventions}#types-kinds`,
  embeddedApiVersion: `apiVersion defines the versioned schema of this representation of an object. More info: ${conventions}#resources`,
  embeddedKind: `kind is a string value representing the type of this object. In CamelCase. More info: ${conventions}#types-kinds`,
};

/** Objects carry their type and metadata, whatever their schema says. */
function withObjectFields(schema: JsonObject, apiVersion: string, kind: string): JsonObject {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  return {
    ...schema,
    properties: {
      ...properties,
      apiVersion: { description: apiVersion, type: "string" },
      kind: { description: kind, type: "string" },
      metadata: { description: descriptions.metadata, allOf: [reference(`${meta}.ObjectMeta`)] },
    },
  };
}

/** Objects within objects must say what they are. */
function embedded(schema: JsonObject): JsonObject {
  const required = Array.isArray(schema["required"]) ? (schema["required"] as readonly JsonValue[]) : [];
  const further = ["kind", "apiVersion"].filter((name) => !required.includes(name));
  const { embeddedApiVersion, embeddedKind } = descriptions;
  return { ...withObjectFields(schema, embeddedApiVersion, embeddedKind), required: [...required, ...further] };
}

/** A structural schema as OpenAPI: what may be a number or a text says so, and embedded objects say that they are. */
function published(schema: JsonObject): JsonObject {
  const { properties, items, additionalProperties, ...rest } = schema;
  const intOrString = schema["x-kubernetes-int-or-string"] === true && rest["anyOf"] === undefined;
  const shown: JsonObject = {
    ...rest,
    ...(intOrString && { anyOf: [{ type: "integer" }, { type: "string" }] }),
    ...(isJsonObject(items) && { items: published(items) }),
    ...(additionalProperties !== undefined && { additionalProperties: publishedOr(additionalProperties) }),
    ...(isJsonObject(properties) && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, publishedOr(child)])),
    }),
  };
  return schema["x-kubernetes-embedded-resource"] === true ? embedded(shown) : shown;
}

function publishedOr(value: JsonValue): JsonValue {
  return isJsonObject(value) ? published(value) : value;
}

function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}
