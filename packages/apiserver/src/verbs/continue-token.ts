import { isJsonObject, parseJson } from "@flux-ts/base";
import { jsonSyntaxError } from "../request/go-json.ts";
import { badRequest } from "../status/errors.ts";

const version = "meta.k8s.io/v1";

/** Where a list that was cut goes on: at which revision, after which key. */
export interface ContinuePoint {
  /** Negative when the client takes the newest state. */
  readonly revision: number;
  readonly key: string;
}

export function encodeContinue(revision: number, key: string): string {
  return Buffer.from(JSON.stringify({ v: version, rv: revision, start: `${key}\0` })).toString("base64url");
}

/** @throws StatusError (400) when it is no token of this server. */
export function decodeContinue(token: string): ContinuePoint {
  const text = Buffer.from(token, "base64url").toString();
  const problem = jsonSyntaxError(text);
  if (problem !== undefined) throw badRequest(`invalid continue token: continue key is not valid: ${problem}`);
  const value = parseJson(text);
  const { v, rv, start } = isJsonObject(value) ? value : {};
  if (v !== version || typeof rv !== "number" || typeof start !== "string") {
    throw badRequest(
      `continue key is not valid: server does not recognize this encoded version ${JSON.stringify(v ?? "")}`,
    );
  }
  return { revision: rv, key: start.replace(/\0$/, "") };
}
