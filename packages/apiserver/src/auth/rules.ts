import type { AccessRequest } from "./authorizer.ts";

/** A rule of a role, as RBAC has it. Empty lists stand for fields that are not there. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const any = "*";

export function ruleAllows(rule: PolicyRule, request: AccessRequest): boolean {
  if (!includes(rule.verbs, request.verb)) return false;
  if (request.kind === "path") return (rule.nonResourceURLs ?? []).some((url) => matchesUrl(url, request.path));
  const { resourceNames = [] } = rule;
  return (
    includes(rule.apiGroups ?? [], request.group) &&
    matchesResource(rule.resources ?? [], request.resource, request.subresource) &&
    (resourceNames.length === 0 || resourceNames.includes(request.name))
  );
}

function includes(list: readonly string[], wanted: string): boolean {
  return list.includes(any) || list.includes(wanted);
}

/** `pods/log` names a subresource, `*` + `/log` that of every resource. */
function matchesResource(list: readonly string[], resource: string, subresource: string): boolean {
  if (subresource === "") return includes(list, resource);
  return includes(list, `${resource}/${subresource}`) || list.includes(`${any}/${subresource}`);
}

function matchesUrl(pattern: string, path: string): boolean {
  return pattern === any || pattern === path || (pattern.endsWith(any) && path.startsWith(pattern.slice(0, -1)));
}

/** The parts of the wanted rules that the held ones do not give, parts of one resource gathered. */
export function uncoveredRules(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  const missing = wanted.flatMap(breakDown).filter((part) => !held.some((rule) => covers(rule, part)));
  return gather(missing);
}

/** A rule as rules with one verb of one thing each. */
function breakDown(rule: PolicyRule): readonly PolicyRule[] {
  const urls = (rule.nonResourceURLs ?? []).flatMap((url) =>
    rule.verbs.map((verb) => ({ verbs: [verb], nonResourceURLs: [url] })),
  );
  const { resourceNames = [] } = rule;
  const resources = (rule.apiGroups ?? []).flatMap((group) =>
    (rule.resources ?? []).flatMap((resource) =>
      rule.verbs.flatMap((verb): readonly PolicyRule[] => {
        const part = { verbs: [verb], apiGroups: [group], resources: [resource] };
        return resourceNames.length === 0 ? [part] : resourceNames.map((name) => ({ ...part, resourceNames: [name] }));
      }),
    ),
  );
  return [...resources, ...urls];
}

function covers(held: PolicyRule, part: PolicyRule): boolean {
  const [verb = ""] = part.verbs;
  if (!includes(held.verbs, verb)) return false;
  const [url] = part.nonResourceURLs ?? [];
  if (url !== undefined) return (held.nonResourceURLs ?? []).some((pattern) => matchesUrl(pattern, url));
  const [[group = ""], [path = ""], [name]] = [part.apiGroups ?? [], part.resources ?? [], part.resourceNames ?? []];
  const [resource = "", subresource = ""] = path.split("/", 2);
  const { resourceNames = [] } = held;
  return (
    includes(held.apiGroups ?? [], group) &&
    matchesResource(held.resources ?? [], resource, subresource) &&
    (resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name)))
  );
}

function gather(parts: readonly PolicyRule[]): readonly PolicyRule[] {
  const gathered = new Map<string, PolicyRule>();
  for (const part of parts) {
    // Upstream gathers verbs of resources, not those of paths.
    const key = JSON.stringify(part.nonResourceURLs === undefined ? { ...part, verbs: undefined } : part);
    const known = gathered.get(key);
    gathered.set(key, known === undefined ? part : { ...known, verbs: [...known.verbs, ...part.verbs] });
  }
  return [...gathered.values()];
}

/** A rule as refusals print it. */
export function formatRule({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: PolicyRule): string {
  const fields = { APIGroups: apiGroups, Resources: resources, ResourceNames: resourceNames };
  const shown = Object.entries({ ...fields, NonResourceURLs: nonResourceURLs, Verbs: verbs }).flatMap(
    ([name, list = []]) => (list.length === 0 ? [] : [`${name}:${formatList(list)}`]),
  );
  return `{${shown.join(", ")}}`;
}

/** Strings as Go prints a list of them. */
export function formatList(list: readonly string[]): string {
  return `[${list.map((text) => JSON.stringify(text)).join(" ")}]`;
}
