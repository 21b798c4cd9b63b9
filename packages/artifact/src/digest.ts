import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Transform } from "node:stream";
import { ArtifactError } from "./errors.ts";

const algorithm = "sha256";

export interface Meter {
  /** `sha256:<hex>` of everything that went through; ask once, at the end. */
  digest(): string;
  /** Bytes so far. */
  size(): number;
  readonly stream: Transform;
}

/** A stream that lets bytes pass while it counts and digests them; it fails with `too-large` past `maxBytes`. */
export function createMeter(maxBytes = Infinity): Meter {
  const hash = createHash(algorithm);
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      size += chunk.length;
      hash.update(chunk);
      if (size > maxBytes) callback(new ArtifactError("too-large", `artifact is larger than ${maxBytes} bytes`));
      else callback(null, chunk);
    },
  });
  return { digest: () => `${algorithm}:${hash.digest("hex")}`, size: () => size, stream };
}

/** `sha256:<hex>` of these bytes. */
export function digestBytes(bytes: Uint8Array): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

/** `sha256:<hex>` of a file. */
export async function digestFile(path: string): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return `${algorithm}:${hash.digest("hex")}`;
}

/** @throws ArtifactError `digest-mismatch`; also for digests of another algorithm, which prove nothing here. */
export function checkDigest(found: string, wanted: string): void {
  if (found !== wanted) throw new ArtifactError("digest-mismatch", `computed digest doesn't match '${wanted}'`);
}
