import type { JsonObject } from "@flux-ts/base";
import type { Answer, Door } from "./doors.ts";

export const rbac = "/apis/rbac.authorization.k8s.io/v1";
export const ownRoles = `${rbac}/namespaces/default/roles`;
export const ownBindings = `${rbac}/namespaces/default/rolebindings`;

export type Rule = JsonObject & { readonly verbs: readonly string[] };

export function role(name: string, rules: readonly Rule[]): JsonObject {
  return { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name }, rules };
}

export function bindingTo(user: string, kind: string, name: string): JsonObject {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: `${user}-${name}` },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
    subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: user }],
  };
}

/** Lets a user do something in the namespace `default`. */
export async function allow(door: Door, user: string, ...rules: readonly Rule[]): Promise<void> {
  const name = `role-of-${user}`;
  await door.send("POST", ownRoles, { body: role(name, rules) });
  await door.send("POST", ownBindings, { body: bindingTo(user, "Role", name) });
}

/** Lets a user do something in the whole cluster. */
export async function allowEverywhere(door: Door, user: string, ...rules: readonly Rule[]): Promise<void> {
  const name = `role-of-${user}`;
  const metadata = { name };
  const binding = { ...bindingTo(user, "ClusterRole", name), kind: "ClusterRoleBinding", metadata };
  await door.send("POST", `${rbac}/clusterroles`, { body: { ...role(name, rules), kind: "ClusterRole" } });
  await door.send("POST", `${rbac}/clusterrolebindings`, { body: binding });
}

/** Sends requests on behalf of somebody. */
export function actAs(door: Door, user: string): (method: string, path: string, body?: JsonObject) => Promise<Answer> {
  return (method, path, body) =>
    door.send(method, path, { headers: { "impersonate-user": user }, ...(body && { body }) });
}
