// Quotas: how much of what a namespace may have.
import type { KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, required } from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, amount, fields, listOf, read, unchanged, values } from "./check.ts";
import type { Rules } from "./rules.ts";

const quotaResources = new Set([
  "configmaps",
  "cpu",
  "ephemeral-storage",
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "memory",
  "persistentvolumeclaims",
  "pods",
  "replicationcontrollers",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
  "requests.storage",
  "resourcequotas",
  "secrets",
  "services",
  "services.loadbalancers",
  "services.nodeports",
]);

const quotaNames: Check = (value, path) =>
  Object.keys(isJsonObject(value) ? value : {}).flatMap((name) => {
    const field = `${path}[${name}]`;
    const causes = checkQualifiedName(name).map((why) => invalid(field, name, why));
    if (name.includes("/") || quotaResources.has(name)) return causes;
    if (name.startsWith("requests.hugepages-") || name.startsWith("hugepages-")) return causes;
    const standard =
      causes.length > 0 ? [] : [invalid(field, name, "must be a standard resource type or fully qualified")];
    return [...causes, ...standard, invalid(field, name, "must be a standard resource for quota")];
  });

/** Things are counted whole. */
const wholeNumbers: Check = (value, path) =>
  Object.entries(isJsonObject(value) ? value : {}).flatMap(([name, count]) =>
    isCounted(name) && !Number.isInteger(quantityNumber(scalarText(count)))
      ? [invalid(`${path}[${name}]`, count, "must be an integer")]
      : [],
  );

function isCounted(name: string): boolean {
  return name.startsWith("count/") || (quotaResources.has(name) && !/cpu|memory|storage/.test(name));
}

/** Thousandths are the only parts that a quantity in its usual form has. */
function quantityNumber(text: string): number {
  return text.endsWith("m") ? Number(text.slice(0, -1)) / 1000 : 1;
}

const amounts = all(quotaNames, values(amount), wholeNumbers);

const scopeNames = new Set([
  "BestEffort",
  "CrossNamespacePodAffinity",
  "NotBestEffort",
  "NotTerminating",
  "PriorityClass",
  "Terminating",
  "VolumeAttributesClass",
]);
const opposites = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
];

const quotaScopes: Check = (value, path) => {
  const scopes = listOf(read(value, "scopes"));
  const hard = read(value, "hard");
  const resources = Object.keys(isJsonObject(hard) ? hard : {}).filter((name) => quotaResources.has(name));
  const field = `${path}.scopes`;
  const causes = scopes.flatMap((scope) => [
    ...(scopeNames.has(scalarText(scope)) ? [] : [invalid(field, scopes, "unsupported scope")]),
    ...resources
      .filter((resource) => scopeNames.has(scalarText(scope)) && !isScoped(resource, scalarText(scope)))
      .map(() => invalid(field, scopes, "unsupported scope applied to resource")),
  ]);
  const conflicting = opposites.filter((pair) => pair.every((scope) => scopes.includes(scope)));
  return [...causes, ...conflicting.map(() => invalid(field, scopes, "conflicting scopes"))];
};

/** Scopes pick pods; those that want nothing can only be counted. */
function isScoped(resource: string, scope: string): boolean {
  if (scope === "VolumeAttributesClass") return resource.includes("storage") || resource === "persistentvolumeclaims";
  if (resource === "pods") return true;
  return scope !== "BestEffort" && /^((requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.test(resource);
}

const scopeExpression: Check = (value, path) => {
  const [scope, operator, given] = ["scopeName", "operator", "values"].map((field) => read(value, field));
  const causes: FieldCause[] = [];
  if (!scopeNames.has(scalarText(scope))) {
    causes.push(invalid(`${path}.scopeName`, scope ?? "", "unsupported scope"));
  }
  const field = `${path}.values`;
  const empty = listOf(given).length === 0;
  if (operator === "In" || operator === "NotIn") {
    const why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    if (empty) causes.push(required(field, why));
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    const why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    if (!empty) causes.push(invalid(field, given ?? null, why));
  } else causes.push(invalid(`${path}.operator`, operator ?? "", "not a valid selector operator"));
  return causes;
};

/** Upstream does not say which expression is wrong. */
const scopeSelector: Check = (value, path) =>
  listOf(read(value, "scopeSelector", "matchExpressions")).flatMap((expression) =>
    scopeExpression(expression, `${path}.scopeSelector.matchExpressions`),
  );

export const resourceQuotaRules: Rules = {
  check: fields({
    spec: all(fields({ hard: amounts }), quotaScopes, scopeSelector),
    status: fields({ hard: amounts, used: amounts }),
  }),
  checkChange: (next, current) => {
    const scopes = (object: KubeObject) => read(object["spec"], "scopes");
    return unchanged(scopes(next), scopes(current), "spec.scopes");
  },
};
