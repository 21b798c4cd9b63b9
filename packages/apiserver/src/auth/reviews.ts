import type { JsonObject, KubeObject } from "@flux-ts/base";
import { formatTime } from "../clock.ts";
import type { Registry } from "../registry/registry.ts";
import type { ResourceContext } from "../request/context.ts";
import type { Reply } from "../request/reply.ts";
import type { User } from "../request/user.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { checkPath, decodeObject } from "../verbs/decode.ts";
import type { VerbHandler } from "../verbs/verb.ts";
import { objectReply } from "../verbs/verb.ts";
import type { View } from "../view/view.ts";
import { reviewAccess } from "./access-review.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Roles } from "./roles.ts";
import { userInfo } from "./question.ts";
import { reviewRules } from "./rules-review.ts";
import type { ServiceAccountTokens } from "./service-accounts.ts";
import { requestToken } from "./token-request.ts";
import type { CheckToken } from "./token-review.ts";
import { reviewToken } from "./token-review.ts";

export interface ReviewOptions {
  readonly authorizer: Authorizer;
  readonly roles: Roles;
  readonly tokens: ServiceAccountTokens;
  readonly check: CheckToken;
}

/** Answers a question that comes as an object: gives the object with its status. Nothing is kept. */
type Review = (question: KubeObject, asker: User, context: ResourceContext) => JsonObject;

/** The verbs of resources that are questions, by group, plural and subresource. */
export function createReviews(options: ReviewOptions): (context: ResourceContext) => VerbHandler | undefined {
  const { authorizer, roles, tokens, check } = options;
  const access: Review = (question, asker) => reviewAccess(authorizer, question, asker);
  const verbs: { readonly [resource: string]: VerbHandler } = {
    "authorization.k8s.io/selfsubjectaccessreviews": answer(access),
    "authorization.k8s.io/subjectaccessreviews": answer(access),
    "authorization.k8s.io/localsubjectaccessreviews": answer(access),
    "authorization.k8s.io/selfsubjectrulesreviews": answer((question, asker) => reviewRules(roles, question, asker)),
    "authentication.k8s.io/selfsubjectreviews": answer((question, asker, { clock }) => ({
      ...question,
      metadata: { ...question.metadata, creationTimestamp: formatTime(clock.now()) },
      status: { userInfo: userInfo(asker) },
    })),
    "authentication.k8s.io/tokenreviews": answer((question) => reviewToken(question, check)),
    "/serviceaccounts/token": (registry, context) => requestToken(registry, context, tokens),
  };
  return ({ served: { resource }, subresource }) => {
    const path = subresource === "" ? resource.table : `${resource.table}/${subresource}`;
    return Object.hasOwn(verbs, path) ? verbs[path] : undefined;
  };
}

function answer(review: Review): VerbHandler {
  return (registry: Registry, context: ResourceContext, view: View): Reply => {
    const { served, subresource, namespace, user } = context;
    const options = parseWriteOptions(context.call, "CreateOptions");
    const object = checkPath(context, decodeObject(context, options.fieldValidation));
    const placed = namespace === "" ? object : { ...object, metadata: { ...object.metadata, namespace } };
    const write = { served, subresource, manager: options.fieldManager, now: registry.clock.now() };
    const owned = registry.fields.update(undefined, placed, write);
    return objectReply({ context, view }, 201, review(owned, user, context) as KubeObject);
  };
}
