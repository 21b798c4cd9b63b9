// What expressions of policies and match conditions can name.
import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { AskAccess, CelType, Value } from "@flux-ts/cel";
import { Authorizer, ResourceCheck, fromJson, objectType } from "@flux-ts/cel";
import type { Attributes } from "./attributes.ts";
import { namespaceOf } from "./attributes.ts";

const versionedKind = objectType("kubernetes.GroupVersionKind", { group: "string", version: "string", kind: "string" });
const versionedResource = objectType("kubernetes.GroupVersionResource", {
  group: "string",
  version: "string",
  resource: "string",
});

const requestType = objectType("kubernetes.AdmissionRequest", {
  kind: versionedKind,
  resource: versionedResource,
  subResource: "string",
  requestKind: versionedKind,
  requestResource: versionedResource,
  requestSubResource: "string",
  name: "string",
  namespace: "string",
  operation: "string",
  userInfo: objectType("kubernetes.UserInfo", {
    username: "string",
    uid: "string",
    groups: "list(string)",
    extra: "map(string, list(string))",
  }),
  dryRun: "bool",
  options: "dyn",
});

const namespaceType = objectType("kubernetes.Namespace", {
  metadata: objectType("kubernetes.NamespaceMetadata", {
    name: "string",
    generateName: "string",
    namespace: "string",
    labels: "map(string, string)",
    annotations: "map(string, string)",
    UID: "string",
    creationTimestamp: "timestamp",
    deletionGracePeriodSeconds: "int",
    deletionTimestamp: "timestamp",
    generation: "int",
    resourceVersion: "string",
    finalizers: "list(string)",
  }),
  spec: objectType("kubernetes.NamespaceSpec", { finalizers: "list(string)" }),
  status: objectType("kubernetes.NamespaceStatus", {
    conditions: { kind: "list", item: conditionType() },
    phase: "string",
  }),
});

function conditionType(): CelType {
  const texts = { status: "string", type: "string", message: "string", reason: "string" };
  return objectType("kubernetes.NamespaceCondition", { ...texts, lastTransitionTime: "timestamp" });
}

export interface Names {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** The type of `variables`; undefined when expressions cannot name it. */
  readonly variables: CelType | undefined;
}

/** The variables of an expression with their types. */
export function namesOf({ params, authorizer, variables }: Names): { readonly [name: string]: CelType | string } {
  return {
    object: "dyn",
    oldObject: "dyn",
    request: requestType,
    namespaceObject: namespaceType,
    ...(params && { params: "dyn" }),
    ...(authorizer && {
      authorizer: "kubernetes.authorization.Authorizer",
      "authorizer.requestResource": "kubernetes.authorization.ResourceCheck",
    }),
    ...(variables && { variables }),
  };
}

export interface Given {
  readonly request: JsonObject;
  readonly object: KubeObject | undefined;
  readonly old: KubeObject | undefined;
  readonly namespace: KubeObject | undefined;
  readonly ask: AskAccess;
}

/** What the names stand for in one write. */
export function bindingsOf(
  attributes: Attributes,
  { request, object, old, namespace, ask }: Given,
): Map<string, Value> {
  const { served, subresource, name } = attributes.target;
  const authorizer = new Authorizer(ask);
  const { group, plural } = served.resource;
  const parts = { group, resource: plural, subresource, namespace: namespaceOf(attributes), name };
  return new Map<string, Value>([
    ["object", shown(object)],
    ["oldObject", shown(old)],
    ["request", fromJson(request)],
    ["namespaceObject", shown(namespace)],
    ["authorizer", authorizer],
    ["authorizer.requestResource", new ResourceCheck(authorizer, parts)],
  ]);
}

function shown(object: KubeObject | undefined): Value {
  return object === undefined ? null : fromJson(object);
}
