import type { Call } from "../request/call.ts";
import { headerOf } from "../request/call.ts";
import type { RequestInfo } from "../request/info.ts";
import type { User } from "../request/user.ts";
import { internalError } from "../status/errors.ts";
import type { AccessRequest, Authorizer } from "./authorizer.ts";
import { refuseForbidden } from "./refuse.ts";
import { parseServiceAccount, serviceAccountGroups } from "./service-accounts.ts";

/** Whom the headers of a call ask to be. */
interface Impersonated {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid: string | undefined;
  readonly extra: { readonly [key: string]: readonly string[] };
}

/**
 * The user a call is made as: the caller, or whom its `Impersonate-*` headers name.
 *
 * @throws StatusError (403) when the caller may not be that user.
 */
export function actingUser(authorizer: Authorizer, caller: User, call: Call, request: RequestInfo): User {
  const wanted = readHeaders(call);
  if (wanted === undefined) return caller;
  const allowed = claimsOf(wanted).every((claim) => authorizer.authorize(caller, claim).allowed);
  if (!allowed) refuseConstrained(authorizer, caller, request, wanted);
  return toUser(wanted);
}

const extraPrefix = "impersonate-extra-";

function readHeaders({ headers }: Call): Impersonated | undefined {
  const name = headerOf(headers, "impersonate-user") ?? "";
  const groups = valuesOf(headers["impersonate-group"]);
  const uid = headerOf(headers, "impersonate-uid");
  const extra = Object.entries(headers)
    .filter(([header]) => header.startsWith(extraPrefix))
    .map(([header, value]) => [decodeURIComponent(header.slice(extraPrefix.length)), valuesOf(value)] as const);
  if (name === "" && (groups.length > 0 || uid !== undefined || extra.length > 0)) {
    throw internalError("requested impersonation of groups, a uid or extra fields without impersonating a user");
  }
  return name === "" ? undefined : { name, groups, uid, extra: Object.fromEntries(extra) };
}

/** Node joins most repeated headers by commas. */
function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? value.split(/,\s*/) : value;
}

/** What a caller must be allowed to be: each as the verb `impersonate` on something of the user. */
function claimsOf({ name, groups, uid, extra }: Impersonated): readonly AccessRequest[] {
  const account = parseServiceAccount(name);
  const subject = account ? claim({ resource: "serviceaccounts", ...account }) : claim({ resource: "users", name });
  const authentication = "authentication.k8s.io";
  return [
    subject,
    ...groups.map((group) => claim({ resource: "groups", name: group })),
    ...(uid === undefined ? [] : [claim({ group: authentication, resource: "uids", name: uid })]),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => claim({ group: authentication, resource: "userextras", subresource: key, name: value })),
    ),
  ];
}

interface Claim {
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name: string;
}

function claim({ group = "", resource, subresource = "", namespace = "", name }: Claim): AccessRequest {
  return { kind: "resource", verb: "impersonate", group, version: "v1", resource, subresource, namespace, name };
}

/**
 * The constrained form of impersonation, which allows it for certain verbs: a caller needs `impersonate-on:MODE:VERB`
 * on what the request is about, and `impersonate:MODE` on the user.
 */
function refuseConstrained(authorizer: Authorizer, caller: User, request: RequestInfo, wanted: Impersonated): void {
  const mode = parseServiceAccount(wanted.name) ? "serviceaccount" : "user-info";
  refuseForbidden(authorizer, caller, { ...request, verb: `impersonate-on:${mode}:${request.verb}` });
  for (const asked of claimsOf(wanted)) {
    if (asked.kind !== "resource") continue;
    const group = "authentication.k8s.io";
    refuseForbidden(authorizer, caller, { ...asked, rest: [], group, verb: `impersonate:${mode}` });
  }
}

function toUser({ name, groups, uid, extra }: Impersonated): User {
  const account = parseServiceAccount(name);
  const given = groups.length === 0 && account ? serviceAccountGroups(account.namespace) : groups;
  return {
    name,
    groups: withStanding(name, given),
    ...(uid !== undefined && { uid }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

/** Everybody is either authenticated or not. */
function withStanding(name: string, groups: readonly string[]): readonly string[] {
  if (groups.includes("system:authenticated") || groups.includes("system:unauthenticated")) return groups;
  return [...groups, name === "system:anonymous" ? "system:unauthenticated" : "system:authenticated"];
}
