// Services and the endpoints behind them.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import {
  all,
  at,
  between,
  distinct,
  fields,
  filled,
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
import { scalarText } from "../scalar-text.ts";

const protocols = oneOf("SCTP", "TCP", "UDP");

function port(named: boolean): Check {
  return fields({
    name: (value, path) => {
      if (isEmpty(value)) return named ? [required(path)] : [];
      return text(checkLabel)(value, path);
    },
    port: (value, path) => between(1, 65535)(value ?? 0, path),
    targetPort: portReference,
    protocol: protocols,
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

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

const spec: Check = all(
  fields({
    selector: labels,
    type: oneOf(...types),
    sessionAffinity: oneOf("ClientIP", "None"),
    ports,
    externalIPs: items(all(text(checkIp), text(checkReachable))),
    externalTrafficPolicy: filled(oneOf("Cluster", "Local")),
    internalTrafficPolicy: filled(oneOf("Cluster", "Local")),
    sessionAffinityConfig: fields({ clientIP: fields({ timeoutSeconds: between(1, 86_400) }) }),
  }),
  checkByType,
);

function checkByType(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const service = isJsonObject(value) ? value : {};
  const headless = service["clusterIP"] === "None";
  switch (service["type"]) {
    case "ExternalName":
      return [...checkExternalName(service, path), ...checkTraffic(service, path)];
    case "LoadBalancer":
    case "NodePort":
      if (headless)
        return [invalid(`${path}.clusterIPs[0]`, "None", `may not be set to 'None' for ${service["type"]} services`)];
      return needsPorts(service, path);
    default:
      return [...checkTraffic(service, path), ...(headless ? [] : needsPorts(service, path))];
  }
}

function needsPorts(service: JsonObject, path: string): readonly FieldCause[] {
  const known = types.includes(scalarText(service["type"]));
  return known && isEmpty(service["ports"]) ? [required(`${path}.ports`)] : [];
}

const addressed = ["clusterIPs", "ipFamilies", "ipFamilyPolicy"];

function checkExternalName(service: JsonObject, path: string): readonly FieldCause[] {
  const names = service["externalName"];
  const given = addressed.filter((field) => !isEmpty(service[field]));
  return [
    ...given.map((field) => forbiddenField(`${path}.${field}`, "may not be set for ExternalName services")),
    ...(isEmpty(names) ? needed()(names, `${path}.externalName`) : []),
  ];
}

/** Rules for traffic from outside are of no use where none comes in. */
function checkTraffic(service: JsonObject, path: string): readonly FieldCause[] {
  const policy = service["externalTrafficPolicy"];
  if (isEmpty(policy) || policy === undefined || !isEmpty(service["externalIPs"])) return [];
  const field = `${path}.externalTrafficPolicy`;
  return [invalid(field, policy, "may only be set for externally-accessible services")];
}

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
  return [
    ...(isEmpty(read(service, "externalIPs"))
      ? []
      : ["spec.externalIPs is deprecated and may no longer be implemented in some clusters"]),
    ...(traffic === undefined ? [] : [traffic]),
  ];
}

export const serviceRules: Rules = {
  check: fields({ spec }),
  checkChange: keepsAddress,
  warn: warnOfService,
};

const address: Check = fields({ ip: all(text(checkIp), text(checkReachable)) });

const endpointPort: Check = fields({
  name: filled(text(checkLabel)),
  port: (value, path) => between(1, 65535)(value ?? 0, path),
  protocol: protocols,
});

export const endpointsRules: Rules = {
  check: fields({
    subsets: items(
      all(
        (value, path) =>
          isEmpty(read(value, "addresses")) && isEmpty(read(value, "notReadyAddresses"))
            ? [required(path, "must specify `addresses` or `notReadyAddresses`")]
            : [],
        fields({ addresses: items(address), notReadyAddresses: items(address), ports: items(endpointPort) }),
      ),
    ),
  }),
};

const addressTypes = ["FQDN", "IPv4", "IPv6"];

/** Errors of an address of a slice, which holds addresses of one type. */
function sliceAddress(type: JsonValue | undefined): Check {
  return type === "FQDN" ? text(checkSubdomain) : all(text(checkIp), text(checkReachable));
}

const sliceEndpoints: Check = (slice, path) =>
  items(
    fields({
      addresses: all(needed("must contain at least 1 address"), items(sliceAddress(read(slice, "addressType")))),
      hostname: filled(text(checkLabel)),
      nodeName: filled(text(checkSubdomain)),
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
      ports: all(items(fields({ name: filled(text(checkLabel)), protocol: protocols })), distinct("name")),
    }),
  ),
  checkChange: (next, current) => unchanged(next["addressType"], current["addressType"], "addressType"),
};
