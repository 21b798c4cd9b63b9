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
import { ActingUsers } from "./impersonation.ts";
import { createRbacAuthorizer } from "./rbac.ts";
import { refuseForbidden } from "./refuse.ts";
import { createReviews } from "./reviews.ts";
import { createRoles } from "./roles.ts";
import { createServiceAccountTokens, issuer } from "./service-accounts.ts";
import type { SigningKey } from "./signing-key.ts";
import type { CheckToken } from "./token-review.ts";

/** Who calls, whom they act as and what they may do. */
export interface Access {
  /** @throws StatusError (401) when the credentials are not known. */
  authenticate(call: Call): User;
  /**
   * The user a request is made as.
   *
   * @throws StatusError (403) when the caller may not be that user.
   */
  actAs(caller: User, call: Call, request: RequestInfo): User;
  /**
   * Why a user may do what a request asks for.
   *
   * @throws StatusError (403) when they may not.
   */
  authorize(user: User, call: Call, request: RequestInfo): string;
  /** Carries requests out that ask about access and keep nothing; undefined for all others. */
  reviewOf(context: ResourceContext): VerbHandler | undefined;
  readonly escalationCheck: Admission;
  readonly authorizer: Authorizer;
}

interface AccessOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly tokens: readonly TokenUser[];
  /** What tokens of service accounts are signed with. */
  readonly key: SigningKey;
}

/** Access by the roles and bindings of a store. */
export function createAccess({ store, clock, key, tokens: fixed }: AccessOptions): Access {
  const roles = createRoles(store);
  const authorizer = createRbacAuthorizer(roles);
  const acting = new ActingUsers(authorizer);
  const tokens = createServiceAccountTokens(store, clock, key);
  const knownTokens = fixedTokens(fixed);
  // Tokens of the list are for this API and nobody else.
  const check: CheckToken = (token, audiences) => {
    const user = audiences.includes(issuer) ? knownTokens(token) : undefined;
    return user === undefined ? tokens.check(token, audiences) : { user, audiences: [issuer] };
  };
  const authenticator = createAuthenticator((token) => check(token, [issuer])?.user);
  return {
    authenticate: (call) => authenticator.authenticate(call),
    actAs: (caller, call, request) => acting.of(caller, call, withSelectedName(request, call)),
    authorize: (user, call, request) => refuseForbidden(authorizer, user, withSelectedName(request, call)),
    reviewOf: createReviews({ authorizer, roles, tokens, check }),
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
