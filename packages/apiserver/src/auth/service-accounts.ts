import { randomUUID } from "node:crypto";
import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { Clock } from "../clock.ts";
import type { User } from "../request/user.ts";
import type { Store } from "../storage/store.ts";
import type { SigningKey } from "./signing-key.ts";

const prefix = "system:serviceaccount:";

/** Who issues tokens, and whom they are for unless somebody asks otherwise. */
export const issuer = "https://kubernetes.default.svc";

export interface ServiceAccountName {
  readonly namespace: string;
  readonly name: string;
}

/** The service account that a user name stands for. */
export function parseServiceAccount(user: string): ServiceAccountName | undefined {
  if (!user.startsWith(prefix)) return undefined;
  const [namespace = "", name = "", ...rest] = user.slice(prefix.length).split(":");
  return namespace === "" || name === "" || rest.length > 0 ? undefined : { namespace, name };
}

export function serviceAccountGroups(namespace: string): readonly string[] {
  return ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
}

export interface TokenTerms {
  readonly audiences: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** An object that the token does not outlive; for a pod, its node is told as well. */
  readonly bound?: { readonly kind: BoundKind; readonly object: KubeObject; readonly node?: KubeObject | undefined };
}

/** Kinds that tokens can be bound to, as claims call them. */
export type BoundKind = "pod" | "secret" | "node";

/** Whom a token stands for, and which of the asked audiences it is for; or what is wrong with it. */
export type TokenOutcome =
  | { readonly user: User; readonly audiences: readonly string[] }
  | { readonly user?: never; readonly problem: string };

/** Tokens of service accounts: they hold until they expire, or their account or what they are bound to is gone. */
export interface ServiceAccountTokens {
  issue(account: KubeObject, terms: TokenTerms): string;
  /** Undefined when it is none of ours or does not hold any more. */
  check(token: string, audiences: readonly string[]): TokenOutcome | undefined;
}

interface Reference {
  readonly name: string;
  readonly uid?: string;
}

/** What is read of a token. */
interface Claims {
  readonly aud: readonly string[];
  /** Seconds since 1970. */
  readonly exp: number;
  readonly jti: string;
  readonly sub: string;
  readonly "kubernetes.io": { readonly [kind in BoundKind]?: Reference } & { readonly serviceaccount: Reference };
}

export function createServiceAccountTokens(store: Store, clock: Clock, key: SigningKey): ServiceAccountTokens {
  return {
    issue: (account, terms) => key.sign(claimsOf(account, terms, clock.now())),
    check: (token, audiences) => {
      const claims = key.read(token) as unknown as Claims | undefined;
      if (claims === undefined || claims.exp * 1000 <= clock.now()) return undefined;
      const meant = audiences.filter((audience) => claims.aud.includes(audience));
      if (meant.length === 0) return { problem: audienceProblem(claims.aud, audiences) };
      const user = accountOf(store, claims);
      return user && { user, audiences: meant };
    },
  };
}

function audienceProblem(given: readonly string[], wanted: readonly string[]): string {
  const list = (names: readonly string[]): string => `[${names.map((name) => JSON.stringify(name)).join(" ")}]`;
  return `token audiences ${list(given)} is invalid for the target audiences ${list(wanted)}`;
}

function claimsOf({ metadata }: KubeObject, { audiences, expiresAt, bound }: TokenTerms, now: number): JsonObject {
  const { namespace = "", name, uid = "" } = metadata;
  const issuedAt = Math.floor(now / 1000);
  return {
    aud: audiences,
    exp: Math.floor(expiresAt / 1000),
    iat: issuedAt,
    iss: issuer,
    jti: randomUUID(),
    "kubernetes.io": { namespace, ...(bound && boundClaims(bound)), serviceaccount: { name, uid } },
    nbf: issuedAt,
    sub: `${prefix}${namespace}:${name}`,
  };
}

function boundClaims({ kind, object, node }: NonNullable<TokenTerms["bound"]>): JsonObject {
  const nodeName = (object["spec"] as JsonObject | undefined)?.["nodeName"];
  const place = kind === "pod" && typeof nodeName === "string" && nodeName !== "";
  return {
    ...(place && { node: { name: nodeName, ...(node?.metadata.uid !== undefined && { uid: node.metadata.uid }) } }),
    [kind]: { name: object.metadata.name, uid: object.metadata.uid ?? "" },
  };
}

function accountOf(store: Store, { sub, jti, "kubernetes.io": bound }: Claims): User | undefined {
  const account = parseServiceAccount(sub);
  if (account === undefined) return undefined;
  const { namespace } = account;
  const { uid = "" } = bound.serviceaccount;
  if (!stands(store, "/serviceaccounts", `${namespace}/${account.name}`, uid)) return undefined;
  const { pod, secret, node } = bound;
  if (pod && !stands(store, "/pods", `${namespace}/${pod.name}`, pod.uid)) return undefined;
  if (secret && !stands(store, "/secrets", `${namespace}/${secret.name}`, secret.uid)) return undefined;
  if (node && !pod && !stands(store, "/nodes", node.name, node.uid)) return undefined;
  return {
    name: sub,
    uid,
    groups: [...serviceAccountGroups(namespace), "system:authenticated"],
    extra: {
      "authentication.kubernetes.io/credential-id": [`JTI=${jti}`],
      ...extraOf("node", node),
      ...extraOf("pod", pod),
    },
  };
}

function stands(store: Store, table: string, key: string, uid: string | undefined): boolean {
  return store.get(table, key)?.object.metadata.uid === uid;
}

function extraOf(kind: string, reference: Reference | undefined): { readonly [key: string]: readonly string[] } {
  if (reference === undefined) return {};
  const { name, uid } = reference;
  const key = `authentication.kubernetes.io/${kind}`;
  return { [`${key}-name`]: [name], ...(uid !== undefined && { [`${key}-uid`]: [uid] }) };
}
