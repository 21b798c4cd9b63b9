import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Secret } from "@flux-ts/base";

export type ServerCredentials =
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "bearer"; readonly token: Secret };

/** Whether a request carries the credentials of the server, compared in constant time. */
export function isAuthorized({ headers }: IncomingMessage, credentials: ServerCredentials | undefined): boolean {
  if (credentials === undefined) return true;
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(expected(credentials)));
}

function expected(credentials: ServerCredentials): string {
  if (credentials.kind === "bearer") return `Bearer ${credentials.token.reveal()}`;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password.reveal()}`).toString("base64")}`;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
