import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { RequestInfo } from "../request/info.ts";
import type { User } from "../request/user.ts";
import type { levels, stages } from "./policy-checks.ts";
import { checkRule } from "./policy-checks.ts";

/** When in the course of a request an event is written. */
export type Stage = (typeof stages)[number];

/** How much of a request is written: each level what the one before it tells, and more. */
export type Level = (typeof levels)[number];

/** What is written of a request; undefined when nothing is. */
export type AuditDecision =
  | {
      readonly level: Exclude<Level, "None">;
      readonly omitStages: ReadonlySet<string>;
      readonly omitManagedFields: boolean;
    }
  | undefined;

/** Decides by who asks for what; the user is undefined when nobody knows who asks. */
export type AuditPolicy = (user: User | undefined, request: RequestInfo | undefined) => AuditDecision;

interface Rule {
  readonly decision: AuditDecision;
  readonly matches: (user: User | undefined, request: RequestInfo | undefined) => boolean;
}

const everything: JsonObject = { apiVersion: "audit.k8s.io/v1", kind: "Policy", rules: [{ level: "Metadata" }] };

/**
 * Reads an `audit.k8s.io/v1` Policy: the first rule that a request matches counts, and a request that matches none is
 * not written. Without a policy, everything is written at level Metadata.
 *
 * @throws Error naming the field when it is no policy.
 */
export function readAuditPolicy(policy: JsonObject = everything): AuditPolicy {
  const { apiVersion, kind, rules } = policy;
  if (apiVersion !== "audit.k8s.io/v1" || kind !== "Policy") {
    throw new Error(
      `audit policy: must be of kind Policy in audit.k8s.io/v1, but is ${JSON.stringify(kind)} in ${JSON.stringify(apiVersion)}`,
    );
  }
  const given = Array.isArray(rules) ? (rules as readonly JsonValue[]) : [];
  if (given.length === 0) throw new Error("audit policy: has no rules, so nothing would be written");
  const read = given.map((rule, index) => readRule(checkRule(rule, `rules[${index}]`), policy));
  return (user, request) => read.find(({ matches }) => matches(user, request))?.decision;
}

function readRule(rule: JsonObject, policy: JsonObject): Rule {
  return {
    decision: decisionOf(rule, policy),
    matches: (user, request) => concerns(rule, user) && covers(rule, request),
  };
}

/** What a rule says of managed fields and stages counts before and beside what the policy says of all. */
function decisionOf(rule: JsonObject, policy: JsonObject): AuditDecision {
  const level = rule["level"] as Level;
  if (level === "None") return undefined;
  return {
    level,
    omitStages: new Set([...textsOf(policy["omitStages"]), ...textsOf(rule["omitStages"])]),
    omitManagedFields: (rule["omitManagedFields"] ?? policy["omitManagedFields"]) === true,
  };
}

function concerns(rule: JsonObject, user: User | undefined): boolean {
  const groups = textsOf(rule["userGroups"]);
  const inGroup = groups.length === 0 || groups.some((group) => user?.groups.includes(group) === true);
  return inGroup && allows(rule["users"], user?.name ?? "");
}

function covers(rule: JsonObject, request: RequestInfo | undefined): boolean {
  if (!allows(rule["verbs"], request?.verb ?? "")) return false;
  const urls = textsOf(rule["nonResourceURLs"]);
  const namespaces = textsOf(rule["namespaces"]);
  const kinds = Array.isArray(rule["resources"])
    ? (rule["resources"] as readonly JsonValue[]).filter(isJsonObject)
    : [];
  const ofResources = namespaces.length > 0 || kinds.length > 0;
  if (request?.kind !== "resource") {
    if (urls.length > 0) return request !== undefined && urls.some((url) => isUnder(url, request.path));
    return !ofResources;
  }
  if (!ofResources) return urls.length === 0;
  if (namespaces.length > 0 && !namespaces.includes(request.namespace)) return false;
  return kinds.length === 0 || kinds.some((kind) => isOf(kind, request));
}

function isOf(kind: JsonObject, request: Extract<RequestInfo, { kind: "resource" }>): boolean {
  if ((kind["group"] ?? "") !== request.group) return false;
  const { resource, subresource, name } = request;
  const whole = subresource === "" ? resource : `${resource}/${subresource}`;
  const names = textsOf(kind["resources"]);
  const forms = [whole, "*", ...(subresource === "" ? [] : [`${resource}/*`, `*/${subresource}`])];
  return (names.length === 0 || names.some((one) => forms.includes(one))) && allows(kind["resourceNames"], name);
}

/** Paths may end in a star. */
function isUnder(url: string, path: string): boolean {
  return url === "*" || url === path || (url.endsWith("*") && path.startsWith(url.slice(0, -1)));
}

function allows(list: JsonValue | undefined, value: string): boolean {
  const texts = textsOf(list);
  return texts.length === 0 || texts.includes(value);
}

function textsOf(list: JsonValue | undefined): readonly string[] {
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter((one) => typeof one === "string") : [];
}
