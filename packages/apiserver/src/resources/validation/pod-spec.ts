// The spec of pods, alone or in the template of a workload.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, invalid } from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import { all, between, fields, filled, given, items, listOf, needed, oneOf, read, text } from "./check.ts";
import { containers } from "./containers.ts";
import { labels, selector } from "./selectors.ts";
import { affinity } from "./affinity.ts";
import { dns, hostAliases } from "./pod-network.ts";
import { podSecurity, sharedProcesses } from "./security.ts";
import { volumes } from "./volumes.ts";
import { scalarText } from "../scalar-text.ts";

export const toleration: Check = (value, path) => {
  const {
    key = "",
    operator = "",
    effect = "",
    value: wanted = "",
    tolerationSeconds,
  } = isJsonObject(value) ? value : {};
  const causes: FieldCause[] = [];
  if (key !== "") causes.push(...checkQualifiedName(scalarText(key)).map((why) => invalid(`${path}.key`, key, why)));
  if (key === "" && operator !== "Exists") {
    const why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    causes.push(invalid(`${path}.operator`, operator, why));
  }
  if (tolerationSeconds !== undefined && effect !== "NoExecute") {
    causes.push(invalid(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  }
  if (operator === "Exists" && wanted !== "") {
    causes.push(invalid(`${path}.operator`, wanted, "value must be empty when `operator` is 'Exists'"));
  }
  const known = oneOf("Equal", "Exists");
  const effects = oneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
  return [...causes, ...filled(known)(operator, `${path}.operator`), ...filled(effects)(effect, `${path}.effect`)];
};

const qualifiedName: Check = (value, path) =>
  checkQualifiedName(scalarText(value)).map((why) => invalid(path, value ?? "", why));

const schedulingGates: Check = (value, path) => {
  const seen = new Set<string>();
  return listOf(value).flatMap((gate, index) => {
    const [name, field] = [scalarText(read(gate, "name")), `${path}[${index}]`];
    const repeated = seen.has(name);
    seen.add(name);
    return [...qualifiedName(name, field), ...(repeated ? [duplicate(field, name)] : [])];
  });
};

const distinctSpreading: Check = (value, path) => {
  const seen = new Set<string>();
  return listOf(value).flatMap((constraint, index) => {
    const pair = `{${scalarText(read(constraint, "topologyKey"))}, ${scalarText(read(constraint, "whenUnsatisfiable"))}}`;
    const first = listOf(value).findIndex((other) => sameSpreading(other, constraint));
    if (first === index || seen.has(pair)) return [];
    seen.add(pair);
    return [duplicate(`${path}[${first}].{topologyKey, whenUnsatisfiable}`, pair)];
  });
};

function sameSpreading(a: JsonValue, b: JsonValue): boolean {
  return ["topologyKey", "whenUnsatisfiable"].every((field) => read(a, field) === read(b, field));
}

const spreading: Check = fields({
  topologyKey: needed("can not be empty"),
  minDomains: (value, path) =>
    typeof value === "number" && value <= 0 ? [invalid(path, value, "must be greater than zero")] : [],
  maxSkew: (value, path) =>
    typeof value === "number" && value > 0 ? [] : [invalid(path, value ?? 0, "must be greater than zero")],
  whenUnsatisfiable: oneOf("DoNotSchedule", "ScheduleAnyway"),
  labelSelector: selector,
});

const own: Check = fields({
  volumes,
  restartPolicy: oneOf("Always", "OnFailure", "Never"),
  dnsPolicy: oneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"),
  activeDeadlineSeconds: between(1, 2 ** 31 - 1),
  nodeSelector: labels,
  serviceAccountName: filled(text(checkSubdomain)),
  nodeName: filled(text(checkSubdomain)),
  hostname: filled(text(checkLabel)),
  subdomain: filled(text(checkLabel)),
  priorityClassName: filled(text(checkSubdomain)),
  runtimeClassName: filled(text(checkSubdomain)),
  imagePullSecrets: items(fields({ name: filled(text(checkSubdomain)) })),
  tolerations: items(toleration),
  hostAliases,
  topologySpreadConstraints: all(items(spreading), distinctSpreading),
  affinity,
  securityContext: given(podSecurity),
  readinessGates: items(fields({ conditionType: qualifiedName })),
  os: given((value, path) => oneOf("linux", "windows")(read(value, "name"), path)),
  schedulingGates,
});

export const podSpec: Check = all(own, checkContainers, dns, (value, path) =>
  isJsonObject(value) ? sharedProcesses(value, path) : [],
);

function checkContainers(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const names = listOf(read(value, "volumes")).map((volume) => read(volume, "name"));
  const known = new Set(names.filter((name) => typeof name === "string"));
  return containers({ volumes: known, hostNetwork: read(value, "hostNetwork") === true })(value, path);
}

/** The template of a workload. */
export const podTemplate: Check = (value, path) => [
  // Upstream leaves `metadata` out of the paths of labels.
  ...labels(read(value, "metadata", "labels"), `${path}.labels`),
  ...Object.keys(annotationsOf(value)).flatMap((key) =>
    checkQualifiedName(key.toLowerCase()).map((why) => invalid(`${path}.annotations`, key, why)),
  ),
  ...podSpec(read(value, "spec"), `${path}.spec`),
];

function annotationsOf(template: JsonValue | undefined): JsonObject {
  const annotations = read(template, "metadata", "annotations");
  return isJsonObject(annotations) ? annotations : {};
}
