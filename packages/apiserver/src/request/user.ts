/** Who a request is made as, after authentication and impersonation. */
export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: { readonly [key: string]: readonly string[] };
}

/** A user that was authenticated. */
export function createUser({
  user,
  groups = [],
}: {
  readonly user: string;
  readonly groups?: readonly string[];
}): User {
  return { name: user, groups: [...groups, "system:authenticated"] };
}

export const anonymous: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };

/** May do everything: what in-process callers are who do not say who they are. */
export const systemAdmin: User = { name: "system:admin", groups: ["system:masters", "system:authenticated"] };
