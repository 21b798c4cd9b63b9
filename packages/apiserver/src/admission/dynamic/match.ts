import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { objectsIn, textsIn } from "../../resources/entries.ts";
import type { Registry } from "../../registry/registry.ts";
import type { ResourceVersion } from "../../resources/resource.ts";
import { matchesSelector } from "../../selector/label-selector.ts";
import type { Attributes } from "./attributes.ts";
import { namespaceOf } from "./attributes.ts";

/** What a policy, binding or webhook is about. */
export interface MatchRules {
  readonly rules: readonly JsonObject[];
  readonly exclude: readonly JsonObject[];
  readonly namespaceSelector: JsonObject;
  readonly objectSelector: JsonObject;
  /** Whether other versions of a resource count as the resource. */
  readonly equivalent: boolean;
}

/** The rules of `matchConstraints`, `matchResources` or a webhook. */
export function readMatch(match: JsonObject, rules: JsonValue | undefined): MatchRules {
  return {
    rules: objectsIn(rules),
    exclude: objectsIn(match["excludeResourceRules"]),
    namespaceSelector: isJsonObject(match["namespaceSelector"]) ? match["namespaceSelector"] : {},
    objectSelector: isJsonObject(match["objectSelector"]) ? match["objectSelector"] : {},
    equivalent: match["matchPolicy"] !== "Exact",
  };
}

/**
 * Whether a write is among those, and in which version of the resource it is to be shown: the one that the rules name.
 * With `anything`, rules that are not there stand for everything.
 */
export function matchWrite(
  registry: Registry,
  attributes: Attributes,
  match: MatchRules,
  { anything = false } = {},
): ResourceVersion | undefined {
  if (!matchesNamespace(registry, attributes, match) || !matchesObject(attributes, match)) return undefined;
  if (findVersion(attributes, match.exclude, match.equivalent) !== undefined) return undefined;
  if (anything && match.rules.length === 0) return attributes.target.served.version;
  return findVersion(attributes, match.rules, match.equivalent);
}

/** The version of the resource that the first fitting rule names, that of the request before others. */
function findVersion(
  attributes: Attributes,
  rules: readonly JsonObject[],
  equivalent: boolean,
): ResourceVersion | undefined {
  const { resource, version } = attributes.target.served;
  if (rules.some((rule) => ruleCovers(rule, attributes, version))) return version;
  if (!equivalent) return undefined;
  const others = [...resource.versions.values()].filter((other) => other !== version);
  for (const rule of rules) {
    const found = others.find((other) => ruleCovers(rule, attributes, other));
    if (found !== undefined) return found;
  }
  return undefined;
}

function ruleCovers(rule: JsonObject, attributes: Attributes, { version }: ResourceVersion): boolean {
  const { operation, target, name } = attributes;
  const { resource } = target.served;
  const { scope = "*" } = rule;
  const names = textsIn(rule["resourceNames"]);
  return (
    covers(rule["operations"], operation) &&
    covers(rule["apiGroups"], resource.group) &&
    covers(rule["apiVersions"], version) &&
    textsIn(rule["resources"]).some((wanted) => coversResource(wanted, resource.plural, target.subresource)) &&
    (scope === "*" || (scope === "Namespaced") === isScoped(attributes)) &&
    (names.length === 0 || names.includes(nameOf(attributes) || name))
  );
}

/** Namespaces themselves are of the cluster, though they are in a namespace of their name. */
function isScoped({ target }: Attributes): boolean {
  return target.served.resource.namespaced;
}

function nameOf({ name, object }: Attributes): string {
  return name === "" ? (object?.metadata.name ?? "") : name;
}

function covers(wanted: JsonValue | undefined, value: string): boolean {
  const texts = textsIn(wanted);
  return texts.includes("*") || texts.includes(value);
}

/** `pods` is the resource alone, `pods/*` with all of its subresources, `*` any resource, and `*` + `/*` everything. */
function coversResource(wanted: string, plural: string, subresource: string): boolean {
  const [resource = "", sub = ""] = wanted.split("/");
  return (resource === "*" || resource === plural) && (sub === "*" || sub === subresource);
}

function matchesNamespace(registry: Registry, attributes: Attributes, { namespaceSelector }: MatchRules): boolean {
  const { resource } = attributes.target.served;
  if (!resource.namespaced && resource.table !== "/namespaces") return true;
  if (isEmpty(namespaceSelector)) return true;
  const own = resource.table === "/namespaces" ? (attributes.object ?? attributes.old) : undefined;
  const namespace = own ?? registry.store.get("/namespaces", namespaceOf(attributes))?.object;
  return namespace !== undefined && matchesSelector(namespaceSelector, namespace.metadata.labels);
}

/** An object matches when it is or was selected. */
function matchesObject({ object, old }: Attributes, { objectSelector }: MatchRules): boolean {
  if (isEmpty(objectSelector)) return true;
  const selected = (candidate: KubeObject | undefined): boolean =>
    candidate !== undefined && matchesSelector(objectSelector, candidate.metadata.labels);
  return selected(object) || selected(old);
}

function isEmpty(selector: JsonObject): boolean {
  return Object.keys(selector).length === 0;
}
