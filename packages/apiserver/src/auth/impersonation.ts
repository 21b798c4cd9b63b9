import type { Call } from "../request/call.ts";
import { headerOf } from "../request/call.ts";
import type { RequestInfo } from "../request/info.ts";
import type { User } from "../request/user.ts";
import { badRequest } from "../status/errors.ts";
import type { Authorizer } from "./authorizer.ts";
import { refuseForbidden } from "./refuse.ts";
import { parseServiceAccount, serviceAccountGroups } from "./service-accounts.ts";

/** Whom the headers of a call ask to be. */
interface Impersonated {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid: string | undefined;
  readonly extra: { readonly [key: string]: readonly string[] };
}

/** Callers that are remembered, at most. */
const mostRemembered = 1024;

/** Who acts as whom. */
export class ActingUsers {
  readonly #authorizer: Authorizer;
  /** Callers who could be somebody else for any verb: upstream goes on in these terms when it refuses them. */
  readonly #unconstrained = new Set<string>();

  constructor(authorizer: Authorizer) {
    this.#authorizer = authorizer;
  }

  /**
   * The user a call is made as: the caller, or whom its `Impersonate-*` headers name.
   *
   * @throws StatusError (403) when the caller may not be that user.
   */
  of(caller: User, call: Call, request: RequestInfo): User {
    const wanted = readHeaders(call);
    if (wanted === undefined) return caller;
    const claims = claimsOf(wanted);
    const refused = claims.find((claim) => !this.#authorizer.authorize(caller, claim).allowed);
    if (refused === undefined) this.#remember(caller.name);
    else if (this.#unconstrained.has(caller.name)) this.#refusePlain(caller, request, { wanted, refused });
    else refuseConstrained(this.#authorizer, caller, request, wanted);
    return toUser(wanted);
  }

  #remember(name: string): void {
    if (this.#unconstrained.size >= mostRemembered) this.#unconstrained.clear();
    this.#unconstrained.add(name);
  }

  #refusePlain(caller: User, request: RequestInfo, { wanted, refused }: Refusal): void {
    if (isConstrained(this.#authorizer, caller, request, wanted)) return;
    refuseForbidden(this.#authorizer, caller, refused);
  }
}

interface Refusal {
  readonly wanted: Impersonated;
  readonly refused: Claimed;
}

type Claimed = Extract<RequestInfo, { readonly kind: "resource" }>;

const extraPrefix = "impersonate-extra-";

function readHeaders({ headers }: Call): Impersonated | undefined {
  const name = headerOf(headers, "impersonate-user") ?? "";
  const groups = valuesOf(headers["impersonate-group"]);
  const uid = headerOf(headers, "impersonate-uid");
  const extra = Object.entries(headers)
    .filter(([header]) => header.startsWith(extraPrefix))
    .map(([header, value]) => [unescaped(header.slice(extraPrefix.length)), valuesOf(value)] as const);
  const wanted = { name, groups, uid, extra: Object.fromEntries(extra) };
  if (name === "" && (groups.length > 0 || uid !== undefined || extra.length > 0)) {
    throw badRequest(`requested ${formatInfo(wanted)} without impersonating a user name`);
  }
  return name === "" ? undefined : wanted;
}

/** A key whose escapes are none stands for itself. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** A user as Go prints the value. */
function formatInfo({ name, groups, uid, extra }: Impersonated): string {
  const list = (items: readonly string[]) => `[]string{${items.map((item) => JSON.stringify(item)).join(", ")}}`;
  const entries = Object.entries(extra).map(([key, values]) => `${JSON.stringify(key)}:${list(values)}`);
  const fields = [
    `Name:${JSON.stringify(name)}`,
    `UID:${JSON.stringify(uid ?? "")}`,
    `Groups:${groups.length === 0 ? "[]string(nil)" : list(groups)}`,
    `Extra:map[string][]string${entries.length === 0 ? "(nil)" : `{${entries.join(", ")}}`}`,
  ];
  return `&user.DefaultInfo{${fields.join(", ")}}`;
}

/** What a caller must be allowed to be: each as the verb `impersonate` on something of the user. */
function claimsOf({ name, groups, uid, extra }: Impersonated): readonly Claimed[] {
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

function claim({ group = "", resource, subresource = "", namespace = "", name }: Claim): Claimed {
  const asked = { group, version: "v1", resource, subresource, namespace, name };
  return { kind: "resource", verb: "impersonate", ...asked, rest: [] };
}

/**
 * The constrained form of impersonation, which allows it for certain verbs: a caller needs `impersonate-on:MODE:VERB`
 * on what the request is about, and `impersonate:MODE` on the user.
 */
function refuseConstrained(authorizer: Authorizer, caller: User, request: RequestInfo, wanted: Impersonated): void {
  for (const asked of constrainedClaims(request, wanted)) refuseForbidden(authorizer, caller, asked);
}

function isConstrained(authorizer: Authorizer, caller: User, request: RequestInfo, wanted: Impersonated): boolean {
  return constrainedClaims(request, wanted).every((asked) => authorizer.authorize(caller, asked).allowed);
}

function constrainedClaims(request: RequestInfo, wanted: Impersonated): readonly RequestInfo[] {
  const mode = parseServiceAccount(wanted.name) ? "serviceaccount" : "user-info";
  const group = "authentication.k8s.io";
  return [
    { ...request, verb: `impersonate-on:${mode}:${request.verb}` },
    ...claimsOf(wanted).map((asked) => ({ ...asked, group, verb: `impersonate:${mode}` })),
  ];
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
