import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject, parseJson } from "@flux-ts/base";
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
      const claims = parseJson(Buffer.from(body, "base64url").toString());
      return isJsonObject(claims) && Number(claims["exp"]) * 1000 > clock.now() ? accountOf(store, claims) : undefined;
    },
  };
}

function accountOf(store: Store, claims: JsonObject): User | undefined {
  const name = String(claims["sub"]);
  const account = parseServiceAccount(name);
  const entry = account && store.get("/serviceaccounts", `${account.namespace}/${account.name}`);
  const bound = claims["kubernetes.io"] as { readonly serviceaccount: { readonly uid: string } };
  if (account === undefined || entry?.object.metadata.uid !== bound.serviceaccount.uid) return undefined;
  return {
    name,
    uid: bound.serviceaccount.uid,
    groups: [...serviceAccountGroups(account.namespace), "system:authenticated"],
    extra: { "authentication.kubernetes.io/credential-id": [`JTI=${String(claims["jti"])}`] },
  };
}

function encode(value: JsonValue): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function isSame(a: string, b: string): boolean {
  const [bytesA, bytesB] = [Buffer.from(a), Buffer.from(b)];
  return bytesA.length === bytesB.length && timingSafeEqual(bytesA, bytesB);
}
