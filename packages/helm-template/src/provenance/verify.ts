import { messageOf } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { metadataShape, toMetadata } from "../chart/metadata.ts";
import { decodeYaml, DecodeError } from "../decode/decode.ts";
import { textMap } from "../decode/shape.ts";
import type { StructShape } from "../decode/shape.ts";
import type * as OpenPgp from "openpgp";
import { HelmError } from "../errors.ts";
import type { CryptoPort } from "../ports.ts";
import { quote } from "../quote.ts";

export interface ProvenanceOptions {
  /** The archive of the chart. */
  readonly archive: Uint8Array;
  /** Its name, as the provenance file has it: `name-version.tgz`. */
  readonly fileName: string;
  /** Public keys that are trusted: key rings as files hold them, in binary or in ASCII armor. */
  readonly keyrings: readonly (Uint8Array | string)[];
  /** Milliseconds since 1970: when keys and signatures must be valid. */
  readonly now: number;
  readonly crypto: Pick<CryptoPort, "digest">;
}

/** What a provenance file proves. */
export interface Provenance {
  /** The names under which the key that signed is known. */
  readonly signedBy: readonly string[];
  /** Of that key, in hexadecimal. */
  readonly fingerprint: string;
  /** Of the archive: `sha256:...` */
  readonly digest: string;
  /** Of the chart, as it was signed. */
  readonly chart: { readonly name: string; readonly version: string };
}

/**
 * Verifies a provenance file (`.prov`), as `helm verify` does: one of the keys has signed it, and it has the digest of the archive.
 *
 * @throws HelmError `provenance` with Helm's words; nothing was verified then
 */
export async function verifyProvenance(provenance: string, options: ProvenanceOptions): Promise<Provenance> {
  const { text, signedBy, fingerprint } = await readSigned(provenance, options);
  const { chart, digests } = readStatement(text);
  const digest = `sha256:${toHex(options.crypto.digest("sha256", options.archive))}`;
  const signed = Object.hasOwn(digests, options.fileName) ? digests[options.fileName] : undefined;
  const file = options.fileName;
  if (signed === undefined) throw fault(`provenance does not contain a SHA for a file named ${quote(file)}`);
  if (signed !== digest) throw fault(`sha256 sum does not match for ${file}: ${quote(signed)} != ${quote(digest)}`);
  return { signedBy, fingerprint, digest, chart };
}

interface Signed extends Pick<Provenance, "signedBy" | "fingerprint"> {
  readonly text: string;
}

async function readSigned(provenance: string, { keyrings, now }: ProvenanceOptions): Promise<Signed> {
  // Loaded when it is needed: few who render charts verify them, and it is large.
  const openpgp = await import("openpgp");
  const message = await openpgp.readCleartextMessage({ cleartextMessage: provenance }).catch((cause: unknown) => {
    throw fault("signature block not found", cause);
  });
  const keys = (await Promise.all(keyrings.map((keyring) => readKeys(openpgp, keyring)))).flat();
  const { signatures } = await openpgp.verify({ message, verificationKeys: keys, date: new Date(now) });
  for (const { keyID, verified } of signatures) {
    const signer = keys.find((key) => key.getKeys(keyID).length > 0);
    if (signer === undefined) continue;
    await verified.catch((cause: unknown) => {
      throw fault(`openpgp: invalid signature: ${messageOf(cause)}`, cause);
    });
    return {
      text: message.getText(),
      signedBy: signer.getUserIDs(),
      fingerprint: signer.getFingerprint().toUpperCase(),
    };
  }
  throw fault("openpgp: signature made by unknown entity");
}

async function readKeys(
  openpgp: Pick<typeof OpenPgp, "readKeys">,
  keyring: Uint8Array | string,
): Promise<readonly OpenPgp.Key[]> {
  try {
    const text = typeof keyring === "string" ? keyring : new TextDecoder().decode(keyring);
    if (text.trimStart().startsWith("-----BEGIN PGP")) return await openpgp.readKeys({ armoredKeys: text });
    if (typeof keyring === "string") throw new TypeError("it is neither ASCII armor nor bytes");
    return await openpgp.readKeys({ binaryKeys: keyring });
  } catch (cause) {
    throw fault(`failed to load keyring: ${messageOf(cause)}`, cause);
  }
}

interface Statement extends Pick<Provenance, "chart"> {
  readonly digests: { readonly [file: string]: string };
}

const sumsShape: StructShape = {
  kind: "struct",
  type: "provenance.SumCollection",
  name: "SumCollection",
  fields: { files: textMap, images: textMap },
};

/** The chart's metadata and the digests, which are two documents with `...` between them. */
function readStatement(text: string): Statement {
  const [head, sums] = text.replaceAll("\r\n", "\n").split("\n...\n");
  if (head === undefined || sums === undefined) throw fault("message block must have at least two parts");
  try {
    const { name, version } = toMetadata((decodeYaml(head, metadataShape) ?? {}) as JsonObject);
    const { files = {} } = (decodeYaml(sums, sumsShape) ?? {}) as { readonly files?: Statement["digests"] };
    return { chart: { name, version }, digests: files };
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    throw fault(cause.message, cause);
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fault(text: string, cause?: unknown): HelmError {
  return new HelmError("provenance", text, { cause });
}
