import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";

export const levels = ["None", "Metadata", "Request", "RequestResponse"] as const;

export const stages = ["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"] as const;

const lists = ["users", "userGroups", "verbs", "namespaces", "nonResourceURLs", "omitStages"];

/**
 * A rule of an audit policy.
 *
 * @throws Error naming the field that is wrong
 */
export function checkRule(rule: JsonValue, path: string): JsonObject {
  if (!isJsonObject(rule)) throw wrong(path, "is no object");
  checkWord(rule["level"], `${path}.level`, levels);
  for (const field of lists) checkTexts(rule[field], `${path}.${field}`);
  for (const [index, stage] of itemsOf(rule["omitStages"]).entries()) {
    checkWord(stage, `${path}.omitStages[${index}]`, stages);
  }
  const urls = itemsOf(rule["nonResourceURLs"]);
  urls.forEach((url, index) => checkUrl(url as string, `${path}.nonResourceURLs[${index}]`));
  const resources = itemsOf(rule["resources"]);
  if (urls.length > 0 && (resources.length > 0 || itemsOf(rule["namespaces"]).length > 0)) {
    throw wrong(`${path}.nonResourceURLs`, "cannot stand beside resources and namespaces: make it a rule of its own");
  }
  resources.forEach((kind, index) => checkKind(kind, `${path}.resources[${index}]`));
  return rule;
}

function checkKind(kind: JsonValue, path: string): void {
  if (!isJsonObject(kind)) throw wrong(path, "is no object with group, resources and resourceNames");
  for (const field of ["resources", "resourceNames"]) checkTexts(kind[field], `${path}.${field}`);
  const named = itemsOf(kind["resourceNames"]).length > 0;
  if (named && itemsOf(kind["resources"]).length === 0) throw wrong(`${path}.resourceNames`, "needs resources");
}

function checkUrl(url: string, path: string): void {
  if (url === "*") return;
  if (!url.startsWith("/")) throw wrong(path, `must begin with a slash, but is ${JSON.stringify(url)}`);
  if (url.slice(0, -1).includes("*"))
    throw wrong(path, `can have a star at its end only, but is ${JSON.stringify(url)}`);
}

function checkTexts(value: JsonValue | undefined, path: string): void {
  if (value === undefined || value === null) return;
  const texts = Array.isArray(value) && (value as readonly JsonValue[]).every((item) => typeof item === "string");
  if (!texts) throw wrong(path, `must be a list of texts, but is ${JSON.stringify(value)}`);
}

function checkWord(value: JsonValue | undefined, path: string, words: readonly string[]): void {
  if (typeof value === "string" && words.includes(value)) return;
  throw wrong(path, `must be one of ${words.join(", ")}, but is ${JSON.stringify(value)}`);
}

function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function wrong(path: string, why: string): Error {
  return new Error(`audit policy: ${path} ${why}`);
}
