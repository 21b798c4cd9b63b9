import type { Value } from "@flux-ts/go-template";

export type Digest = "sha1" | "sha256" | "sha512";
export type KeyKind = "rsa" | "dsa" | "ecdsa" | "ed25519";

/** Cryptography that no pure package can do. Everything is bytes in, bytes out, and synchronous as rendering is. */
export interface CryptoPort {
  digest(algorithm: Digest, data: Uint8Array): Uint8Array;
  hmac(algorithm: Digest, key: Uint8Array, data: Uint8Array): Uint8Array;
  scrypt(password: Uint8Array, salt: Uint8Array, options: ScryptOptions): Uint8Array;
  /** AES-256-CBC with PKCS#7 padding. */
  encryptAes(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array;
  /** AES-256-CBC of whole blocks; the padding is left. */
  decryptAes(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array;
  /** A new private key in PEM, in the format that Go gives the kind. `rsaBits` is the size of `rsa` keys. */
  generateKey(kind: KeyKind, rsaBits: number): string;
  /** @throws Error when the text is no private key. */
  publicKey(privatePem: string): { readonly kind: "rsa" | "ecdsa" | "ed25519"; readonly spki: Uint8Array };
  /** Signs with SHA-256, or as Ed25519 does. */
  sign(privatePem: string, data: Uint8Array): Uint8Array;
}

export interface ScryptOptions {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly length: number;
}

/** What functions need from outside. */
export interface Ports {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The zone that dates without one are in; a name of the IANA database. @default "UTC" */
  readonly timeZone?: string;
  readonly random: (size: number) => Uint8Array;
  readonly crypto: CryptoPort;
  /** Objects of the cluster; without it nothing is found. */
  readonly lookup?: (apiVersion: string, kind: string, namespace: string, name: string) => Value;
}
