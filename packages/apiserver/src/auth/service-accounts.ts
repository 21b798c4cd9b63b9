import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { JsonValue, KubeObject } from "@flux-ts/base";
import { parseJson } from "@flux-ts/base";
import type { Clock } from "../clock.ts";
import type { User } from "../request/user.ts";
import type { Store } from "../storage/store.ts";

const prefix = "system:serviceaccount:";
export const defaultAudience = "https://kubernetes.default.svc";

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

/** Tokens of service accounts: they hold until they expire or their account is gone. */
export interface ServiceAccountTokens {
  issue(account: KubeObject, audiences: readonly string[], expiresAt: number): string;
  /** The account a token stands for; undefined when it is none of ours or does not hold any more. */
  userOf(token: string): User | undefined;
}

/** What is read of a token. */
interface Claims {
  /** Seconds since 1970. */
  readonly exp: number;
  readonly jti: string;
  readonly sub: string;
  readonly "kubernetes.io": { readonly serviceaccount: { readonly uid: string } };
}

/** The key lives as long as the server: tokens do not outlive it. */
export function createServiceAccountTokens(store: Store, clock: Clock): ServiceAccountTokens {
  const key = randomBytes(32);
  const sign = (text: string): string => createHmac("sha256", key).update(text).digest("base64url");
  return {
    issue: ({ metadata }, audiences, expiresAt) => {
      const { namespace = "", name, uid = "" } = metadata;
      const issuedAt = Math.floor(clock.now() / 1000);
      const claims = {
        aud: audiences,
        exp: Math.floor(expiresAt / 1000),
        iat: issuedAt,
        iss: defaultAudience,
        jti: randomUUID(),
        "kubernetes.io": { namespace, serviceaccount: { name, uid } },
        nbf: issuedAt,
        sub: `${prefix}${namespace}:${name}`,
      };
      const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
      return `${text}.${sign(text)}`;
    },
    userOf: (token) => {
      const [header = "", body = "", signature = ""] = token.split(".");
      if (!isSame(signature, sign(`${header}.${body}`))) return undefined;
      // What carries our signature has the claims that we put in.
      const { exp, ...rest } = parseJson(Buffer.from(body, "base64url").toString()) as unknown as Claims;
      return exp * 1000 > clock.now() ? accountOf(store, rest) : undefined;
    },
  };
}

function accountOf(store: Store, { sub, jti, "kubernetes.io": bound }: Omit<Claims, "exp">): User | undefined {
  const account = parseServiceAccount(sub);
  const entry = account && store.get("/serviceaccounts", `${account.namespace}/${account.name}`);
  const { uid } = bound.serviceaccount;
  if (account === undefined || entry?.object.metadata.uid !== uid) return undefined;
  return {
    name: sub,
    uid,
    groups: [...serviceAccountGroups(account.namespace), "system:authenticated"],
    extra: { "authentication.kubernetes.io/credential-id": [`JTI=${jti}`] },
  };
}

function encode(value: JsonValue): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function isSame(a: string, b: string): boolean {
  const [bytesA, bytesB] = [Buffer.from(a), Buffer.from(b)];
  return bytesA.length === bytesB.length && timingSafeEqual(bytesA, bytesB);
}
