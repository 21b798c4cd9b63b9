// The spec of pods, alone or in the template of a workload.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, forbiddenField, invalid, notSupported, required, tooLong } from "@flux-ts/kube-schema";
import { checkLabelValue, checkQualifiedName } from "../../registry/label-syntax.ts";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
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
  neededOneOf,
  oneOf,
  read,
  remembered,
  text,
} from "./check.ts";
import { containers } from "./containers.ts";
import { labels, selector } from "./selectors.ts";
import { affinity } from "./affinity.ts";
import { dns, hostAliases } from "./pod-network.ts";
import { podSecurity, sharedProcesses } from "./security.ts";
import { volumeKinds, volumes } from "./volumes.ts";
import { containersWithinPod, overhead, podResources } from "./resources.ts";
import { claimNames, podClaims } from "./resource-claims.ts";
import { hostProcesses, onlyOwnSystem } from "./windows.ts";
import { scalarText } from "../scalar-text.ts";

/** Upstream names two that it does not take yet. */
const tolerationOperator: Check = (value, path) =>
  value === "Lt" || value === "Gt"
    ? [notSupported(path, value, ["Equal", "Exists", "Lt", "Gt"])]
    : oneOf("Equal", "Exists")(value, path);

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
  if ((operator === "" || operator === "Equal") && wanted !== "") {
    const errors = checkLabelValue(scalarText(wanted));
    if (errors.length > 0) causes.push(invalid(`${path}.operator`, wanted, errors.join(";")));
  }
  const effects = oneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
  return [
    ...causes,
    ...filled(tolerationOperator)(operator, `${path}.operator`),
    ...filled(effects)(effect, `${path}.effect`),
  ];
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

const honoring = given(oneOf("Honor", "Ignore"));

/** What makes sense only beside other fields. */
const spreadingInContext: Check = (value, path) => {
  const [when, keys] = [read(value, "whenUnsatisfiable"), read(value, "matchLabelKeys")];
  const domains = read(value, "minDomains");
  const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${scalarText(when ?? "")}`;
  return [
    ...(domains !== undefined && when !== "DoNotSchedule" ? [invalid(`${path}.minDomains`, domains, why)] : []),
    ...(!isEmpty(keys) && read(value, "labelSelector") === undefined
      ? [forbiddenField(`${path}.matchLabelKeys`, "must not be specified when labelSelector is not set")]
      : items(qualifiedName)(keys, `${path}.matchLabelKeys`)),
  ];
};

const spreading: Check = fields({
  nodeAffinityPolicy: honoring,
  nodeTaintsPolicy: honoring,
  topologyKey: needed("can not be empty"),
  minDomains: (value, path) =>
    typeof value === "number" && value <= 0 ? [invalid(path, value, "must be greater than zero")] : [],
  maxSkew: (value, path) =>
    typeof value === "number" && value > 0 ? [] : [invalid(path, value ?? 0, "must be greater than zero")],
  whenUnsatisfiable: oneOf("DoNotSchedule", "ScheduleAnyway"),
  labelSelector: selector,
});

const longestOverride = 64;

const hostnameOverride: Check = (value, path) => [
  ...text(checkSubdomain)(value, path),
  ...(typeof value === "string" && value.length > longestOverride ? [tooLong(path, longestOverride)] : []),
];

const preemption: Check = given(neededOneOf("PreemptLowerPriority", "Never"));

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
  runtimeClassName: given(text(checkSubdomain)),
  hostnameOverride: given(hostnameOverride),
  tolerations: items(toleration),
  hostAliases,
  topologySpreadConstraints: all(items(all(spreading, spreadingInContext)), distinctSpreading),
  affinity,
  securityContext: given(podSecurity),
  readinessGates: items(fields({ conditionType: qualifiedName })),
  os: given((value, path) => {
    const name = read(value, "name");
    return isEmpty(name) ? [required(`${path}.name`)] : oneOf("linux", "windows")(name, path);
  }),
  overhead,
  preemptionPolicy: preemption,
  resourceClaims: podClaims,
  schedulingGates,
});

export const podSpec: Check = all(own, checkContainers, checkResources, dns, (value, path) =>
  isJsonObject(value)
    ? [...sharedProcesses(value, path), ...hostProcesses(value, path), ...onlyOwnSystem(value, path)]
    : [],
);

function checkResources(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const resources = read(value, "resources");
  if (resources === undefined) return [];
  const field = `${path}.resources`;
  return [...podResources(claimNames(value))(resources, field), ...containersWithinPod(value, field)];
}

function checkContainers(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const volumes = volumeKinds(read(value, "volumes"));
  const hostNetwork = read(value, "hostNetwork") === true;
  return containers({ volumes, hostNetwork, claims: claimNames(value) })(value, path);
}

/** The template of a workload. */
export const podTemplate: Check = remembered((value, path) => [
  // Upstream leaves `metadata` out of the paths of labels.
  ...labels(read(value, "metadata", "labels"), `${path}.labels`),
  ...Object.keys(annotationsOf(value)).flatMap((key) =>
    checkQualifiedName(key.toLowerCase()).map((why) => invalid(`${path}.annotations`, key, why)),
  ),
  ...podSpec(read(value, "spec"), `${path}.spec`),
]);

function annotationsOf(template: JsonValue | undefined): JsonObject {
  const annotations = read(template, "metadata", "annotations");
  return isJsonObject(annotations) ? annotations : {};
}
