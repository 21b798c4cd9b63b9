import { setTimeout as sleep } from "node:timers/promises";
import { Readable } from "node:stream";
import { backoffDelay, isAbort, maskUrls, messageOf } from "@flux-ts/base";
import type { FileTree } from "@flux-ts/base";
import { checkDigest, createMeter } from "./digest.ts";
import { ArtifactError } from "./errors.ts";
import { unpackArchive } from "./unpack.ts";
import type { UnpackLimits } from "./unpack.ts";

export interface FetchArtifactOptions {
  readonly signal?: AbortSignal;
  /** Tries after the first one, when there was no answer or the server failed. @default 9 */
  readonly retries?: number;
  /** Delay before the first retry in milliseconds; it doubles up to two seconds. @default 50 */
  readonly retryDelayMs?: number;
  /** Largest archive in bytes. @default 256 MiB */
  readonly maxBytes?: number;
}

/** What a client needs of an artifact: `status.artifact` has it. */
export interface ArtifactSource {
  readonly url: string;
  /** `sha256:<hex>`. */
  readonly digest: string;
}

/**
 * Gets the bytes of an artifact. They are digested while they arrive, and given only when the digest is right.
 *
 * @throws ArtifactError, or the reason of the signal.
 */
export async function fetchArtifact(source: ArtifactSource, options: FetchArtifactOptions = {}): Promise<Uint8Array> {
  const { signal, retries = 9, retryDelayMs = 50 } = options;
  for (let failures = 0; ;) {
    try {
      return await download(source, options);
    } catch (error) {
      signal?.throwIfAborted();
      failures += 1;
      if (!(error instanceof ArtifactError) || error.code !== "network" || failures > retries) throw error;
      await sleep(backoffDelay(failures, { minMs: retryDelayMs, maxMs: 2000 }), undefined, signal && { signal });
    }
  }
}

/** Gets an artifact and unpacks it into memory. @throws ArtifactError, or the reason of the signal. */
export async function fetchTree(
  source: ArtifactSource,
  options: FetchArtifactOptions & { readonly limits?: UnpackLimits } = {},
): Promise<FileTree> {
  return unpackArchive(await fetchArtifact(source, options), options.limits);
}

async function download({ url, digest }: ArtifactSource, options: FetchArtifactOptions): Promise<Uint8Array> {
  const { signal, maxBytes = 256 * 1024 * 1024 } = options;
  const meter = createMeter(maxBytes);
  try {
    const response = await fetch(url, signal ? { signal } : {});
    checkStatus(response, url);
    const chunks: Buffer[] = [];
    const body = Readable.fromWeb(response.body ?? new ReadableStream());
    body.on("error", (error) => meter.stream.destroy(error));
    for await (const chunk of body.pipe(meter.stream)) chunks.push(chunk as Buffer);
    checkDigest(meter.digest(), digest);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof ArtifactError || isAbort(error)) throw error;
    throw new ArtifactError("network", `failed to download artifact from ${maskUrls(url)}: ${causeOf(error)}`, {
      cause: error,
    });
  }
}

function checkStatus({ status }: Response, url: string): void {
  if (status === 200) return;
  const code = status === 404 || status === 410 ? "not-found" : "network";
  throw new ArtifactError(code, `failed to download artifact from ${maskUrls(url)}: status ${status}`);
}

// The message of a failed fetch is always "fetch failed"; its cause says why.
function causeOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  return messageOf(cause instanceof Error && cause.message !== "" ? cause : error);
}
