import type { RequestInfo } from "../request/info.ts";
import type { User } from "../request/user.ts";
import { forbidden, forbiddenPath } from "../status/errors.ts";
import type { Authorizer } from "./authorizer.ts";

/**
 * Why the user may do what they ask for.
 *
 * @throws StatusError (403) when they may not
 */
export function refuseForbidden(authorizer: Authorizer, user: User, request: RequestInfo): string {
  const { allowed, reason } = authorizer.authorize(user, request);
  if (allowed) return reason;
  if (request.kind === "path") {
    throw forbiddenPath(`User "${user.name}" cannot ${request.verb} path "${request.path}"`);
  }
  const { group, resource, subresource, namespace, name, verb } = request;
  const what = subresource === "" ? resource : `${resource}/${subresource}`;
  const where = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const why = `User "${user.name}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`;
  throw forbidden({ group, resource }, name, why);
}
