import { fromBytes, func, param, toBytes } from "@flux-ts/go-template";
import type { FuncMap } from "@flux-ts/go-template";
import { bcrypt } from "../crypto/bcrypt.ts";
import { derivePassword } from "../crypto/derive-password.ts";
import type { Digest, KeyKind, Ports } from "../ports.ts";
import { toHex } from "../hex.ts";
import { fail } from "./cast.ts";
import { decodeBase64, toBase64 } from "./encoding.ts";

const { string } = param;

/** A checksum that needs no cryptography. */
function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}

const keyKinds: ReadonlySet<string> = new Set<KeyKind>(["rsa", "dsa", "ecdsa", "ed25519"]);
const privateKeyBits = 4096;

/** What is slow by design counts as so many steps: a chart may do it some dozens of times. */
export const slowSteps = { hash: 500_000, certificate: 300_000, key: 1_500_000 };

const blockSize = 16;
const keySize = 32;

/** Keys are cut or filled with zeros to the size the cipher wants. */
function aesKey(password: string): Uint8Array {
  const key = new Uint8Array(keySize);
  key.set(toBytes(password).subarray(0, keySize));
  return key;
}

/** As much as the last byte says is padding, which is all that is looked at. */
function withoutPadding(blocks: Uint8Array): Uint8Array {
  const end = blocks.length - (blocks.at(-1) ?? 0);
  return end < 0 ? fail(outOfRange(`:${end}`)) : blocks.subarray(0, end);
}

function outOfRange(range: string, detail = ""): string {
  return `runtime error: slice bounds out of range [${range}]${detail}`;
}

export function cryptoFunctions({ crypto, random }: Ports): FuncMap {
  const digest = (algorithm: Digest) => func([string], (text) => toHex(crypto.digest(algorithm, toBytes(text))));
  const hash = (password: string) => bcrypt(toBytes(password), random(blockSize));
  const encrypt = (password: string, text: string): string => {
    const iv = random(blockSize);
    const data = crypto.encryptAes(aesKey(password), iv, toBytes(text));
    return toBase64(Uint8Array.from([...iv, ...data]));
  };
  const decrypt = (password: string, text: string): string => {
    if (text === "") return "";
    const data = decodeBase64(text);
    if (data.length < blockSize) fail(outOfRange(`:${blockSize}`, ` with capacity ${Math.floor(text.length / 4) * 3}`));
    if (data.length % blockSize !== 0) fail("crypto/cipher: input not full blocks");
    const blocks = data.subarray(blockSize);
    if (blocks.length === 0) fail("runtime error: index out of range [-1]");
    return fromBytes(withoutPadding(crypto.decryptAes(aesKey(password), data.subarray(0, blockSize), blocks)));
  };
  return {
    sha1sum: digest("sha1"),
    sha256sum: digest("sha256"),
    sha512sum: digest("sha512"),
    adler32sum: func([string], (text) => String(adler32(toBytes(text)))),
    bcrypt: func([string], (password, run) => {
      run.spend(slowSteps.hash);
      return hash(password);
    }),
    htpasswd: func([string, string], (user, password, run) => {
      if (user.includes(":")) return `invalid username: ${user}`;
      run.spend(slowSteps.hash);
      return `${user}:${hash(password)}`;
    }),
    // oxlint-disable-next-line max-params -- the function has them in templates
    derivePassword: func([param.uint32, string, string, string, string], (counter, kind, password, user, site, run) => {
      run.spend(slowSteps.hash);
      return derivePassword(crypto, { counter, kind, password, user, site });
    }),
    encryptAES: func([string, string], encrypt),
    decryptAES: func([string, string], decrypt),
    genPrivateKey: func([string], (kind, run) => {
      if (!keyKinds.has(kind)) return `Unknown type ${kind}`;
      run.spend(slowSteps.key);
      return crypto.generateKey(kind as KeyKind, privateKeyBits);
    }),
  };
}
