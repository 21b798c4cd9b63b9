import { messageOf } from "@flux-ts/base";
import { createTarDecoder } from "modern-tar";
import type { ParsedTarEntry, TarHeader } from "modern-tar";
import type { ChartFile } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import { quote } from "../quote.ts";
import { defaultLimits } from "./limits.ts";
import type { ArchiveLimits } from "./limits.ts";

/**
 * The files in a gzipped tar archive. It is read as it is unpacked, and given up at the first entry that passes a limit: an
 * archive that grows without end costs no more than the limits.
 *
 * @throws HelmError for what is no archive, for links and devices, absolute paths, `..` and names that come twice
 */
export async function readChartArchive(archive: Uint8Array, limits: ArchiveLimits = {}): Promise<readonly ChartFile[]> {
  return await readEntries(archive, new Allowance(limits));
}

/** What may still be unpacked: archives that lie in each other share it. */
export class Allowance {
  readonly #limits: Required<ArchiveLimits>;
  #bytes = 0;
  #entries = 0;

  constructor(limits: ArchiveLimits) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** @throws HelmError when the entry is too much */
  take({ name, size }: TarHeader): void {
    const { maxBytes, maxFileBytes, maxEntries } = this.#limits;
    this.#entries += 1;
    this.#bytes += size;
    if (this.#entries > maxEntries) throw refused(`it has more than ${maxEntries} entries`);
    if (size > maxFileBytes) throw refused(`${quote(name)} is larger than ${maxFileBytes} bytes`);
    if (this.#bytes > maxBytes) throw refused(`its files are larger than ${maxBytes} bytes together`);
  }
}

/** Like {@link readChartArchive}, within what is left. */
export async function readEntries(archive: Uint8Array, allowance: Allowance): Promise<readonly ChartFile[]> {
  const files = new Map<string, ChartFile>();
  for await (const { header, body } of decode(archive)) {
    const { name } = header;
    allowance.take(header);
    checkEntry(header);
    if (header.type === "directory") {
      await body.cancel();
      continue;
    }
    if (files.has(name)) throw refused(`${quote(name)} is in it twice`);
    files.set(name, { path: name, bytes: new Uint8Array(await new Response(body).arrayBuffer().catch(notAnArchive)) });
  }
  if (files.size === 0) throw refused("it has no files");
  return [...files.values()];
}

/** The entries, with whatever the decoders have against the archive as a HelmError. */
async function* decode(archive: Uint8Array): AsyncGenerator<ParsedTarEntry, void, void> {
  const source = new Blob([archive]).stream();
  const entries = source.pipeThrough(new DecompressionStream("gzip")).pipeThrough(createTarDecoder({ strict: true }));
  const reader = entries.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(notAnArchive);
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function checkEntry({ name, type = "file" }: TarHeader): void {
  if (type !== "file" && type !== "directory") {
    throw refused(`${quote(name)} is a ${type}; charts have files and folders only`);
  }
  if (name.includes("\0")) throw refused(`${quote(name)} is no name of a file`);
  if (name.split(/[/\\]/).includes("..")) throw refused(`${quote(name)} leads out of the chart`);
  if (/^(?:[/\\]|[A-Za-z]:)/.test(name)) throw refused(`${quote(name)} is an absolute path`);
}

function notAnArchive(error: unknown): never {
  throw refused(`it is no gzipped tar archive (${messageOf(error)})`, error);
}

/** Helm's words, with what it does not say. */
function refused(reason: string, cause?: unknown): HelmError {
  return new HelmError("chart", `unable to load chart archive: ${reason}`, { cause });
}
