import { toBytes } from "@flux-ts/go-template";
import type { CryptoPort } from "../ports.ts";

/** The Master Password algorithm: a password for a site that only its owner's secret gives. */

export interface PasswordRequest {
  readonly counter: number;
  /** How the password looks: `long`, `pin` ... */
  readonly kind: string;
  readonly password: string;
  readonly user: string;
  readonly site: string;
}

/** Templates of passwords by kind: every letter stands for a class of characters. */
const templates: { readonly [kind: string]: readonly string[] } = {
  maximum: ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
  long: [
    "CvcvnoCvcvCvcv",
    "CvcvCvcvnoCvcv",
    "CvcvCvcvCvcvno",
    "CvccnoCvcvCvcv",
    "CvccCvcvnoCvcv",
    "CvccCvcvCvcvno",
    "CvcvnoCvccCvcv",
    "CvcvCvccnoCvcv",
    "CvcvCvccCvcvno",
    "CvcvnoCvcvCvcc",
    "CvcvCvcvnoCvcc",
    "CvcvCvcvCvccno",
    "CvccnoCvccCvcv",
    "CvccCvccnoCvcv",
    "CvccCvccCvcvno",
    "CvcvnoCvccCvcc",
    "CvcvCvccnoCvcc",
    "CvcvCvccCvccno",
    "CvccnoCvcvCvcc",
    "CvccCvcvnoCvcc",
    "CvccCvcvCvccno",
  ],
  medium: ["CvcnoCvc", "CvcCvcno"],
  short: ["Cvcn"],
  basic: ["aaanaaan", "aannaaan", "aaannaaa"],
  pin: ["nnnn"],
};

const classes: { readonly [letter: string]: string } = {
  V: "AEIOU",
  C: "BCDFGHJKLMNPQRSTVWXYZ",
  v: "aeiou",
  c: "bcdfghjklmnpqrstvwxyz",
  A: "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
  a: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
  n: "0123456789",
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
};

const scope = "com.lyndir.masterpassword";
const scryptOptions = { cost: 32_768, blockSize: 8, parallelization: 2, length: 64 };

export function derivePassword(crypto: CryptoPort, { counter, kind, password, user, site }: PasswordRequest): string {
  const choices = Object.hasOwn(templates, kind) ? (templates[kind] ?? []) : undefined;
  if (choices === undefined) return `cannot find password template ${kind}`;
  const salt = concat(toBytes(scope), uint32(toBytes(user).length), toBytes(user));
  const key = crypto.scrypt(toBytes(password), salt, scryptOptions);
  const message = concat(toBytes(scope), uint32(toBytes(site).length), toBytes(site), uint32(counter));
  const seed = crypto.hmac("sha256", key, message);
  const template = choices[(seed[0] ?? 0) % choices.length] ?? "";
  return Array.from(template, (letter, index) => {
    const characters = classes[letter] ?? "";
    return characters[(seed[index + 1] ?? 0) % characters.length];
  }).join("");
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
