import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Allocators } from "../../registry/allocators.ts";
import { checkLabel } from "../../registry/names.ts";
import type { Strategy } from "../strategy.ts";
import { selectable } from "./selectable.ts";

type Port = JsonObject & { readonly nodePort?: number; readonly port: number; readonly protocol?: string };

/** Services get addresses and ports of the cluster, and keep them as long as their type has some. */
export const serviceStrategy: Partial<Strategy> = {
  checkName: checkLabel,
  returnsDeleted: true,
  selectableFields: selectable("spec.clusterIP", "spec.type"),
  prepareCreate: (service, allocators) => allocate(service, allocators),
  prepareUpdate: (next, current, { subresource, allocators }) =>
    subresource === "" ? allocate(withKept(next, current), allocators) : next,
};

function allocate(service: KubeObject, allocators: Allocators): KubeObject {
  const { spec } = service;
  if (!isJsonObject(spec)) return service;
  const placed = spec["type"] === "ExternalName" ? withoutAddress(spec) : withAddress(spec, allocators);
  return { ...service, spec: withPorts(placed, allocators) };
}

function withAddress(spec: JsonObject, allocators: Allocators): JsonObject {
  const given = spec["clusterIP"];
  const clusterIP = typeof given === "string" && given !== "" ? given : allocators.clusterIp();
  return {
    ...spec,
    clusterIP,
    clusterIPs: spec["clusterIPs"] ?? [clusterIP],
    ipFamilies: spec["ipFamilies"] ?? ["IPv4"],
    ipFamilyPolicy: spec["ipFamilyPolicy"] ?? "SingleStack",
  };
}

function withoutAddress(spec: JsonObject): JsonObject {
  const { clusterIP: _ip, clusterIPs: _ips, ipFamilies: _families, ipFamilyPolicy: _policy, ...rest } = spec;
  return rest;
}

function withPorts(spec: JsonObject, allocators: Allocators): JsonObject {
  const exposed = spec["type"] === "NodePort" || spec["type"] === "LoadBalancer";
  if (!exposed || spec["allocateLoadBalancerNodePorts"] === false || !Array.isArray(spec["ports"])) return spec;
  const ports = spec["ports"] as readonly Port[];
  return { ...spec, ports: ports.map((port) => (port.nodePort ? port : { ...port, nodePort: allocators.nodePort() })) };
}

/** What was allocated stays, also when an update does not mention it. */
function withKept(next: KubeObject, current: KubeObject): KubeObject {
  const [spec, old] = [next["spec"], current["spec"]];
  if (!isJsonObject(spec) || !isJsonObject(old)) return next;
  const kept: { [field: string]: JsonObject[string] } = {};
  for (const field of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
    if (!spec[field] && old[field] !== undefined) kept[field] = old[field];
  }
  return { ...next, spec: withKeptPorts({ ...spec, ...kept }, old) };
}

function withKeptPorts(spec: JsonObject, old: JsonObject): JsonObject {
  const exposed = spec["type"] === "NodePort" || spec["type"] === "LoadBalancer";
  if (!exposed || !Array.isArray(spec["ports"]) || !Array.isArray(old["ports"])) return spec;
  const known = old["ports"] as readonly Port[];
  const ports = (spec["ports"] as readonly Port[]).map((port) => {
    const same = known.find((other) => other.port === port.port && other.protocol === port.protocol);
    return port.nodePort || same?.nodePort === undefined ? port : { ...port, nodePort: same.nodePort };
  });
  return { ...spec, ports };
}
