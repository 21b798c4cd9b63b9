import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "@flux-ts/base";
import type { Certificate } from "./certificate.ts";
import { createLocalCertificate } from "./certificate.ts";

/** What a cluster is known by to those who have its kubeconfig. */
export interface Identity {
  readonly tls: Certificate;
  /** The administrator's. */
  readonly token: Secret;
  /** Signs the tokens of service accounts, in PEM; without one they hold for this run. */
  readonly accountKey?: Secret;
  /** Tells this cluster from others; no secret. */
  readonly id: string;
}

/** An identity for one run. */
export function createIdentity(): Identity {
  return identityOf(createLocalCertificate(), newToken());
}

/**
 * The identity of the cluster in a folder, so that its kubeconfig holds in every run. A certificate that ends within a
 * month, or cannot be read, is replaced; the kubeconfig that is written then has the new one.
 */
export async function keepIdentity(folder: string): Promise<Identity> {
  const place = join(folder, "identity");
  await mkdir(place, { recursive: true, mode: 0o700 });
  const token = await kept(join(place, "token"), isToken, () => newToken().reveal());
  const pem = await kept(join(place, "tls.pem"), isGood, () => joined(createLocalCertificate()));
  const accountKey = await kept(join(place, "service-accounts.pem"), isPrivateKey, makeAccountKey);
  return { ...identityOf(parted(pem), new Secret(token)), accountKey: new Secret(accountKey) };
}

function makeAccountKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false; // no key
  }
}

function identityOf(tls: Certificate, token: Secret): Identity {
  return { tls, token, id: createHash("sha256").update(token.reveal()).digest("hex").slice(0, 16) };
}

function newToken(): Secret {
  return new Secret(randomBytes(32).toString("base64url"));
}

/** The text of a file, made anew when there is none or it is no good. */
async function kept(file: string, good: (text: string) => boolean, make: () => string): Promise<string> {
  const known = await readFile(file, "utf8").catch(missing);
  if (known !== undefined && good(known)) return known;
  const text = make();
  await writeFile(`${file}.tmp`, text, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
  return text;
}

function missing(error: unknown): undefined {
  if ((error as { readonly code?: string }).code !== "ENOENT") throw error;
}

function isToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

const monthMs = 30 * 86_400_000;
const keyStart = "-----BEGIN PRIVATE KEY-----";

/** Certificate and key lie in one file, so that they always belong together. */
function joined({ cert, key }: Certificate): string {
  return cert + key;
}

function parted(pem: string): Certificate {
  const at = pem.indexOf(keyStart);
  return { cert: pem.slice(0, at), key: pem.slice(at) };
}

function isGood(pem: string): boolean {
  try {
    const { cert, key } = parted(pem);
    return key.trimEnd().endsWith("-----END PRIVATE KEY-----") && isLasting(new X509Certificate(cert));
  } catch {
    return false; // no certificate
  }
}

function isLasting({ validTo }: X509Certificate): boolean {
  return Date.parse(validTo) - Date.now() > monthMs;
}
