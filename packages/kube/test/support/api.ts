import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import type { ApiRequest, ApiResponse, ApiStream } from "@flux-ts/kube";

/** An answer with a JSON body. */
export function json(status: number, body: JsonValue, headers: ApiResponse["headers"] = {}): ApiResponse {
  return { status, headers: { "content-type": "application/json", ...headers }, body };
}

export function statusAnswer(code: number, reason: string, message: string): ApiResponse {
  return json(code, { kind: "Status", apiVersion: "v1", status: "Failure", code, reason, message });
}

/** Aggregated discovery of a few kinds. */
export function discoveryAnswer({ path }: ApiRequest): ApiResponse | undefined {
  if (path === "/api") return json(200, discoveryList([coreGroup]));
  if (path === "/apis") return json(200, discoveryList([appsGroup, leaseGroup, crdGroup]));
  return undefined;
}

function discoveryList(items: readonly JsonObject[]): JsonObject {
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", items };
}

const coreGroup = group("", "v1", [
  resource("configmaps", "ConfigMap", { shortNames: ["cm"] }),
  resource("namespaces", "Namespace", { scope: "Cluster", shortNames: ["ns"] }),
  resource("serviceaccounts", "ServiceAccount", { subresources: [{ subresource: "token" }] }),
]);
const appsGroup = group("apps", "v1", [
  resource("deployments", "Deployment", { subresources: [{ subresource: "scale" }, { subresource: "status" }] }),
]);
const leaseGroup = group("coordination.k8s.io", "v1", [resource("leases", "Lease")]);
const crdGroup = group("apiextensions.k8s.io", "v1", [
  resource("customresourcedefinitions", "CustomResourceDefinition", { scope: "Cluster" }),
]);

export function group(name: string, version: string, resources: readonly JsonObject[]): JsonObject {
  const metadata = name === "" ? {} : { name };
  const kinds = resources.map((entry) => ({
    ...entry,
    responseKind: { ...(entry["responseKind"] as JsonObject), group: name, version },
  }));
  return { metadata, versions: [{ version, resources: kinds, freshness: "Current" }] };
}

export function resource(name: string, kind: string, changes: JsonObject = {}): JsonObject {
  return {
    resource: name,
    responseKind: { kind },
    scope: "Namespaced",
    singularResource: kind.toLowerCase(),
    verbs: ["get", "list", "watch"],
    ...changes,
  };
}

export function configMap(name: string, changes: { readonly [field: string]: string } = {}): KubeObject {
  const { uid = `uid-${name}`, resourceVersion = "1", ...metadata } = changes;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default", uid, resourceVersion, ...metadata },
  };
}

export function listAnswer(items: readonly KubeObject[], metadata: JsonObject): ApiResponse {
  const bare = items.map(({ apiVersion: _apiVersion, kind: _kind, ...item }) => item as JsonObject);
  return json(200, { kind: "ConfigMapList", apiVersion: "v1", metadata, items: bare });
}

/** A watch that a test speaks on. */
export interface Broadcast extends ApiStream {
  say(type: string, object: JsonObject): void;
  end(): void;
  fail(error: Error): void;
}

export function createBroadcast(): Broadcast {
  const lines: JsonValue[] = [];
  let ending: { readonly error?: Error } | undefined;
  let wake = (): void => {};
  async function* read(): AsyncGenerator<JsonValue, void> {
    for (;;) {
      const line = lines.shift();
      if (line !== undefined) yield line;
      else if (ending?.error) throw ending.error;
      else if (ending) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    status: 200,
    headers: {},
    events: read(),
    say(type, object) {
      lines.push({ type, object });
      wake();
    },
    end() {
      ending = {};
      wake();
    },
    fail(error) {
      ending = { error };
      wake();
    },
  };
}
