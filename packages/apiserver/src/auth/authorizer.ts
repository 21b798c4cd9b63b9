import type { User } from "../request/user.ts";

/** What somebody wants to do, as RBAC sees it. */
export type AccessRequest =
  | {
      readonly kind: "resource";
      readonly verb: string;
      readonly group: string;
      readonly version: string;
      readonly resource: string;
      readonly subresource: string;
      readonly namespace: string;
      readonly name: string;
    }
  | { readonly kind: "path"; readonly verb: string; readonly path: string };

export interface Access {
  readonly allowed: boolean;
  /** Why, as access reviews show it. */
  readonly reason: string;
}

export interface Authorizer {
  authorize(user: User, request: AccessRequest): Access;
}

/** Lets administrators do everything and nobody else anything. */
export const mastersOnly: Authorizer = {
  authorize: ({ groups }) => ({ allowed: groups.includes("system:masters"), reason: "" }),
};
