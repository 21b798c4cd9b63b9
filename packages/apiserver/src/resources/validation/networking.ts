// Ingresses and network policies.
import { BlockList, isIP } from "node:net";
import type { JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, required, tooLong } from "@flux-ts/kube-schema";
import { checkSubdomain, checkLabel } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import {
  all,
  between,
  fields,
  filled,
  given,
  isEmpty,
  items,
  listOf,
  needed,
  neededText,
  oneOf,
  read,
  text,
  unchanged,
} from "./check.ts";
import { portReference } from "./probes.ts";
import { balancerPoints } from "./services.ts";
import type { Rules } from "./rules.ts";
import { selector } from "./selectors.ts";
import { checkCidr, checkHost, checkPortName } from "./syntax.ts";
import { scalarText } from "../scalar-text.ts";

/** What an ingress sends requests to: a service or, instead, another object. */
const backend: Check = (value, path) => {
  const [resource, service] = [read(value, "resource"), read(value, "service")];
  const target = fields({ apiGroup: given(text(checkSubdomain)), kind: needed(), name: needed() });
  if (resource !== undefined && service !== undefined) {
    return [invalid(path, "", "cannot set both resource and service backends")];
  }
  if (resource !== undefined) return target(resource, `${path}.resource`);
  if (service === undefined) return [invalid(path, "", "resource or service backend is required")];
  return [...fields({ name: neededText(checkLabel) })(service, `${path}.service`), ...checkBackendPort(service, path)];
};

function checkBackendPort(service: JsonValue, path: string): readonly FieldCause[] {
  const name = read(service, "port", "name") ?? "";
  const number = read(service, "port", "number") ?? 0;
  if (name !== "" && number !== 0) return [invalid(path, "", "cannot set both port name & port number")];
  if (name !== "") return text(checkPortName)(name, `${path}.service.port.name`);
  if (number === 0) return [required(path, "port name or number is required")];
  return between(1, 65535)(number, `${path}.service.port.number`);
}

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
const awkwardParts = ["//", "/./", "/../", "%2f", "%2F"];
const awkwardEnds = ["/..", "/."];

const httpPath: Check = (value, path) => {
  const [type, location = ""] = [read(value, "pathType"), read(value, "path")];
  const causes: FieldCause[] = [];
  const field = `${path}.path`;
  // Upstream looks no further where it does not know how to read the path.
  if (type === undefined) return [required(`${path}.pathType`, "pathType must be specified")];
  if (type === "Exact" || type === "Prefix") causes.push(...checkLocation(scalarText(location), field));
  else if (type !== "ImplementationSpecific") causes.push(...oneOf(...pathTypes)(type, `${path}.pathType`));
  else if (location !== "" && !scalarText(location).startsWith("/")) {
    causes.push(invalid(field, location, "must be an absolute path"));
  }
  return [...causes, ...backend(read(value, "backend"), `${path}.backend`)];
};

function checkLocation(location: string, path: string): readonly FieldCause[] {
  if (!location.startsWith("/")) return [invalid(path, location, "must be an absolute path")];
  return [
    ...awkwardParts
      .filter((part) => location.includes(part))
      .map((part) => invalid(path, location, `must not contain '${part}'`)),
    ...awkwardEnds
      .filter((end) => location.endsWith(end))
      .map((end) => invalid(path, location, `cannot end with '${end}'`)),
  ];
}

const ingressRule: Check = fields({
  host: filled(text((host) => (isIP(host) === 0 ? checkHost(host) : ["must be a DNS name, not an IP address"]))),
  http: given(fields({ paths: all(needed(), items(httpPath)) })),
});

const ingressSpec: Check = all(
  (value, path) =>
    isEmpty(read(value, "rules")) && read(value, "defaultBackend") === undefined
      ? [invalid(path, read(value, "rules") ?? null, "either `defaultBackend` or `rules` must be specified")]
      : [],
  fields({
    defaultBackend: given(backend),
    rules: items(ingressRule),
    tls: items(fields({ hosts: items(text(checkHost)), secretName: filled(text(checkSubdomain)) })),
    ingressClassName: given(text(checkSubdomain)),
  }),
);

const classAnnotation = "kubernetes.io/ingress.class";

export const ingressRules: Rules = {
  check: fields({
    spec: ingressSpec,
    status: fields({ loadBalancer: fields({ ingress: balancerPoints }) }),
  }),
  checkNew: (value) => {
    const annotation = read(value, "metadata", "annotations", classAnnotation);
    const name = read(value, "spec", "ingressClassName");
    if (annotation === undefined || name === undefined || annotation === name) return [];
    const why = "must match `ingressClassName` when both are specified";
    return [invalid(`annotations.${classAnnotation}`, annotation, why)];
  },
  warn: ({ metadata }: KubeObject) =>
    metadata.annotations?.[classAnnotation] === undefined
      ? []
      : [`annotation ${JSON.stringify(classAnnotation)} is deprecated, please use 'spec.ingressClassName' instead`],
};

const longestController = 250;

/** A domain and a path. */
const controller: Check = (value, path) => {
  const name = scalarText(value);
  if (name === "") return [required(path)];
  if (name.length > longestController) return [tooLong(path, longestController)];
  const slash = name.indexOf("/");
  if (slash <= 0 || slash === name.length - 1) {
    return [invalid(path, name, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const domain = name.slice(0, slash);
  return checkSubdomain(domain).map((why) => invalid(path, domain, why));
};

const classParameters: Check = all(
  fields({ apiGroup: given(text(checkSubdomain)), kind: needed(), name: needed() }),
  (value, path) => {
    const [scope, namespace] = [read(value, "scope"), read(value, "namespace")];
    const field = `${path}.namespace`;
    if (scope !== "Cluster" && scope !== "Namespace") return oneOf("Cluster", "Namespace")(scope, `${path}.scope`);
    if (scope === "Namespace" && isEmpty(namespace))
      return [required(field, "`parameters.scope` is set to 'Namespace'")];
    if (scope === "Namespace" || namespace === undefined) return [];
    return [forbiddenField(field, "`parameters.scope` is set to 'Cluster'")];
  },
);

export const ingressClassRules: Rules = {
  check: fields({ spec: fields({ controller, parameters: given(classParameters) }) }),
  checkChange: (next, current) =>
    unchanged(read(next["spec"], "controller") ?? "", read(current["spec"], "controller") ?? "", "spec.controller"),
};

const policyPort: Check = (value, path) => {
  const [port, end] = [read(value, "port"), read(value, "endPort")];
  const causes = [
    ...given(oneOf("TCP", "UDP", "SCTP"))(read(value, "protocol"), `${path}.protocol`),
    ...given(portReference)(port, `${path}.port`),
  ];
  if (end === undefined) return causes;
  const field = `${path}.endPort`;
  const refused = (why: string) => [...causes, invalid(field, end, `may not be specified when \`port\` is ${why}`)];
  if (port === undefined) return refused("not specified");
  if (typeof port === "string") return refused("non-numeric");
  if (Number(end) < Number(port)) causes.push(invalid(field, port, "must be greater than or equal to `port`"));
  return [...causes, ...between(1, 65535)(end, field)];
};

const ipBlock: Check = (block, path) => {
  const cidr = scalarText(read(block, "cidr") ?? "");
  const within = (range: string): readonly string[] => {
    const problems = checkCidr(range);
    if (problems.length > 0 || checkCidr(cidr).length > 0 || isStrictPart(range, cidr)) return problems;
    return ["must be a strict subset of `cidr`"];
  };
  return fields({ cidr: neededText(checkCidr), except: items(text(within)) })(block, path);
};

/** Whether a range is a part of another, and not all of it. */
function isStrictPart(range: string, whole: string): boolean {
  const [address = "", bits = ""] = range.split("/");
  const [network = "", most = ""] = whole.split("/");
  if (isIP(address) !== isIP(network) || Number(bits) <= Number(most)) return false;
  const list = new BlockList();
  const family = isIP(network) === 4 ? "ipv4" : "ipv6";
  list.addSubnet(network, Number(most), family);
  return list.check(address, family);
}

const peer: Check = (value, path) => {
  const { podSelector, namespaceSelector, ipBlock: block } = isJsonObject(value) ? value : {};
  const picked = podSelector !== undefined || namespaceSelector !== undefined;
  if (block === undefined && !picked) return [required(path, "must specify a peer")];
  if (block !== undefined && picked) return [forbiddenField(path, "may not specify both ipBlock and another peer")];
  return [
    ...given(selector)(podSelector, `${path}.podSelector`),
    ...given(selector)(namespaceSelector, `${path}.namespaceSelector`),
    ...given(ipBlock)(block, `${path}.ipBlock`),
  ];
};

export const networkPolicyRules: Rules = {
  check: fields({
    spec: fields({
      podSelector: selector,
      ingress: items(fields({ ports: items(policyPort), from: items(peer) })),
      egress: items(fields({ ports: items(policyPort), to: items(peer) })),
      policyTypes: all(items(oneOf("Ingress", "Egress")), (value, path) =>
        listOf(value).length > 2 ? [invalid(path, value ?? null, "may not specify more than two policyTypes")] : [],
      ),
    }),
  }),
};
