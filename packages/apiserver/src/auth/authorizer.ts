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

export interface Decision {
  readonly allowed: boolean;
  /** Why, as access reviews show it. */
  readonly reason: string;
}

export interface Authorizer {
  authorize(user: User, request: AccessRequest): Decision;
}
