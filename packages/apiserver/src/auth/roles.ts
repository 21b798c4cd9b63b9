import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { User } from "../request/user.ts";
import type { Entry, Store } from "../storage/store.ts";
import type { PolicyRule } from "./rules.ts";

export const rbacGroup = "rbac.authorization.k8s.io";

export type RoleRef = { readonly kind: "Role" | "ClusterRole"; readonly name: string };

type Subject = { readonly kind: string; readonly name: string; readonly namespace?: string };

type Binding = KubeObject & { readonly subjects?: readonly Subject[] | null; readonly roleRef: RoleRef };

export type Role = KubeObject & {
  readonly rules?: readonly PolicyRule[] | null;
  readonly aggregationRule?: {
    readonly clusterRoleSelectors?: readonly { readonly matchLabels?: { readonly [label: string]: string } }[];
  };
};

/** A rule somebody has, and why. */
export interface Grant {
  readonly rule: PolicyRule;
  readonly reason: string;
}

/** Who has which rules, by the roles and bindings of a store. */
export interface Roles {
  /** The rules of a user everywhere, and in a namespace unless that is `""`. */
  grantsOf(user: User, namespace: string): Iterable<Grant>;
  /** The rules of a role; undefined when there is no such role. */
  rulesOf(ref: RoleRef, namespace: string): readonly PolicyRule[] | undefined;
}

export function createRoles(store: Store): Roles {
  const clusterBindings = listed<Binding>(store, "clusterrolebindings");
  const bindings = listed<Binding>(store, "rolebindings");
  const clusterRoles = listed<Role>(store, "clusterroles");
  const roles = listed<Role>(store, "roles");
  const rulesOf = ({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined => {
    const all = kind === "Role" ? roles : clusterRoles;
    const role = all.get(kind === "Role" ? `${namespace}/${name}` : name);
    return role && [...(role.rules ?? []), ...aggregated(role, clusterRoles)];
  };
  return {
    rulesOf,
    *grantsOf(user, namespace) {
      for (const binding of clusterBindings.all("")) yield* grantsBy(binding, user, rulesOf);
      if (namespace === "") return;
      for (const binding of bindings.all(`${namespace}/`)) yield* grantsBy(binding, user, rulesOf);
    },
  };
}

interface Listed<T> {
  get(key: string): T | undefined;
  all(prefix: string): readonly T[];
}

/** The objects of a table, listed again only after it changed. */
function listed<T extends KubeObject>(store: Store, plural: string): Listed<T> {
  const table = `${rbacGroup}/${plural}`;
  const known = new Map<string, readonly T[]>();
  store.onChange(table, () => known.clear());
  return {
    get: (key) => store.get(table, key)?.object as T | undefined,
    all: (prefix) => {
      let objects = known.get(prefix);
      if (objects === undefined) {
        const entries = store.list(table, { prefix }) as readonly Entry[];
        known.set(prefix, (objects = entries.map(({ object }) => object as T)));
      }
      return objects;
    },
  };
}

function* grantsBy(binding: Binding, user: User, rulesOf: Roles["rulesOf"]): Iterable<Grant> {
  const { namespace = "", name } = binding.metadata;
  const subject = (binding.subjects ?? []).find((candidate) => isSubject(candidate, user, namespace));
  if (subject === undefined) return;
  const { roleRef, kind } = binding;
  const place = namespace === "" ? name : `${name}/${namespace}`;
  const reason = `RBAC: allowed by ${kind} "${place}" of ${roleRef.kind} "${roleRef.name}" to ${describe(subject)}`;
  for (const rule of rulesOf(roleRef, namespace) ?? []) yield { rule, reason };
}

function isSubject({ kind, name, namespace }: Subject, user: User, bindingNamespace: string): boolean {
  switch (kind) {
    case "User":
      return user.name === name;
    case "Group":
      return user.groups.includes(name);
    case "ServiceAccount": {
      const place = namespace ?? bindingNamespace;
      return place !== "" && user.name === `system:serviceaccount:${place}:${name}`;
    }
    default:
      return false;
  }
}

function describe({ kind, name, namespace }: Subject): string {
  return `${kind} "${kind === "ServiceAccount" ? `${name}/${namespace ?? ""}` : name}"`;
}

/** The rules of the roles that an aggregating role gathers by their labels. */
function aggregated({ aggregationRule, metadata }: Role, clusterRoles: Listed<Role>): readonly PolicyRule[] {
  const selectors = aggregationRule?.clusterRoleSelectors ?? [];
  if (selectors.length === 0) return [];
  return clusterRoles
    .all("")
    .filter(
      (role) =>
        role.metadata.name !== metadata.name && selectors.some(({ matchLabels }) => hasLabels(role, matchLabels)),
    )
    .flatMap((role) => [...(role.rules ?? []), ...aggregated(role, clusterRoles)]);
}

function hasLabels({ metadata: { labels = {} } }: KubeObject, wanted: JsonObject = {}): boolean {
  const entries = Object.entries(wanted);
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value);
}
