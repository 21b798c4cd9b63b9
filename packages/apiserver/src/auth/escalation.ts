import type { JsonObject, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { Admission } from "../admission/admission.ts";
import type { WriteTarget } from "../registry/registry.ts";
import { forbidden, notFound } from "../status/errors.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Role, RoleRef, Roles } from "./roles.ts";
import { rbacGroup } from "./roles.ts";
import type { PolicyRule } from "./rules.ts";
import { formatList, formatRule, uncoveredRules } from "./rules.ts";

/**
 * Nobody gives away more than they have: whoever writes a role or binds one must hold its rules, unless a rule lets
 * them `escalate` or `bind`.
 */
export function createEscalationCheck(roles: Roles, authorizer: Authorizer): Admission {
  const check = (target: WriteTarget, object: KubeObject, current: KubeObject | undefined): KubeObject => {
    const { resource } = target.served;
    if (resource.group !== rbacGroup || target.user.groups.includes("system:masters")) return object;
    if (current !== undefined && isForCollection(object, current)) return object;
    if (isRole(resource.kind)) refuseAggregation(roles, target, object, current);
    const what = isRole(resource.kind) ? roleGift(object) : bindingGift(object);
    if (isPermitted(authorizer, target, object.metadata.name, what)) return object;
    const rules = "rules" in what ? what.rules : roles.rulesOf(what.roleRef, target.namespace);
    if (rules === undefined && "roleRef" in what) throw notFound(subjectOf(target), what.roleRef.name);
    refuseUncovered(roles, target, object.metadata.name, rules ?? []);
    return object;
  };
  return {
    create: (_registry, target, object) => check(target, object, undefined),
    update: (_registry, target, next, current) => check(target, next, current),
  };
}

/** What a write would give: the rules of a role itself, or those of the role that is bound. */
type Gift = { readonly rules: readonly PolicyRule[] } | { readonly roleRef: RoleRef };

function isRole(kind: string): boolean {
  return kind === "Role" || kind === "ClusterRole";
}

function roleGift(role: Role): Gift {
  return { rules: role.rules ?? [] };
}

function bindingGift(binding: KubeObject): Gift {
  return { roleRef: binding["roleRef"] as RoleRef };
}

/** Whether nothing changes but what decides when the object goes, which anybody who may write it can change. */
function isForCollection(object: KubeObject, current: KubeObject): boolean {
  const rest = ({ metadata, ...fields }: KubeObject) => {
    const { ownerReferences: _owners, finalizers: _finalizers, managedFields: _fields, ...kept } = metadata;
    const { resourceVersion: _version, generation: _generation, ...lasting } = kept;
    return { ...fields, metadata: lasting } as JsonObject;
  };
  return equalJson(rest(object), rest(current));
}

const everything: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/** A role that gathers rules can gather any. */
function refuseAggregation(
  roles: Roles,
  target: WriteTarget,
  object: KubeObject,
  current: KubeObject | undefined,
): void {
  const [next, before] = [object["aggregationRule"] ?? null, current?.["aggregationRule"] ?? null];
  const selectors = isJsonObject(next) ? next["clusterRoleSelectors"] : undefined;
  if (!Array.isArray(selectors) || selectors.length === 0 || equalJson(next, before)) return;
  const held = [...roles.grantsOf(target.user, target.namespace)].map(({ rule }) => rule);
  if (uncoveredRules(held, everything).length === 0) return;
  const why = "must have cluster-admin privileges to use the aggregationRule";
  throw forbidden(subjectOf(target), object.metadata.name, why);
}

function isPermitted(authorizer: Authorizer, target: WriteTarget, name: string, gift: Gift): boolean {
  const { served, user, namespace } = target;
  const asked =
    "rules" in gift
      ? { verb: "escalate", resource: served.resource.plural, name }
      : { verb: "bind", resource: gift.roleRef.kind === "Role" ? "roles" : "clusterroles", name: gift.roleRef.name };
  const request = { kind: "resource", group: rbacGroup, version: "v1", subresource: "", namespace, ...asked } as const;
  return authorizer.authorize(user, request).allowed;
}

function refuseUncovered(roles: Roles, target: WriteTarget, name: string, rules: readonly PolicyRule[]): void {
  const { user, namespace } = target;
  const held = [...roles.grantsOf(user, namespace)].map(({ rule }) => rule);
  const missing = uncoveredRules(held, rules);
  if (missing.length === 0) return;
  const why = `user "${user.name}" (groups=${formatList(user.groups)}) is attempting to grant RBAC permissions not currently held:`;
  throw forbidden(subjectOf(target), name, [why, ...missing.map(formatRule).toSorted()].join("\n"));
}

function subjectOf({ served: { resource } }: WriteTarget) {
  return { group: resource.group, resource: resource.plural };
}
