// What a service may say depends on its type and on the cluster.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { isIP } from "node:net";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { checkSubdomain } from "../../registry/names.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, filled, isEmpty, items, listOf, needed, oneOf, read, text } from "./check.ts";
import { checkCidr, checkIp } from "./syntax.ts";

export const serviceTypes = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

/** What a service says beyond its ports, by its type. */
export const checkByType: Check = (value, path) => {
  const service = isJsonObject(value) ? value : {};
  return [...ofType(service, path), ...checkAddresses(service, path), ...checkBalancer(service, path)];
};

function ofType(service: JsonObject, path: string): readonly FieldCause[] {
  const headless = service["clusterIP"] === "None";
  switch (service["type"]) {
    case "ExternalName":
      return [...checkExternalName(service, path), ...checkTraffic(service, path)];
    case "LoadBalancer":
    case "NodePort":
      if (headless)
        return [invalid(`${path}.clusterIPs[0]`, "None", `may not be set to 'None' for ${service["type"]} services`)];
      return [...needsPorts(service, path), ...trafficPolicy(service, path)];
    default:
      return [
        ...checkTraffic(service, path),
        ...(headless ? [] : needsPorts(service, path)),
        ...checkNodePorts(service, path),
      ];
  }
}

function needsPorts(service: JsonObject, path: string): readonly FieldCause[] {
  const known = serviceTypes.includes(scalarText(service["type"]));
  return known && isEmpty(service["ports"]) ? [required(`${path}.ports`)] : [];
}

function checkNodePorts(service: JsonObject, path: string): readonly FieldCause[] {
  if (service["type"] !== "ClusterIP") return [];
  return listOf(service["ports"]).flatMap((port, index) =>
    read(port, "nodePort")
      ? [forbiddenField(`${path}.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'")]
      : [],
  );
}

const addressed = ["clusterIPs", "ipFamilies", "ipFamilyPolicy"];

function checkExternalName(service: JsonObject, path: string): readonly FieldCause[] {
  const name = service["externalName"];
  const given = addressed.filter((field) => !isEmpty(service[field]));
  const field = `${path}.externalName`;
  return [
    ...given.map((other) => forbiddenField(`${path}.${other}`, "may not be set for ExternalName services")),
    ...(isEmpty(name) ? needed()(name, field) : text((host) => checkSubdomain(host.replace(/\.$/, "")))(name, field)),
  ];
}

function trafficPolicy({ externalTrafficPolicy }: JsonObject, path: string): readonly FieldCause[] {
  return filled(oneOf("Cluster", "Local"))(externalTrafficPolicy, `${path}.externalTrafficPolicy`);
}

/** Rules for traffic from outside are of no use where none comes in. */
function checkTraffic(service: JsonObject, path: string): readonly FieldCause[] {
  const policy = service["externalTrafficPolicy"];
  if (isEmpty(policy) || policy === undefined) return [];
  if (!isEmpty(service["externalIPs"])) return trafficPolicy(service, path);
  return [invalid(`${path}.externalTrafficPolicy`, policy, "may only be set for externally-accessible services")];
}

const families = ["IPv4", "IPv6"];
const familyPolicies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
const clusterRange = "10.96.0.0/16";

/** The cluster has addresses of version 4, in one range. */
function checkAddresses(service: JsonObject, path: string): readonly FieldCause[] {
  if (service["type"] === "ExternalName") return [];
  const causes = [...checkFamilies(service, path)];
  const addresses = listOf(service["clusterIPs"]).map((address) => scalarText(address));
  addresses.forEach((address, index) => {
    if (address === "None") return;
    causes.push(...checkIp(address).map((why) => invalid(`${path}.clusterIPs[${index}]`, address, why)));
  });
  if (causes.length > 0) return causes;
  const foreign = addresses.filter((address) => isIP(address) === 4 && !address.startsWith("10.96."));
  return foreign.map((address) =>
    invalid(
      `${path}.clusterIPs`,
      addresses,
      `failed to allocate IP ${address}: the provided IP (${address}) is not in the valid range. The range of valid IPs is ${clusterRange}`,
    ),
  );
}

function checkFamilies(service: JsonObject, path: string): readonly FieldCause[] {
  const policy = service["ipFamilyPolicy"];
  const seen = new Set<JsonValue>();
  const list = listOf(service["ipFamilies"]).flatMap((family, index) => {
    const field = `${path}.ipFamilies[${index}]`;
    if (!families.includes(scalarText(family))) return [notSupported(field, family, families)];
    if (seen.has(family)) return [duplicate(field, family)];
    seen.add(family);
    return family === "IPv6" && !isHeadlessWithoutPods(service)
      ? [invalid(field, family, "not configured on this cluster")]
      : [];
  });
  if (policy === undefined) return list;
  const field = `${path}.ipFamilyPolicy`;
  const unknown = oneOf(...familyPolicies)(policy, field);
  if (unknown.length > 0 || policy !== "RequireDualStack" || isHeadlessWithoutPods(service))
    return [...list, ...unknown];
  return [...list, invalid(field, policy, "this cluster is not configured for dual-stack services")];
}

/** Whoever keeps the endpoints of such a service knows of what kind they are. */
function isHeadlessWithoutPods(service: JsonObject): boolean {
  const selector = service["selector"];
  return service["clusterIP"] === "None" && (!isJsonObject(selector) || Object.keys(selector).length === 0);
}

const onlyBalancers = "may only be used when `type` is 'LoadBalancer'";

function checkBalancer(service: JsonObject, path: string): readonly FieldCause[] {
  const balanced = service["type"] === "LoadBalancer";
  const { loadBalancerSourceRanges: ranges, loadBalancerClass: balancer, healthCheckNodePort: port } = service;
  const causes: FieldCause[] = [];
  // Upstream writes this field in its own spelling.
  const field = `${path}.LoadBalancerSourceRanges`;
  if (!isEmpty(ranges)) {
    causes.push(...items(text(checkCidr))(ranges, field));
    if (!balanced) causes.push(forbiddenField(field, onlyBalancers));
  }
  if (service["allocateLoadBalancerNodePorts"] !== undefined && !balanced) {
    causes.push(forbiddenField(`${path}.allocateLoadBalancerNodePorts`, onlyBalancers));
  }
  if (balancer !== undefined && balanced) {
    causes.push(...all(text(checkQualifiedName))(balancer, `${path}.loadBalancerClass`));
  } else if (balancer !== undefined) causes.push(forbiddenField(`${path}.loadBalancerClass`, onlyBalancers));
  if (Number(port ?? 0) !== 0 && !(balanced && service["externalTrafficPolicy"] === "Local")) {
    const why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    causes.push(invalid(`${path}.healthCheckNodePort`, port ?? 0, why));
  }
  return causes;
}
