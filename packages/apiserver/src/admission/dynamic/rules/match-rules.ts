// Rules of what policies, bindings and webhooks are about.
import type { JsonValue } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { textsIn } from "../../../resources/entries.ts";
import { checkPathSegment } from "../../../registry/names.ts";
import type { Check } from "../../../resources/validation/check.ts";
import { fields, filled, given, items, isEmpty, listOf } from "../../../resources/validation/check.ts";
import { selector } from "../../../resources/validation/selectors.ts";

const operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const scopes = ["*", "Cluster", "Namespaced"];

/** One of some words, when it is there, even when it is empty. */
export function word(...supported: readonly string[]): Check {
  return (value, path) =>
    typeof value !== "string" || supported.includes(value) ? [] : [notSupported(path, value, supported)];
}

/** A list that says `*` says nothing else. */
function wholly(what: string): Check {
  return (value, path) => {
    const texts = textsIn(value);
    if (texts.length === 0) return [required(path)];
    if (texts.includes("*") && texts.length > 1) {
      return [invalid(path, texts, `if '*' is present, must not specify other ${what}`)];
    }
    return [];
  };
}

const noneEmpty: Check = (value, path) =>
  textsIn(value).flatMap((text, index) => (text === "" ? [required(`${path}[${index}]`)] : []));

function every(...checks: readonly Check[]): Check {
  return (value, path) => checks.flatMap((check) => check(value, path));
}

const resourceNames: Check = (value, path) => {
  const seen = new Set<string>();
  return textsIn(value).flatMap((name, index) => {
    const at = `${path}[${index}]`;
    const causes = checkPathSegment(name).map((why) => invalid(at, name, why));
    if (seen.has(name)) causes.push(duplicate(at, name));
    seen.add(name);
    return causes;
  });
};

/** Which resources, operations and scopes are meant: RuleWithOperations, and with names beside. */
const rule: Check = fields({
  operations: every(wholly("operations"), items(word(...operations))),
  apiGroups: wholly("API groups"),
  apiVersions: every(wholly("API versions"), noneEmpty),
  resources: checkResources,
  resourceNames,
  scope: word(...scopes),
});

export const resourceRules: Check = items(rule);

/** Patterns of resources must not say the same twice. */
function checkResources(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const texts = textsIn(value);
  if (texts.length === 0) return [required(path)];
  const causes = texts.flatMap((text, index) => checkResource(text, `${path}[${index}]`, texts.slice(0, index)));
  if (texts.includes("*/*") && texts.length > 1) {
    causes.push(invalid(path, texts, "if '*/*' is present, must not specify other resources"));
  }
  if (texts.includes("*") && texts.some((text) => text !== "*" && !text.includes("/"))) {
    causes.push(invalid(path, texts, "if '*' is present, must not specify other resources without subresources"));
  }
  return causes;
}

function checkResource(text: string, path: string, before: readonly string[]): readonly FieldCause[] {
  if (text === "") return [required(path)];
  const [resource = "", subresource] = text.split("/");
  if (subresource === undefined || text === "*/*") return [];
  const wider = [`${resource}/*`, `*/${subresource}`].filter((pattern) => pattern !== text && before.includes(pattern));
  return wider.map((pattern) => invalid(path, text, `if '${pattern}' is present, must not specify ${text}`));
}

export const selectors: Readonly<Record<"namespaceSelector" | "objectSelector" | "matchPolicy", Check>> = {
  matchPolicy: word("Equivalent", "Exact"),
  namespaceSelector: given(selector),
  objectSelector: given(selector),
};

/** `matchConstraints` of a policy, which must name resources. */
export const matchConstraints: Check = (value, path) => {
  if (value === undefined || value === null) return [required(path)];
  return matchResources(value, path).concat(
    isEmpty(listOf((value as { readonly resourceRules?: JsonValue }).resourceRules))
      ? [required(`${path}.resourceRules`)]
      : [],
  );
};

/** `matchResources` of a binding. */
export const matchResources: Check = fields({
  ...selectors,
  resourceRules: filled(resourceRules),
  excludeResourceRules: filled(resourceRules),
});
