import type { JsonObject, KubeObject } from "@flux-ts/base";
import { badRequest } from "../status/errors.ts";
import { specOf, userInfo } from "./question.ts";
import type { TokenOutcome } from "./service-accounts.ts";
import { issuer } from "./service-accounts.ts";

/** Whom a token stands for, given for whom it should be; undefined when nobody knows it. */
export type CheckToken = (token: string, audiences: readonly string[]) => TokenOutcome | undefined;

/**
 * Says whose token it is.
 *
 * @throws StatusError (400) when there is none.
 */
export function reviewToken(question: KubeObject, check: CheckToken): JsonObject {
  const { token, audiences } = specOf(question);
  if (typeof token !== "string" || token === "")
    throw badRequest("token is required for TokenReview in authentication");
  const asked = Array.isArray(audiences) && audiences.length > 0 ? (audiences as readonly string[]) : [issuer];
  const outcome = check(token, asked);
  const status =
    outcome?.user === undefined
      ? { user: {}, error: errorOf(outcome?.problem) }
      : { authenticated: true, user: userInfo(outcome.user), audiences: outcome.audiences };
  return { ...question, status };
}

function errorOf(problem: string | undefined): string {
  return problem === undefined ? "invalid bearer token" : `[invalid bearer token, ${problem}]`;
}
