import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { Allocators } from "../../registry/allocators.ts";
import { checkLabel } from "../../registry/names.ts";
import type { Strategy } from "../strategy.ts";
import { selectable } from "./selectable.ts";

type Port = JsonObject & { readonly nodePort?: number; readonly port: number; readonly protocol?: string };

/** Services get addresses and ports of the cluster, and keep them as long as their type has some. */
export const serviceStrategy: Partial<Strategy> = {
  checkName: checkLabel,
  selectableFields: selectable("spec.clusterIP", "spec.type"),
  prepareCreate: (service, allocators) => allocate(service, allocators),
  prepareUpdate: (next, current, { subresource, allocators }) =>
    subresource === "" ? allocate(withKept(next, current), allocators) : next,
};

function allocate(service: KubeObject, allocators: Allocators): KubeObject {
  const { spec } = service;
  if (!isJsonObject(spec)) return service;
  const placed = spec["type"] === "ExternalName" ? spec : withAddress(spec, allocators);
  return { ...service, spec: withHealthPort(withPorts(placed, allocators), allocators) };
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

/** Balancers that send to local pods only ask each node at a port of its own whether it has some. */
function withHealthPort(spec: JsonObject, allocators: Allocators): JsonObject {
  const local = spec["type"] === "LoadBalancer" && spec["externalTrafficPolicy"] === "Local";
  return local && !spec["healthCheckNodePort"] ? { ...spec, healthCheckNodePort: allocators.nodePort() } : spec;
}

function withPorts(spec: JsonObject, allocators: Allocators): JsonObject {
  if (!isExposed(spec["type"]) || spec["allocateLoadBalancerNodePorts"] === false || !Array.isArray(spec["ports"]))
    return spec;
  const ports = spec["ports"] as readonly Port[];
  return { ...spec, ports: ports.map((port) => (port.nodePort ? port : { ...port, nodePort: allocators.nodePort() })) };
}

/** What was allocated stays, also when an update does not mention it. */
function withKept(next: KubeObject, current: KubeObject): KubeObject {
  const [spec, old] = [next["spec"], current["spec"]];
  if (!isJsonObject(spec) || !isJsonObject(old)) return next;
  const settled = withoutOthersFields(withOneAddress(spec, old), old);
  const kept: { [field: string]: JsonObject[string] } = {};
  for (const field of settled["type"] === "ExternalName" ? [] : addressFields) {
    if (!settled[field] && old[field] !== undefined) kept[field] = old[field];
  }
  return { ...next, spec: withKeptPorts({ ...settled, ...kept }, old) };
}

const addressFields = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];
const exposedFields = ["externalTrafficPolicy", "healthCheckNodePort"];
const balancedFields = ["allocateLoadBalancerNodePorts", "loadBalancerClass"];

/** Who changes the one address means the list of them as well. */
function withOneAddress(spec: JsonObject, old: JsonObject): JsonObject {
  const { clusterIP, clusterIPs } = spec;
  if (!clusterIP || clusterIP === old["clusterIP"] || !equalJson(clusterIPs, old["clusterIPs"])) return spec;
  return { ...spec, clusterIPs: [clusterIP] };
}

/** Fields that only other types of services have go with the type, unless they were just set. */
function withoutOthersFields(spec: JsonObject, old: JsonObject): JsonObject {
  const { type } = spec;
  if (type === old["type"]) return spec;
  const foreign = [
    ...(type === "ExternalName" ? [...addressFields, "internalTrafficPolicy"] : []),
    ...(isExposed(type) ? [] : exposedFields),
    ...(type === "LoadBalancer" ? [] : balancedFields),
  ];
  const left = Object.entries(spec).filter(
    ([field, value]) => !foreign.includes(field) || !equalJson(value, old[field]),
  );
  const typed = Object.fromEntries<JsonValue>(left);
  return isExposed(type) ? typed : withoutNodePorts(typed, old);
}

function withoutNodePorts(spec: JsonObject, old: JsonObject): JsonObject {
  if (!Array.isArray(spec["ports"])) return spec;
  const known = new Set(((old["ports"] ?? []) as readonly Port[]).map(({ nodePort }) => nodePort));
  const ports = (spec["ports"] as readonly Port[]).map(({ nodePort, ...port }) =>
    nodePort === undefined || known.has(nodePort) ? port : { ...port, nodePort },
  );
  return { ...spec, ports: ports };
}

function isExposed(type: JsonObject[string] | undefined): boolean {
  return type === "NodePort" || type === "LoadBalancer";
}

function withKeptPorts(spec: JsonObject, old: JsonObject): JsonObject {
  if (!isExposed(spec["type"]) || !Array.isArray(spec["ports"]) || !Array.isArray(old["ports"])) return spec;
  const known = old["ports"] as readonly Port[];
  const ports = (spec["ports"] as readonly Port[]).map((port) => {
    const same = known.find((other) => other.port === port.port && other.protocol === port.protocol);
    return port.nodePort || same?.nodePort === undefined ? port : { ...port, nodePort: same.nodePort };
  });
  return { ...spec, ports };
}
