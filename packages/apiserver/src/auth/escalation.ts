import type { KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
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
    const what = isRole(resource.kind) ? roleChange(object, current) : bindingChange(object, current);
    if (what === undefined || isPermitted(authorizer, target, object.metadata.name, what)) return object;
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

function roleChange(role: Role, current: Role | undefined): Gift | undefined {
  const rules = role.rules ?? [];
  return current && equalJson(rules as never, (current.rules ?? []) as never) ? undefined : { rules };
}

function bindingChange(binding: KubeObject, current: KubeObject | undefined): Gift | undefined {
  if (current && equalJson(binding["subjects"] ?? null, current["subjects"] ?? null)) return undefined;
  return { roleRef: binding["roleRef"] as RoleRef };
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
  throw forbidden(subjectOf(target), name, [why, ...missing.map(formatRule)].join("\n"));
}

function subjectOf({ served: { resource } }: WriteTarget) {
  return { group: resource.group, resource: resource.plural };
}
