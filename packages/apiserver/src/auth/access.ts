import type { Admission } from "../admission/admission.ts";
import type { Clock } from "../clock.ts";
import type { Call } from "../request/call.ts";
import type { ResourceContext } from "../request/context.ts";
import type { RequestInfo } from "../request/info.ts";
import type { User } from "../request/user.ts";
import type { Store } from "../storage/store.ts";
import type { VerbHandler } from "../verbs/verb.ts";
import type { Authorizer } from "./authorizer.ts";
import type { TokenUser } from "./authenticator.ts";
import { createAuthenticator, fixedTokens } from "./authenticator.ts";
import { createEscalationCheck } from "./escalation.ts";
import { actingUser } from "./impersonation.ts";
import { createRbacAuthorizer } from "./rbac.ts";
import { refuseForbidden } from "./refuse.ts";
import { createReviews } from "./reviews.ts";
import { createRoles } from "./roles.ts";
import { createServiceAccountTokens } from "./service-accounts.ts";

/** Who calls, whom they act as and what they may do. */
export interface Access {
  /** @throws StatusError (401) when the credentials are not known. */
  authenticate(call: Call): User;
  /**
   * The user a request is made as.
   *
   * @throws StatusError (403) when the caller may not be that user, or the user may not do that.
   */
  authorize(caller: User, call: Call, request: RequestInfo): User;
  /** Carries requests out that ask about access and keep nothing; undefined for all others. */
  reviewOf(context: ResourceContext): VerbHandler | undefined;
  readonly escalationCheck: Admission;
  readonly authorizer: Authorizer;
}

interface AccessOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly tokens: readonly TokenUser[];
}

/** Access by the roles and bindings of a store. */
export function createAccess({ store, clock, tokens: fixed }: AccessOptions): Access {
  const roles = createRoles(store);
  const authorizer = createRbacAuthorizer(roles);
  const tokens = createServiceAccountTokens(store, clock);
  const knownTokens = fixedTokens(fixed);
  const userOfToken = (token: string): User | undefined => knownTokens(token) ?? tokens.userOf(token);
  const authenticator = createAuthenticator(userOfToken);
  return {
    authenticate: (call) => authenticator.authenticate(call),
    authorize: (caller, call, target) => {
      const request = withSelectedName(target, call);
      const user = actingUser(authorizer, caller, call, request);
      refuseForbidden(authorizer, user, request);
      return user;
    },
    reviewOf: createReviews({ authorizer, roles, tokens, userOfToken }),
    escalationCheck: createEscalationCheck(roles, authorizer),
    authorizer,
  };
}

const collectionVerbs = new Set(["list", "watch", "deletecollection"]);

/** Who selects one object of a collection by its name asks for no more than that one. */
function withSelectedName(request: RequestInfo, { query }: Call): RequestInfo {
  if (request.kind !== "resource" || request.name !== "" || !collectionVerbs.has(request.verb)) return request;
  const name = /(?:^|,)metadata\.name==?([^,=!]+)(?:,|$)/.exec(query.get("fieldSelector") ?? "")?.[1];
  return name === undefined ? request : { ...request, name };
}
