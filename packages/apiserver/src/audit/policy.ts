import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { RequestInfo } from "../request/info.ts";
import type { User } from "../request/user.ts";

/** When in the course of a request an event is written. */
export type Stage = "RequestReceived" | "ResponseStarted" | "ResponseComplete";

/** What is written of a request: nothing, or who did what and how it went, at all stages but the omitted. */
export type AuditDecision = { readonly omitStages: ReadonlySet<string> } | undefined;

export type AuditPolicy = (user: User, request: RequestInfo) => AuditDecision;

interface Rule {
  readonly level: string;
  readonly omitStages: ReadonlySet<string>;
  readonly matches: (user: User, request: RequestInfo) => boolean;
}

const levels = ["None", "Metadata", "Request", "RequestResponse"];
const everything: JsonObject = { apiVersion: "audit.k8s.io/v1", kind: "Policy", rules: [{ level: "Metadata" }] };

/**
 * Reads an `audit.k8s.io/v1` Policy: the first rule that a request matches counts, and a request that matches none is
 * not written. Bodies are never written: `Request` and `RequestResponse` tell as much as `Metadata`.
 *
 * @throws Error when it is no policy.
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
  const omitted = textsOf(policy["omitStages"]);
  const read = given.map((rule, index) => readRule(rule, index, omitted));
  return (user, request) => {
    const rule = read.find(({ matches }) => matches(user, request));
    return rule === undefined || rule.level === "None" ? undefined : { omitStages: rule.omitStages };
  };
}

function readRule(rule: JsonValue, index: number, omitted: readonly string[]): Rule {
  if (!isJsonObject(rule)) throw new Error(`audit policy: rules[${index}] is no object`);
  const { level } = rule;
  if (typeof level !== "string" || !levels.includes(level)) {
    throw new Error(
      `audit policy: rules[${index}].level must be one of ${levels.join(", ")}, but is ${JSON.stringify(level)}`,
    );
  }
  return {
    level,
    omitStages: new Set([...omitted, ...textsOf(rule["omitStages"])]),
    matches: (user, request) => concerns(rule, user) && covers(rule, request),
  };
}

function concerns(rule: JsonObject, user: User): boolean {
  const groups = textsOf(rule["userGroups"]);
  const inGroup = groups.length === 0 || groups.some((group) => user.groups.includes(group));
  return inGroup && allows(rule["users"], user.name);
}

function covers(rule: JsonObject, request: RequestInfo): boolean {
  if (!allows(rule["verbs"], request.verb)) return false;
  const { resources, nonResourceURLs, namespaces } = rule;
  const ofResources = Array.isArray(resources) || Array.isArray(namespaces);
  if (request.kind === "path") {
    const urls = textsOf(nonResourceURLs);
    return urls.length > 0 ? urls.some((url) => isUnder(url, request.path)) : !ofResources;
  }
  if (!ofResources) return textsOf(nonResourceURLs).length === 0;
  if (!allows(namespaces, request.namespace)) return false;
  const kinds = Array.isArray(resources) ? (resources as readonly JsonValue[]).filter(isJsonObject) : [];
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
