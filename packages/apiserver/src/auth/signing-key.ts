import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { JsonObject } from "@flux-ts/base";
import { parseJson } from "@flux-ts/base";

/** Signs claims as JSON web tokens (RS256), and reads those that carry its signature. */
export interface SigningKey {
  sign(claims: JsonObject): string;
  /** The claims of a token; undefined when it does not carry the signature of this key. */
  read(token: string): JsonObject | undefined;
  /** The public half, as a JSON web key. */
  publicKey(): JsonObject;
}

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly id: string;
}

/**
 * A key of a PEM text, or one that is made when it is needed first and lives as long as the process.
 *
 * @throws Error when the text is no private RSA key.
 */
export function createSigningKey(pem?: string): SigningKey {
  let made = pem === undefined ? undefined : pairOf(createPrivateKey(pem));
  const pair = (): KeyPair => (made ??= pairOf(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey));
  return {
    sign: (claims) => {
      const { privateKey, id } = pair();
      const text = `${encode({ alg: "RS256", kid: id })}.${encode(claims)}`;
      return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
    },
    read: (token) => {
      const [header = "", body = "", signature = "", ...rest] = token.split(".");
      // Where no key was made, nothing was signed.
      if (made === undefined || rest.length > 0) return undefined;
      const text = Buffer.from(`${header}.${body}`);
      const ours = verify("sha256", text, made.publicKey, Buffer.from(signature, "base64url"));
      // What carries our signature has the claims that we put in.
      return ours ? (parseJson(Buffer.from(body, "base64url").toString()) as JsonObject) : undefined;
    },
    publicKey: () => {
      const { publicKey, id } = pair();
      const { n = "", e = "" } = publicKey.export({ format: "jwk" });
      return { use: "sig", kty: "RSA", kid: id, alg: "RS256", n, e };
    },
  };
}

function pairOf(privateKey: KeyObject): KeyPair {
  const publicKey = createPublicKey(privateKey);
  const bytes = publicKey.export({ type: "spki", format: "der" });
  return { privateKey, publicKey, id: createHash("sha256").update(bytes).digest("base64url") };
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
