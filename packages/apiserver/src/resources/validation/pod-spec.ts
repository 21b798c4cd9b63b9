// The spec of pods, alone or in the template of a workload.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid } from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import { all, atLeast, between, fields, filled, items, listOf, neededText, oneOf, read, text } from "./check.ts";
import { containers } from "./containers.ts";
import { labels, selector } from "./selectors.ts";
import { checkIp } from "./syntax.ts";
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
  const known = oneOf("Equal", "Exists", "Lt", "Gt");
  const effects = oneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
  return [...causes, ...filled(known)(operator, `${path}.operator`), ...filled(effects)(effect, `${path}.effect`)];
};

const spreading: Check = fields({
  maxSkew: (value, path) =>
    typeof value === "number" && value > 0 ? [] : [invalid(path, value ?? 0, "must be greater than zero")],
  whenUnsatisfiable: oneOf("DoNotSchedule", "ScheduleAnyway"),
  labelSelector: selector,
});

const own: Check = fields({
  volumes,
  restartPolicy: oneOf("Always", "OnFailure", "Never"),
  dnsPolicy: oneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"),
  terminationGracePeriodSeconds: atLeast(0),
  activeDeadlineSeconds: between(1, 2 ** 31 - 1),
  nodeSelector: labels,
  serviceAccountName: filled(text(checkSubdomain)),
  nodeName: filled(text(checkSubdomain)),
  hostname: filled(text(checkLabel)),
  subdomain: filled(text(checkLabel)),
  priorityClassName: filled(text(checkSubdomain)),
  runtimeClassName: filled(text(checkSubdomain)),
  imagePullSecrets: items(fields({ name: neededText(checkSubdomain) })),
  tolerations: items(toleration),
  hostAliases: items(fields({ ip: text(checkIp) })),
  topologySpreadConstraints: items(spreading),
});

export const podSpec: Check = all(own, checkContainers);

function checkContainers(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const names = listOf(read(value, "volumes")).map((volume) => read(volume, "name"));
  const known = new Set(names.filter((name) => typeof name === "string"));
  return containers({ volumes: known, hostNetwork: read(value, "hostNetwork") === true })(value, path);
}

/** The template of a workload. */
export const podTemplate: Check = (value, path) => [
  // Upstream leaves `metadata` out of the paths of labels.
  ...labels(read(value, "metadata", "labels"), `${path}.labels`),
  ...podSpec(read(value, "spec"), `${path}.spec`),
];
