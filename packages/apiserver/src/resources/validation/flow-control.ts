// Flow schemas and priority levels. They are kept and checked; requests are limited by plain limits.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import type { Check } from "./check.ts";
import { all, at, between, fields, given, isEmpty, items, needed, oneOf, read } from "./check.ts";
import type { Rules } from "./rules.ts";

const highestPrecedence = 10_000;

const precedence: Check = (value, path) => {
  if (typeof value !== "number") return [];
  if (value <= 0) return [invalid(path, value, "must be a positive value")];
  return value > highestPrecedence ? [invalid(path, value, `must not be greater than ${highestPrecedence}`)] : [];
};

const distinguisher: Check = (value, path) => {
  const type = read(value, "type") ?? "";
  if (value === undefined || type === "ByUser" || type === "ByNamespace") return [];
  return [notSupported(`${path}.type`, { Type: type }, ["ByNamespace", "ByUser"])];
};

const subject: Check = fields({ kind: oneOf("Group", "ServiceAccount", "User") });

const resourceRule: Check = all(
  fields({
    verbs: needed("verbs must contain at least one value"),
    apiGroups: needed("resource rules must supply at least one api group"),
    resources: needed("resource rules must supply at least one resource"),
  }),
  (value, path) =>
    isEmpty(read(value, "namespaces")) && read(value, "clusterScope") !== true
      ? [
          required(
            `${path}.namespaces`,
            "resource rules that are not cluster scoped must supply at least one namespace",
          ),
        ]
      : [],
);

const pathRule: Check = fields({
  verbs: needed("verbs must contain at least one value"),
  nonResourceURLs: needed("nonResourceURLs must contain at least one value"),
});

const rule: Check = all(
  fields({
    subjects: all(needed("subjects must contain at least one value"), items(subject)),
    resourceRules: items(resourceRule),
    nonResourceRules: items(pathRule),
  }),
  (value, path) =>
    isEmpty(read(value, "resourceRules")) && isEmpty(read(value, "nonResourceRules"))
      ? [required(path, "at least one of resourceRules and nonResourceRules has to be non-empty")]
      : [],
);

export const flowSchemaRules: Rules = {
  check: fields({
    spec: fields({
      matchingPrecedence: precedence,
      priorityLevelConfiguration: fields({ name: needed("must reference a priority level") }),
      distinguisherMethod: distinguisher,
      rules: items(rule),
    }),
  }),
};

function notNegative(why: string): Check {
  return (value, path) => (typeof value === "number" && value < 0 ? [invalid(path, value, why)] : []);
}

const positive: Check = (value, path) =>
  typeof value === "number" && value <= 0 ? [invalid(path, value, "must be positive")] : [];

const queuing: Check = all(
  fields({ queues: positive, queueLengthLimit: positive, handSize: positive }),
  (value, path) => {
    const [queues, hand] = [read(value, "queues"), read(value, "handSize")];
    if (typeof queues !== "number" || typeof hand !== "number" || hand <= queues) return [];
    return [invalid(`${path}.handSize`, hand, `should not be greater than queues (${queues})`)];
  },
);

function response(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const [type, queues] = [read(value, "type"), read(value, "queuing")];
  const field = at(path, "queuing");
  switch (type) {
    case "Queue":
      if (queues !== undefined) return queuing(queues, field);
      return [required(field, "must not be empty if limited.limitResponse.type is Limited")];
    case "Reject":
      if (queues === undefined) return [];
      return [forbiddenField(field, "must be nil if limited.limitResponse.type is not Limited")];
    case undefined:
    case "":
      return [required(at(path, "type"))];
    default:
      return [notSupported(at(path, "type"), type ?? "", ["Queue", "Reject"])];
  }
}

const limited: Check = fields({
  nominalConcurrencyShares: notNegative("must be a non-negative integer"),
  lendablePercent: between(0, 100),
  borrowingLimitPercent: notNegative("if specified, must be a non-negative integer"),
  limitResponse: response,
});

export const priorityLevelRules: Rules = {
  check: fields({
    spec: (value, path) => {
      const [type, limits] = [read(value, "type"), read(value, "limited")];
      const field = at(path, "limited");
      if (isEmpty(type)) return [required(at(path, "type"))];
      if (type === "Limited" && limits === undefined)
        return [required(field, "must not be empty when type is Limited")];
      if (type === "Exempt" && isJsonObject(limits))
        return [forbiddenField(field, "must be nil if the type is not Limited")];
      return [...oneOf("Exempt", "Limited")(type, at(path, "type")), ...given(limited)(limits, field)];
    },
  }),
};
