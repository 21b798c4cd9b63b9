/** The ports of Helm's functions on Node. @module */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  scryptSync,
  sign,
} from "node:crypto";
import type { CryptoPort, KeyKind, Ports } from "./ports.ts";

/** Clock, randomness and cryptography of this process. Nothing is looked up in a cluster. */
export function nodePorts(overrides: Partial<Ports> = {}): Ports {
  return { now: Date.now, random: (size) => randomBytes(size), crypto: nodeCrypto, ...overrides };
}

const nodeCrypto: CryptoPort = {
  digest: (algorithm, data) => createHash(algorithm).update(data).digest(),
  hmac: (algorithm, key, data) => createHmac(algorithm, key).update(data).digest(),
  scrypt: (password, salt, { cost, blockSize, parallelization, length }) =>
    scryptSync(password, salt, length, { cost, blockSize, parallelization, maxmem: 256 * cost * blockSize }),
  encryptAes: (key, iv, data) => {
    const cipher = createCipheriv("aes-256-cbc", key, iv);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  },
  decryptAes: (key, iv, data) => {
    const decipher = createDecipheriv("aes-256-cbc", key, iv);
    decipher.setAutoPadding(false);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  },
  generateKey,
  publicKey: (privatePem) => {
    const key = createPublicKey(createPrivateKey(privatePem));
    const kind = key.asymmetricKeyType === "ec" ? "ecdsa" : key.asymmetricKeyType;
    if (kind !== "rsa" && kind !== "ecdsa" && kind !== "ed25519")
      throw new TypeError(`Cannot sign with a key of type ${kind}`);
    return { kind, spki: key.export({ type: "spki", format: "der" }) };
  },
  sign: (privatePem, data) => {
    const key = createPrivateKey(privatePem);
    return sign(key.asymmetricKeyType === "ed25519" ? null : "sha256", data, key);
  },
};

function generateKey(kind: KeyKind, rsaBits: number): string {
  switch (kind) {
    case "rsa":
      return String(
        generateKeyPairSync("rsa", { modulusLength: rsaBits }).privateKey.export({ type: "pkcs1", format: "pem" }),
      );
    case "dsa":
      return String(
        generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }).privateKey.export({
          type: "pkcs8",
          format: "pem",
        }),
      );
    case "ecdsa":
      return String(
        generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "sec1", format: "pem" }),
      );
    case "ed25519":
      return String(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }));
  }
}
