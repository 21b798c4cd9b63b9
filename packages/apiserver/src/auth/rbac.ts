import type { Authorizer } from "./authorizer.ts";
import type { Roles } from "./roles.ts";
import { ruleAllows } from "./rules.ts";

/** Administrators may do everything, everybody else what roles give them. */
export function createRbacAuthorizer(roles: Roles): Authorizer {
  return {
    authorize: (user, request) => {
      if (user.groups.includes("system:masters")) return { allowed: true, reason: "" };
      const namespace = request.kind === "resource" ? request.namespace : "";
      for (const { rule, reason } of roles.grantsOf(user, namespace)) {
        if (ruleAllows(rule, request)) return { allowed: true, reason };
      }
      return { allowed: false, reason: "" };
    },
  };
}
