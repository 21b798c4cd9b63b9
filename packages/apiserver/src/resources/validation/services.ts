// Services and the endpoints behind them.
import { isIP } from "node:net";
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { checkLabelValue, checkQualifiedName } from "../../registry/label-syntax.ts";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import {
  all,
  at,
  between,
  distinct,
  fields,
  filled,
  given,
  isEmpty,
  items,
  listOf,
  needed,
  oneOf,
  read,
  text,
  unchanged,
} from "./check.ts";
import { portReference } from "./probes.ts";
import type { Rules } from "./rules.ts";
import { labels } from "./selectors.ts";
import { checkIp, checkReachable } from "./syntax.ts";
import { checkByType, serviceTypes } from "./service-types.ts";
import { scalarText } from "../scalar-text.ts";

const protocols = oneOf("SCTP", "TCP", "UDP");

const appProtocol: Check = given(text(checkQualifiedName));

function port(named: boolean): Check {
  return fields({
    name: (value, path) => {
      if (isEmpty(value)) return named ? [required(path)] : [];
      return text(checkLabel)(value, path);
    },
    port: (value, path) => between(1, 65535)(value ?? 0, path),
    targetPort: portReference,
    protocol: protocols,
    appProtocol,
  });
}

const ports: Check = (value, path) => {
  const list = listOf(value);
  return [...items(port(list.length > 1))(value, path), ...checkRepeatedPorts(list, path)];
};

function checkRepeatedPorts(list: readonly JsonValue[], path: string): readonly FieldCause[] {
  const [names, numbers] = [new Set<JsonValue>(), new Set<string>()];
  return list.filter(isJsonObject).flatMap((item, index) => {
    const { name = "", protocol = "TCP", port: number = 0 } = item;
    const key = `${scalarText(protocol)}/${scalarText(number)}`;
    const causes: FieldCause[] = [];
    if (name !== "" && names.has(name)) causes.push(duplicate(`${path}[${index}].name`, name));
    if (numbers.has(key)) causes.push(duplicate(`${path}[${index}]`, repeatedPort(item)));
    names.add(name);
    numbers.add(key);
    return causes;
  });
}

/** A port as upstream shows one that is there twice: what tells ports apart, in its own spelling. */
function repeatedPort({ protocol = "TCP", port: number = 0 }: JsonObject): JsonObject {
  return { Name: "", Protocol: protocol, AppProtocol: null, Port: number, TargetPort: 0, NodePort: 0 };
}

const patience: Check = (value, path) =>
  typeof value === "number" && (value <= 0 || value > 86_400)
    ? [invalid(path, value, "must be greater than 0 and less than 86400")]
    : [];

const affinityConfig: Check = fields({
  sessionAffinityConfig: fields({ clientIP: fields({ timeoutSeconds: patience }) }),
});

const spec: Check = all(
  fields({
    selector: labels,
    type: oneOf(...serviceTypes),
    sessionAffinity: oneOf("ClientIP", "None"),
    ports,
    externalIPs: items(all(text(checkIp), text(checkReachable))),
    internalTrafficPolicy: given(oneOf("Cluster", "Local")),
    trafficDistribution: given(oneOf("PreferClose", "PreferSameZone", "PreferSameNode")),
  }),
  (value, path) => (read(value, "sessionAffinity") === "ClientIP" ? affinityConfig(value, path) : []),
  checkByType,
);

/** The first address stays for as long as the service has one. */
function keepsAddress(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const [now, before] = [read(next["spec"], "clusterIPs"), read(current["spec"], "clusterIPs")];
  const [type, oldType] = [read(next["spec"], "type"), read(current["spec"], "type")];
  if (type === "ExternalName" || oldType === "ExternalName" || isEmpty(before) || isEmpty(now)) return [];
  if (equalJson(listOf(now)[0], listOf(before)[0])) return [];
  return [invalid("spec.clusterIPs[0]", now ?? null, "may not change once set")];
}

const deprecatedTraffic: { readonly [value: string]: string } = {
  PreferClose: 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
};

function warnOfService({ spec: service }: KubeObject): readonly string[] {
  const traffic = deprecatedTraffic[scalarText(read(service, "trafficDistribution"))];
  const headless = read(service, "clusterIP") === "None" && read(service, "sessionAffinity") === "ClientIP";
  const aliased = read(service, "type") !== "ExternalName" && !isEmpty(read(service, "externalName"));
  return [
    ...(aliased ? ['spec.externalName is ignored when spec.type is not "ExternalName"'] : []),
    ...(headless ? ["spec.SessionAffinity is ignored for headless services"] : []),
    ...(isEmpty(read(service, "externalIPs"))
      ? []
      : ["spec.externalIPs is deprecated and may no longer be implemented in some clusters"]),
    ...(traffic === undefined ? [] : [traffic]),
  ];
}

/** Only balancers have a status, which names where they are reached. */
const balancerStatus: Check = (service, path) => {
  const ingress = read(service, "status", "loadBalancer", "ingress");
  const field = at(path, "status.loadBalancer.ingress");
  if (isEmpty(ingress)) return [];
  if (read(service, "spec", "type") !== "LoadBalancer") {
    return [forbiddenField(field, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return balancerPoints(ingress, field);
};

/** Where a balancer is reached: addresses or names. */
export const balancerPoints: Check = items(fields({ ip: filled(text(checkIp)), hostname: filled(text(checkName)) }));

function checkName(name: string): readonly string[] {
  return isIP(name) === 0 ? checkSubdomain(name) : ["must be a DNS name, not an IP address"];
}

/** The class of a balancer stays for as long as the service is one. */
function keepsBalancer(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const [now, before] = [read(next["spec"], "loadBalancerClass"), read(current["spec"], "loadBalancerClass")];
  const stays = [next, current].every(({ spec: service }) => read(service, "type") === "LoadBalancer");
  if (!stays || equalJson(now, before)) return [];
  return [invalid("spec.loadBalancerClass", now ?? null, "may not change once set")];
}

export const serviceRules: Rules = {
  check: all(fields({ spec }), balancerStatus),
  checkChange: (next, current) => [...keepsAddress(next, current), ...keepsBalancer(next, current)],
  warn: warnOfService,
};

/** Upstream looks twice at what is no address, in two ways. */
const legacyIp: Check = text((ip) => (isIP(ip) === 0 ? [...checkIp(ip), "must be a valid IP address"] : []));

const address: Check = fields({
  ip: all(legacyIp, text(checkReachable)),
  hostname: filled(text(checkLabel)),
  nodeName: given(text(checkSubdomain)),
});

/** Of several ports, each needs a name. */
const endpointPorts: Check = (value, path) => {
  const named = listOf(value).length > 1;
  const one = fields({
    name: (name, field) => (isEmpty(name) ? (named ? [required(field)] : []) : text(checkLabel)(name, field)),
    port: (number, field) => between(1, 65535)(number ?? 0, field),
    protocol: protocols,
    appProtocol,
  });
  return items(one)(value, path);
};

export const endpointsRules: Rules = {
  check: fields({
    subsets: items(
      all(
        (value, path) =>
          isEmpty(read(value, "addresses")) && isEmpty(read(value, "notReadyAddresses"))
            ? [required(path, "must specify `addresses` or `notReadyAddresses`")]
            : [],
        fields({ addresses: items(address), notReadyAddresses: items(address), ports: endpointPorts }),
      ),
    ),
  }),
};

const addressTypes = ["FQDN", "IPv4", "IPv6"];

/** Errors of an address of a slice, which holds addresses of one type. */
function sliceAddress(type: JsonValue | undefined): Check {
  return type === "FQDN" ? text(checkSubdomain) : all(text(checkIp), text(checkReachable));
}

const hintedZone: Check = (value, path) => text(checkLabelValue)(value ?? "", path);
const hintedNode: Check = (value, path) => text(checkSubdomain)(value ?? "", path);

const sliceEndpoints: Check = (slice, path) =>
  items(
    fields({
      addresses: all(needed("must contain at least 1 address"), items(sliceAddress(read(slice, "addressType")))),
      hostname: given(text(checkLabel)),
      nodeName: given(text(checkSubdomain)),
      hints: fields({ forZones: items(fields({ name: hintedZone })), forNodes: items(fields({ name: hintedNode })) }),
    }),
  )(read(slice, "endpoints"), at(path, "endpoints"));

export const endpointSliceRules: Rules = {
  check: all(
    sliceEndpoints,
    fields({
      addressType: (value, path) => {
        if (isEmpty(value)) return [required(path)];
        return addressTypes.includes(scalarText(value)) ? [] : [notSupported(path, value ?? "", addressTypes)];
      },
      ports: all(items(fields({ name: filled(text(checkLabel)), protocol: protocols, appProtocol })), distinct("name")),
    }),
  ),
  checkChange: (next, current) => unchanged(next["addressType"], current["addressType"], "addressType"),
};
