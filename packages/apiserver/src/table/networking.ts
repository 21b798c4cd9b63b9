import type { JsonObject } from "@flux-ts/base";
import { formatSelector } from "../resources/scale.ts";
import type { Column } from "./columns.ts";
import { ageColumn, column, nameColumn, wide } from "./columns.ts";
import {
  itemsAt,
  labelsText,
  listText,
  none,
  numberAt,
  objectAt,
  scalarText,
  shortList,
  textAt,
  textsAt,
  unset,
  valueAt,
} from "./read.ts";

export const serviceColumns: readonly Column[] = [
  nameColumn,
  column("Type", (service) => textAt(service, "spec.type")),
  column("Cluster-IP", (service) => textsAt(service, "spec.clusterIPs")[0] ?? textAt(service, "spec.clusterIP", none)),
  column("External-IP", externalAddress),
  column("Port(s)", (service) => listText(itemsAt(service, "spec.ports").map(portText))),
  ageColumn,
  wide("Selector", (service) => labelsText(objectAt(service, "spec.selector"))),
];

function externalAddress(service: JsonObject): string {
  const given = textsAt(service, "spec.externalIPs");
  switch (textAt(service, "spec.type")) {
    case "LoadBalancer": {
      const balanced = balancerAddresses(service);
      const all = [...balanced, ...given];
      return all.length === 0 ? "<pending>" : all.join(",");
    }
    case "ExternalName":
      return textAt(service, "spec.externalName");
    default:
      return listText(given);
  }
}

/** Where the load balancer of a Service or Ingress is reached. */
function balancerAddresses(object: JsonObject): readonly string[] {
  const addresses = itemsAt(object, "status.loadBalancer.ingress").map((entry) =>
    textAt(entry, "ip", textAt(entry, "hostname")),
  );
  return [...new Set(addresses)].toSorted();
}

function portText(port: JsonObject): string {
  const node = numberAt(port, "nodePort");
  return `${numberAt(port, "port")}${node === 0 ? "" : `:${node}`}/${textAt(port, "protocol")}`;
}

export const endpointsColumns: readonly Column[] = [nameColumn, column("Endpoints", endpointsText), ageColumn];

function endpointsText(endpoints: JsonObject): string {
  const all = itemsAt(endpoints, "subsets").flatMap((subset) => {
    const addresses = itemsAt(subset, "addresses").map((address) => textAt(address, "ip"));
    const ports = itemsAt(subset, "ports");
    if (ports.length === 0) return addresses;
    return ports.flatMap((port) => addresses.map((address) => hostAndPort(address, numberAt(port, "port"))));
  });
  return shortList(all);
}

function hostAndPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

export const endpointSliceColumns: readonly Column[] = [
  nameColumn,
  column("AddressType", (slice) => textAt(slice, "addressType")),
  column("Ports", (slice) => {
    const ports = itemsAt(slice, "ports");
    return ports.length === 0
      ? unset
      : shortList(ports.map((port) => scalarText(port["port"]) || textAt(port, "name")));
  }),
  column("Endpoints", (slice) => {
    const addresses = itemsAt(slice, "endpoints").flatMap((endpoint) => textsAt(endpoint, "addresses"));
    return addresses.length === 0 ? unset : shortList(addresses);
  }),
  ageColumn,
];

export const ingressColumns: readonly Column[] = [
  nameColumn,
  column("Class", (ingress) => textAt(ingress, "spec.ingressClassName", none)),
  column("Hosts", (ingress) => {
    const hosts = itemsAt(ingress, "spec.rules").map((rule) => textAt(rule, "host"));
    const named = hosts.filter((host) => host !== "");
    return named.length === 0 ? "*" : shortList(named);
  }),
  column("Address", (ingress) => balancerAddresses(ingress).join(",")),
  column("Ports", (ingress) => (itemsAt(ingress, "spec.tls").length > 0 ? "80, 443" : "80")),
  ageColumn,
];

export const ingressClassColumns: readonly Column[] = [
  nameColumn,
  column("Controller", (object) => textAt(object, "spec.controller")),
  column("Parameters", (object) => {
    if (valueAt(object, "spec.parameters") === undefined) return none;
    const parameters = objectAt(object, "spec.parameters");
    const group = textAt(parameters, "apiGroup");
    return `${textAt(parameters, "kind")}${group === "" ? "" : `.${group}`}/${textAt(parameters, "name")}`;
  }),
  ageColumn,
];

export const networkPolicyColumns: readonly Column[] = [
  nameColumn,
  column("Pod-Selector", (object) => formatSelector(valueAt(object, "spec.podSelector")) || none),
  ageColumn,
];

export const serviceCidrColumns: readonly Column[] = [
  nameColumn,
  column("CIDRs", (object) => textsAt(object, "spec.cidrs").join(",")),
  ageColumn,
];

export const ipAddressColumns: readonly Column[] = [
  nameColumn,
  column("ParentRef", (object) => {
    const parent = objectAt(object, "spec.parentRef");
    const group = textAt(parent, "group");
    const place = [textAt(parent, "resource") + (group === "" ? "" : `.${group}`), textAt(parent, "namespace")];
    return [...place, textAt(parent, "name")].filter((part) => part !== "").join("/");
  }),
];
