import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { humanDuration } from "./age.ts";
import type { Column } from "./columns.ts";
import { ageColumn, column, createdColumn, nameColumn, wide } from "./columns.ts";
import { itemsAt, none, numberAt, objectAt, scalarText, textAt, unset, valueAt } from "./read.ts";

export const bindingColumns: readonly Column[] = [
  nameColumn,
  column("Role", (binding) => `${textAt(binding, "roleRef.kind")}/${textAt(binding, "roleRef.name")}`),
  ageColumn,
  wide("Users", (binding) =>
    subjectsOf(binding, "User")
      .map((subject) => textAt(subject, "name"))
      .join(", "),
  ),
  wide("Groups", (binding) =>
    subjectsOf(binding, "Group")
      .map((subject) => textAt(subject, "name"))
      .join(", "),
  ),
  wide("ServiceAccounts", (binding) =>
    subjectsOf(binding, "ServiceAccount")
      .map((subject) => `${textAt(subject, "namespace")}/${textAt(subject, "name")}`)
      .join(", "),
  ),
];

function subjectsOf(binding: JsonObject, kind: string): readonly JsonObject[] {
  return itemsAt(binding, "subjects").filter((subject) => subject["kind"] === kind);
}

export const certificateRequestColumns: readonly Column[] = [
  nameColumn,
  ageColumn,
  column("SignerName", (request) => textAt(request, "spec.signerName", none)),
  column("Requestor", (request) => textAt(request, "spec.username")),
  column("RequestedDuration", (request) => {
    const seconds = valueAt(request, "spec.expirationSeconds");
    return typeof seconds === "number" ? humanDuration(seconds * 1000) : none;
  }),
  column("Condition", certificateState),
];

function certificateState(request: JsonObject): string {
  const types = itemsAt(request, "status.conditions").map(({ type }) => scalarText(type));
  const has = (type: string): boolean => types.includes(type);
  const state = has("Denied") ? "Denied" : has("Approved") ? "Approved" : has("Failed") ? "Failed" : "Pending";
  const words = state !== "Failed" && has("Failed") ? [state, "Failed"] : [state];
  return [...words, ...(textAt(request, "status.certificate") === "" ? [] : ["Issued"])].join(",");
}

export const webhookColumns: readonly Column[] = [
  nameColumn,
  column("Webhooks", (object) => itemsAt(object, "webhooks").length, "integer"),
  ageColumn,
];

export const validatingPolicyColumns: readonly Column[] = [
  nameColumn,
  column("Validations", (policy) => itemsAt(policy, "spec.validations").length, "integer"),
  column("ParamKind", paramKind),
  ageColumn,
];

export const mutatingPolicyColumns: readonly Column[] = [
  nameColumn,
  column("Mutations", (policy) => itemsAt(policy, "spec.mutations").length, "integer"),
  column("ParamKind", paramKind),
  ageColumn,
];

function paramKind(policy: JsonObject): string {
  const kind = objectAt(policy, "spec.paramKind");
  return valueAt(policy, "spec.paramKind") === undefined
    ? unset
    : `${textAt(kind, "apiVersion")}/${textAt(kind, "kind")}`;
}

export const policyBindingColumns: readonly Column[] = [
  nameColumn,
  column("PolicyName", (binding) => textAt(binding, "spec.policyName")),
  column("ParamRef", (binding) => {
    const reference = objectAt(binding, "spec.paramRef");
    if (valueAt(binding, "spec.paramRef") === undefined) return unset;
    const name = textAt(reference, "name", "*");
    return `${textAt(reference, "namespace", "*")}/${name}`;
  }),
  ageColumn,
];

export const apiServiceColumns: readonly Column[] = [
  nameColumn,
  column("Service", (object) => {
    const service = objectAt(object, "spec.service");
    const local = valueAt(object, "spec.service") === undefined;
    return local ? "Local" : `${textAt(service, "namespace")}/${textAt(service, "name")}`;
  }),
  column("Available", (object) => {
    const available = itemsAt(object, "status.conditions").find(({ type }) => type === "Available");
    if (available === undefined) return "Unknown";
    const status = textAt(available, "status");
    return status === "True" ? status : `${status} (${textAt(available, "reason")})`;
  }),
  ageColumn,
];

export const flowSchemaColumns: readonly Column[] = [
  nameColumn,
  column("PriorityLevel", (schema) => textAt(schema, "spec.priorityLevelConfiguration.name")),
  column("MatchingPrecedence", (schema) => numberAt(schema, "spec.matchingPrecedence")),
  column("DistinguisherMethod", (schema) => textAt(schema, "spec.distinguisherMethod.type", none)),
  ageColumn,
  column("MissingPL", (schema) => {
    const dangling = itemsAt(schema, "status.conditions").find(({ type }) => type === "Dangling");
    return dangling === undefined ? "?" : textAt(dangling, "status");
  }),
];

export const priorityLevelColumns: readonly Column[] = [
  nameColumn,
  column("Type", (level) => textAt(level, "spec.type")),
  column("NominalConcurrencyShares", (level) => limitedText(level, "nominalConcurrencyShares")),
  column("Queues", (level) => limitedText(level, "limitResponse.queuing.queues")),
  column("HandSize", (level) => limitedText(level, "limitResponse.queuing.handSize")),
  column("QueueLengthLimit", (level) => limitedText(level, "limitResponse.queuing.queueLengthLimit")),
  ageColumn,
];

function limitedText(level: KubeObject, path: string): JsonValue {
  return valueAt(level, `spec.limited.${path}`) ?? none;
}

/** What is shown of kinds that have no columns of their own. */
export const plainColumns: readonly Column[] = [nameColumn, createdColumn];
