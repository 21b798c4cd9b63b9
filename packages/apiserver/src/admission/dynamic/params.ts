import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject, parseGroupVersion } from "@flux-ts/base";
import type { Registry } from "../../registry/registry.ts";
import { keyOf } from "../../registry/registry.ts";
import type { Resource, ResourceVersion } from "../../resources/resource.ts";
import { matchesSelector } from "../../selector/label-selector.ts";
import type { Entry } from "../../storage/store.ts";
import type { Attributes } from "./attributes.ts";
import { namespaceOf } from "./attributes.ts";
import type { Policy } from "./policy.ts";
import { textIn } from "./policy.ts";
import * as texts from "./texts.ts";

/** The parameters that a binding gives a policy: it is asked once with each. */
export type Params =
  | { readonly kind: "found"; readonly params: readonly (KubeObject | undefined)[] }
  /** The binding insists on parameters, and there are none. */
  | { readonly kind: "missing"; readonly message: string }
  /** There is no such kind of parameters. */
  | { readonly kind: "unknown"; readonly message: string };

interface ParamsQuestion {
  readonly policy: Pick<Policy, "paramKind">;
  readonly paramRef: JsonValue | undefined;
}

export function findParams(registry: Registry, attributes: Attributes, { policy, paramRef }: ParamsQuestion): Params {
  const { paramKind } = policy;
  if (paramKind === undefined) return { kind: "found", params: [undefined] };
  const { group, version } = parseGroupVersion(paramKind.apiVersion);
  const resource = registry.catalog.ofKind(group, paramKind.kind);
  const served = resource?.versions.get(version);
  if (resource === undefined || served === undefined) {
    return { kind: "unknown", message: texts.unknownParamKind(paramKind.apiVersion, paramKind.kind) };
  }
  if (!isJsonObject(paramRef)) return { kind: "found", params: [undefined] };
  const params = readParams(registry, { resource, served }, { attributes, paramRef });
  if (params.length > 0) return { kind: "found", params };
  return paramRef["parameterNotFoundAction"] === "Deny"
    ? { kind: "missing", message: texts.noParams }
    : { kind: "found", params: [] };
}

interface Kind {
  readonly resource: Resource;
  readonly served: ResourceVersion;
}

interface Reference {
  readonly attributes: Attributes;
  readonly paramRef: JsonObject;
}

function readParams({ store }: Registry, { resource, served }: Kind, { attributes, paramRef }: Reference) {
  const { table, namespaced } = resource;
  // Without a namespace, parameters come from that of the object.
  const namespace = namespaced ? textIn(paramRef, "namespace") || namespaceOf(attributes) : "";
  const name = textIn(paramRef, "name");
  if (name !== "") {
    const entry = store.get(table, keyOf(namespace, name));
    return entry === undefined ? [] : [served.type.fromStored(entry.object)];
  }
  const { selector } = paramRef;
  const entries = store.list(table, namespaced ? { prefix: `${namespace}/` } : {}) as readonly Entry[];
  return entries
    .map(({ object }) => served.type.fromStored(object))
    .filter(({ metadata }) => matchesSelector(isJsonObject(selector) ? selector : {}, metadata.labels));
}
