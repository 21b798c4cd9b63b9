// What upstream passes on to pods, services and nodes: nothing runs here, so all ends in an error.
import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Registry } from "../../registry/registry.ts";
import { keyOf } from "../../registry/registry.ts";
import type { ResourceContext } from "../../request/context.ts";
import { scalarText } from "../../resources/scalar-text.ts";
import { badRequest, notFound } from "../../status/errors.ts";
import { StatusError } from "../../status/status.ts";
import type { VerbHandler } from "../verb.ts";

/** What a name in the path of a proxy says: `[SCHEME:]NAME[:PORT]`. */
interface ProxyTarget {
  readonly name: string;
  readonly port: string;
}

function targetOf(name: string): ProxyTarget {
  const parts = name.split(":");
  const [, middle = "", last = ""] = parts;
  return parts.length === 3 ? { name: middle, port: last } : { name: parts[0] ?? "", port: middle };
}

export const proxyPod: VerbHandler = ({ store }, context) => {
  const { name } = targetOf(context.name);
  const pod = store.get("/pods", keyOf(context.namespace, name))?.object;
  if (pod === undefined) throw notFound({ group: "", resource: "pods" }, name);
  if (!isJsonObject(pod["status"]) || pod["status"]["podIP"] === undefined) throw badRequest("address not allowed");
  throw unreachable(`pod ${name} is simulated: there is nothing to reach`);
};

export const proxyService: VerbHandler = (registry, context) => {
  const { name, port } = targetOf(context.name);
  const service = registry.store.get("/services", keyOf(context.namespace, name))?.object;
  if (service === undefined) throw notFound({ group: "", resource: "services" }, name);
  if (port !== "" && !portsOf(service).some((own) => own["name"] === port || scalarText(own["port"]) === port)) {
    throw unreachable(`no service port ${port} found for service "${name}"`);
  }
  if (!hasEndpoints(registry, context, name)) throw notFound({ group: "", resource: "services" }, name);
  throw unreachable(`the pods of service ${name} are simulated: there is nothing to reach`);
};

export const proxyNode: VerbHandler = ({ store }, context) => {
  const { name } = targetOf(context.name);
  if (store.get("/nodes", name) === undefined) throw notFound({ group: "", resource: "nodes" }, name);
  throw unreachable(`node ${name} is simulated: there is nothing to reach`);
};

function portsOf({ spec }: KubeObject): readonly JsonObject[] {
  const ports = isJsonObject(spec) ? spec["ports"] : undefined;
  return Array.isArray(ports) ? (ports as readonly JsonObject[]) : [];
}

/** Upstream says of a service without endpoints that there is no such service. */
function hasEndpoints({ store }: Registry, { namespace }: ResourceContext, name: string): boolean {
  const endpoints = store.get("/endpoints", keyOf(namespace, name))?.object;
  return Array.isArray(endpoints?.["subsets"]) && endpoints["subsets"].length > 0;
}

function unreachable(message: string): StatusError {
  return new StatusError({ code: 503, reason: "ServiceUnavailable", message });
}
