import type { JsonValue } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";
import { issuer } from "../auth/service-accounts.ts";
import type { SigningKey } from "../auth/signing-key.ts";
import type { PathHandler } from "../handler.ts";
import { headerOf } from "../request/call.ts";
import { methodNotAllowed } from "../status/errors.ts";

const keysPath = "/openid/v1/jwks";

/** The documents by which others can check tokens of service accounts (OpenID Connect Discovery 1.0, RFC 7517). */
export function issuerPaths(key: SigningKey): PathHandler {
  return ({ path: asked, verb }, call) => {
    const path = asked.replace(/\/$/, "");
    if (path !== keysPath && path !== "/.well-known/openid-configuration") return undefined;
    if (verb !== "get" && verb !== "head") throw methodNotAllowed();
    if (path === keysPath) return document("application/jwk-set+json", { keys: [key.publicKey()] });
    const host = headerOf(call.headers, "host") ?? "kubernetes.default.svc";
    return document("application/json", {
      issuer,
      jwks_uri: `https://${host}${keysPath}`,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    });
  };
}

function document(type: string, body: JsonValue): ReturnType<PathHandler> {
  const headers = { "content-type": type, "cache-control": "public, max-age=3600" };
  return { kind: "text", status: 200, headers, text: stringifyJson(body) };
}
