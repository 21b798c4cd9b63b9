// What limits others: quotas, ranges, priorities, disruption budgets.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { equalJson, isJsonObject, stringifyJson } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { compareQuantities, duplicate, forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import { checkLabel } from "../../registry/names.ts";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import type { Check } from "./check.ts";
import { conditions } from "./conditions.ts";
import {
  all,
  atLeast,
  fields,
  filled,
  given,
  isEmpty,
  items,
  listOf,
  neededText,
  oneOf,
  read,
  unchanged,
  values,
} from "./check.ts";
import type { Rules } from "./rules.ts";
import { computeAmounts, computeNames } from "./resources.ts";
import { toleration } from "./pod-spec.ts";
import { labels, selector } from "./selectors.ts";
import { intOrPercent, notMoreThanAll } from "./workloads.ts";
import { scalarText } from "../scalar-text.ts";

/** Pairs of bounds in which the first may not exceed the second, and how upstream says it. */
const ordered: readonly (readonly [lower: string, upper: string, shown: string, at: string, text: string])[] = [
  ["min", "max", "min", "min", "min value LOW is greater than max value HIGH"],
  [
    "min",
    "defaultRequest",
    "defaultRequest",
    "defaultRequest",
    "min value LOW is greater than default request value HIGH",
  ],
  [
    "defaultRequest",
    "max",
    "defaultRequest",
    "defaultRequest",
    "default request value LOW is greater than max value HIGH",
  ],
  [
    "defaultRequest",
    "default",
    "defaultRequest",
    "defaultRequest",
    "default request value LOW is greater than default limit value HIGH",
  ],
  ["min", "default", "min", "default", "min value LOW is greater than default value HIGH"],
  ["default", "max", "max", "default", "default value LOW is greater than max value HIGH"],
];

const limitItem: Check = (value, path) => {
  const item: JsonObject = isJsonObject(value) ? value : {};
  const names = new Set(bounds.flatMap((bound) => Object.keys(isJsonObject(item[bound]) ? item[bound] : {})));
  return [
    ...limitType(item["type"], `${path}.type`),
    ...byType(item, path),
    ...[...names].flatMap((name) => checkOrder(item, name, path)),
    ...values(ratio)(item["maxLimitRequestRatio"], `${path}.maxLimitRequestRatio`),
  ];
};

const limitTypes = new Set(["Container", "PersistentVolumeClaim", "Pod"]);

const limitType: Check = (value, path) => {
  const type = scalarText(value ?? "");
  const causes = checkQualifiedName(type).map((why) => invalid(path, type, why));
  if (causes.length > 0 || type.includes("/") || limitTypes.has(type)) return causes;
  return [invalid(path, type, "must be a standard limit type or fully qualified")];
};

/** What limits of pods and of claims may and must say. */
function byType(item: JsonObject, path: string): readonly FieldCause[] {
  const { type } = item;
  if (type === "PersistentVolumeClaim") {
    const bounded = ["min", "max"].some((bound) => read(item[bound], "storage") !== undefined);
    const why = "either minimum or maximum storage value is required, but neither was provided";
    return bounded ? [] : [required(`${path}.limits`, why)];
  }
  const defaults = type === "Pod" ? ["default", "defaultRequest"] : [];
  return [
    ...defaults
      .filter((field) => item[field] !== undefined)
      .map((field) => forbiddenField(`${path}.${field}`, "may not be specified when `type` is 'Pod'")),
    ...(type === "Pod" || type === "Container"
      ? [...bounds, "maxLimitRequestRatio"].flatMap((field) => computeNames(item[field], `${path}.${field}`))
      : []),
  ];
}

/** A limit is never less than the request. */
const ratio: Check = (value, path) => {
  const given = scalarText(value);
  return compareQuantities(given, "1") < 0 ? [invalid(path, given, `ratio ${given} is less than 1`)] : [];
};

/** Of each type there may be one. */
const differentTypes: Check = (value, path) => {
  const seen = new Set<JsonValue>();
  return listOf(value).flatMap((item, index) => {
    const type = read(item, "type") ?? "";
    const repeated = seen.has(type);
    seen.add(type);
    return repeated ? [duplicate(`${path}[${index}].type`, type)] : [];
  });
};

const bounds = ["min", "max", "default", "defaultRequest"];

function checkOrder(item: JsonObject, name: string, path: string): readonly FieldCause[] {
  return ordered.flatMap(([lower, upper, shown, field, text]) => {
    const [low, high] = [read(item[lower], name), read(item[upper], name)];
    if (typeof low !== "string" || typeof high !== "string" || compareQuantities(low, high) <= 0) return [];
    const value = shown === lower ? low : high;
    return [invalid(`${path}.${field}[${name}]`, value, text.replace("LOW", low).replace("HIGH", high))];
  });
}

export const limitRangeRules: Rules = {
  check: fields({ spec: fields({ limits: all(items(limitItem), differentTypes) }) }),
};

/** Priorities above are the system's own. */
const highestPriority = 1_000_000_000;

/** Priority classes that every cluster has. */
export const systemPriorities: { readonly [name: string]: number } = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

const priorityClass: Check = (value) => {
  const [name, priority] = [scalarText(read(value, "metadata", "name") ?? ""), read(value, "value") ?? 0];
  const causes: FieldCause[] = [];
  if (name.startsWith("system-")) {
    if (systemPriorities[name] !== undefined) return causes;
    const why = `error: ${name} is not a known system priority class`;
    const reserved = `priority class names with 'system-' prefix are reserved for system use only. ${why}`;
    causes.push(forbiddenField("metadata.name", reserved));
  } else if (typeof priority === "number" && priority > highestPriority) {
    const why = `maximum allowed value of a user defined priority is ${highestPriority}`;
    causes.push(forbiddenField("value", why));
  }
  return causes;
};

export const priorityClassRules: Rules = {
  check: all(priorityClass, fields({ preemptionPolicy: filled(oneOf("PreemptLowerPriority", "Never")) })),
  checkChange: (next, current) => [
    ...(equalJson(next["value"], current["value"])
      ? []
      : [forbiddenField("value", "may not be changed in an update.")]),
    ...unchanged(next["preemptionPolicy"], current["preemptionPolicy"], "preemptionPolicy"),
  ],
};

const budgetStatus: Check = fields({
  conditions,
  disruptionsAllowed: atLeast(0),
  currentHealthy: atLeast(0),
  desiredHealthy: atLeast(0),
  expectedPods: atLeast(0),
});

const share: Check = given(all(intOrPercent, notMoreThanAll));

export const disruptionBudgetRules: Rules = {
  check: fields({
    status: budgetStatus,
    spec: all(
      fields({
        selector,
        minAvailable: share,
        maxUnavailable: share,
        unhealthyPodEvictionPolicy: given(oneOf("AlwaysAllow", "IfHealthyBudget")),
      }),
      (value, path) => {
        const [least, most] = [read(value, "minAvailable"), read(value, "maxUnavailable")];
        if (isEmpty(least) || isEmpty(most)) return [];
        const { selector: chosen = null, unhealthyPodEvictionPolicy = null } = isJsonObject(value) ? value : {};
        const shown = {
          MinAvailable: least ?? null,
          Selector: chosen,
          MaxUnavailable: most ?? null,
          UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy,
        };
        return [invalid(path, shown, "minAvailable and maxUnavailable cannot be both set")];
      },
    ),
  }),
};

const positive: Check = (value, path) =>
  typeof value === "number" && value <= 0 ? [invalid(path, value, "must be greater than 0")] : [];

export const leaseRules: Rules = {
  check: fields({
    spec: fields({
      leaseDurationSeconds: positive,
      leaseTransitions: atLeast(0),
    }),
  }),
};

const differentTolerations: Check = (value, path) => {
  const seen = new Set<string>();
  return listOf(value).flatMap((item, index) => {
    const text = (field: string): JsonValue => read(item, field) ?? "";
    const shown = {
      Key: text("key"),
      Operator: text("operator"),
      Value: text("value"),
      Effect: text("effect"),
      TolerationSeconds: read(item, "tolerationSeconds") ?? null,
    };
    const repeated = seen.has(stringifyJson(shown));
    seen.add(stringifyJson(shown));
    return repeated ? [duplicate(`${path}[${index}]`, shown)] : [];
  });
};

export const runtimeClassRules: Rules = {
  check: fields({
    handler: neededText(checkLabel),
    overhead: (value) => computeAmounts(read(value, "podFixed"), "overhead.limits"),
    scheduling: fields({ nodeSelector: labels, tolerations: all(items(toleration), differentTolerations) }),
  }),
  checkChange: (next, current) => unchanged(next["handler"], current["handler"], "handler"),
};
