/** The ports of Helm's functions on Node. @module */
import type * as Crypto from "node:crypto";
import type { CryptoPort, KeyKind, Ports } from "./ports.ts";

/** Loaded when a function needs it: that takes longer than rendering a small chart. */
function nodeCrypto(): typeof Crypto {
  return process.getBuiltinModule("node:crypto");
}

/** Clock, randomness and cryptography of this process. Nothing is looked up in a cluster. */
export function nodePorts(overrides: Partial<Ports> = {}): Ports {
  return { now: Date.now, random: (size) => nodeCrypto().randomBytes(size), crypto: cryptoPort, ...overrides };
}

const cryptoPort: CryptoPort = {
  digest: (algorithm, data) => nodeCrypto().createHash(algorithm).update(data).digest(),
  hmac: (algorithm, key, data) => nodeCrypto().createHmac(algorithm, key).update(data).digest(),
  scrypt: (password, salt, { cost, blockSize, parallelization, length }) =>
    nodeCrypto().scryptSync(password, salt, length, {
      cost,
      blockSize,
      parallelization,
      maxmem: 256 * cost * blockSize,
    }),
  encryptAes: (key, iv, data) => {
    const cipher = nodeCrypto().createCipheriv("aes-256-cbc", key, iv);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  },
  decryptAes: (key, iv, data) => {
    const decipher = nodeCrypto().createDecipheriv("aes-256-cbc", key, iv);
    decipher.setAutoPadding(false);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  },
  generateKey,
  publicKey: (privatePem) => {
    const key = nodeCrypto().createPublicKey(nodeCrypto().createPrivateKey(privatePem));
    const kind = key.asymmetricKeyType === "ec" ? "ecdsa" : key.asymmetricKeyType;
    if (kind !== "rsa" && kind !== "ecdsa" && kind !== "ed25519")
      throw new TypeError(`Cannot sign with a key of type ${kind}`);
    return { kind, spki: key.export({ type: "spki", format: "der" }) };
  },
  sign: (privatePem, data) => {
    const key = nodeCrypto().createPrivateKey(privatePem);
    return nodeCrypto().sign(key.asymmetricKeyType === "ed25519" ? null : "sha256", data, key);
  },
};

function generateKey(kind: KeyKind, rsaBits: number): string {
  switch (kind) {
    case "rsa":
      return String(
        nodeCrypto()
          .generateKeyPairSync("rsa", { modulusLength: rsaBits })
          .privateKey.export({ type: "pkcs1", format: "pem" }),
      );
    case "dsa":
      return String(
        nodeCrypto().generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }).privateKey.export({
          type: "pkcs8",
          format: "pem",
        }),
      );
    case "ecdsa":
      return String(
        nodeCrypto()
          .generateKeyPairSync("ec", { namedCurve: "P-256" })
          .privateKey.export({ type: "sec1", format: "pem" }),
      );
    case "ed25519":
      return String(nodeCrypto().generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }));
  }
}
