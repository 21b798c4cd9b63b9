// Roles and their bindings.
import type { JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, notSupported, required } from "@flux-ts/kube-schema";
import { checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import { fields, isEmpty, items, needed, oneOf, read, text } from "./check.ts";
import type { Rules } from "./rules.ts";
import { selector } from "./selectors.ts";
import { scalarText } from "../scalar-text.ts";

const group = "rbac.authorization.k8s.io";

function rule(namespaced: boolean): Check {
  return (value, path) => {
    const verbs = needed("verbs must contain at least one value")(read(value, "verbs"), `${path}.verbs`);
    const urls = read(value, "nonResourceURLs");
    if (isEmpty(urls)) return [...verbs, ...resourceRule(value, path)];
    const field = `${path}.nonResourceURLs`;
    const causes = [...verbs];
    if (namespaced) causes.push(invalid(field, urls ?? null, "namespaced rules cannot apply to non-resource URLs"));
    if (["apiGroups", "resources", "resourceNames"].some((name) => !isEmpty(read(value, name)))) {
      causes.push(invalid(field, urls ?? null, "rules cannot apply to both regular resources and non-resource URLs"));
    }
    return causes;
  };
}

const resourceRule: Check = fields({
  apiGroups: needed("resource rules must supply at least one api group"),
  resources: needed("resource rules must supply at least one resource"),
});

export const roleRules: Rules = { check: fields({ rules: items(rule(true)) }) };

export const clusterRoleRules: Rules = {
  check: fields({
    rules: items(rule(false)),
    aggregationRule: (value, path) => {
      if (value === undefined) return [];
      const selectors = read(value, "clusterRoleSelectors");
      const field = `${path}.clusterRoleSelectors`;
      if (isEmpty(selectors))
        return [required(field, "at least one clusterRoleSelector required if aggregationRule is non-nil")];
      return items(aggregated)(selectors, field);
    },
  }),
};

/** Upstream says once more that what is no selector is none. */
function aggregated(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const causes = selector(value, path);
  return causes.length === 0 ? causes : [...causes, invalid(path, null, "invalid label selector.")];
}

const kinds = ["ServiceAccount", "User", "Group"];

function subject(namespaced: boolean): Check {
  return (value, path) => {
    const { kind, apiGroup = "", namespace = "", name } = isJsonObject(value) ? value : {};
    const wanted = kind === "ServiceAccount" ? "" : group;
    const causes: FieldCause[] = isEmpty(name) ? [required(`${path}.name`)] : [];
    if (!kinds.includes(scalarText(kind))) return [...causes, notSupported(`${path}.kind`, kind ?? "", kinds)];
    if (apiGroup !== wanted) causes.push(notSupported(`${path}.apiGroup`, apiGroup, [wanted]));
    if (kind !== "ServiceAccount") return causes;
    if (!isEmpty(name)) causes.push(...text(checkSubdomain)(name, `${path}.name`));
    if (namespace === "" && !namespaced) causes.push(required(`${path}.namespace`));
    return causes;
  };
}

function bindingRules(namespaced: boolean, ...roleKinds: readonly string[]): Rules {
  return {
    check: fields({
      roleRef: fields({ apiGroup: oneOf(group), kind: oneOf(...roleKinds), name: needed() }),
      subjects: items(subject(namespaced)),
    }),
    checkChange: (next, current) => keepsRole(next, current),
  };
}

export const roleBindingRules = bindingRules(true, "Role", "ClusterRole");
export const clusterRoleBindingRules = bindingRules(false, "ClusterRole");

function keepsRole(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const role = next["roleRef"];
  if (equalJson(role, current["roleRef"])) return [];
  return [invalid("roleRef", inOwnSpelling(role), "cannot change roleRef")];
}

/** A reference as upstream's own type spells its fields. */
function inOwnSpelling(role: JsonValue | undefined): JsonValue {
  const { apiGroup = "", kind = "", name = "" } = isJsonObject(role) ? role : {};
  return { APIGroup: apiGroup, Kind: kind, Name: name };
}
