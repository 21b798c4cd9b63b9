import { timingSafeEqual } from "node:crypto";
import type { Call } from "../request/call.ts";
import { headerOf } from "../request/call.ts";
import type { User } from "../request/user.ts";
import { anonymous } from "../request/user.ts";
import { unauthorized } from "../status/errors.ts";

/** Finds out who calls. */
export interface Authenticator {
  /** @throws StatusError (401) when credentials are given that are not known. */
  authenticate(call: Call): User;
}

export interface TokenUser {
  readonly token: string;
  readonly user: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
}

/** Whom a bearer token stands for; undefined when nobody knows it. */
type UserOfToken = (token: string) => User | undefined;

export function createAuthenticator(userOfToken: UserOfToken): Authenticator {
  return {
    authenticate: (call) => {
      if (call.user !== undefined) return call.user;
      const token = bearerToken(headerOf(call.headers, "authorization"));
      if (token === undefined) return anonymous;
      const user = userOfToken(token);
      if (user === undefined) throw unauthorized();
      return user;
    },
  };
}

/** The users of a fixed list of tokens. */
export function fixedTokens(tokens: readonly TokenUser[]): UserOfToken {
  return (token) => {
    const known = tokens.find((candidate) => isSame(candidate.token, token));
    if (known === undefined) return undefined;
    const { user: name, uid, groups = [] } = known;
    return { name, groups: [...groups, "system:authenticated"], ...(uid !== undefined && { uid }) };
  };
}

function bearerToken(header: string | undefined): string | undefined {
  const [scheme = "", token = ""] = (header ?? "").trim().split(/\s+/, 2);
  return scheme.toLowerCase() === "bearer" && token !== "" ? token : undefined;
}

function isSame(a: string, b: string): boolean {
  const [bytesA, bytesB] = [Buffer.from(a), Buffer.from(b)];
  return bytesA.length === bytesB.length && timingSafeEqual(bytesA, bytesB);
}
