import type { FileTree } from "@flux-ts/base";
import type { Chart, ChartFile } from "../chart/chart.ts";
import { readChartFolder } from "../chart/tree.ts";
import { toHex } from "../hex.ts";
import type { CryptoPort } from "../ports.ts";
import type { ArchiveLimits } from "./limits.ts";
import { loadUnpacked, unpackChart } from "./load-archive.ts";

export interface ChartCacheOptions {
  /** Gives the digests that charts are known by. */
  readonly crypto: Pick<CryptoPort, "digest">;
  /** Charts that are kept at most. @default 100 */
  readonly maxCharts?: number;
  /** Bytes that their files may have together, archives of subcharts unpacked; a file counts half a KiB more. @default 256 MiB */
  readonly maxBytes?: number;
  /** What an archive may hold. */
  readonly limits?: ArchiveLimits;
}

/** A chart with what it counts in the cache. */
interface Entry {
  readonly chart: Chart;
  readonly bytes: number;
}

/**
 * Charts by the SHA-256 of what they are loaded from: the same content is unpacked and parsed once, whatever number of releases
 * use it, from wherever it comes. Templates that were parsed belong to the chart and go with it.
 *
 * The charts used last are kept. A chart of more than a quarter of `maxBytes` is loaded but not kept, so that none drives all
 * others out, and what cannot be loaded is never kept: it fails anew.
 */
export class ChartCache {
  readonly #crypto: Pick<CryptoPort, "digest">;
  readonly #maxCharts: number;
  readonly #maxBytes: number;
  readonly #limits: ArchiveLimits;
  /** The one used last comes last. */
  readonly #entries = new Map<string, Entry>();
  readonly #loading = new Map<string, Promise<Chart>>();
  #bytes = 0;

  constructor({ crypto, maxCharts = 100, maxBytes = 256 * 1024 ** 2, limits = {} }: ChartCacheOptions) {
    this.#crypto = crypto;
    this.#maxCharts = maxCharts;
    this.#maxBytes = maxBytes;
    this.#limits = limits;
  }

  /** How many charts are kept. */
  get size(): number {
    return this.#entries.size;
  }

  /** What the charts that are kept count, in the measure of `maxBytes`. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * As `unpackChart`. The same chart is the same object as long as it is kept.
   *
   * @throws HelmError
   */
  async unpack(archive: Uint8Array): Promise<Chart> {
    return await this.#chart(`archive ${this.#digestOf(archive)}`, () => unpackChart(archive, this.#limits));
  }

  /**
   * As `unpackChartFolder`: files that `.helmignore` leaves out make no difference.
   *
   * @throws HelmError
   */
  async load(tree: FileTree, folder = ""): Promise<Chart> {
    const files = readChartFolder(tree, folder);
    return await this.#chart(`files ${this.#digestOfFiles(files)}`, () => loadUnpacked(files, this.#limits));
  }

  #digestOfFiles(files: readonly ChartFile[]): string {
    const lines = files.map(({ path, bytes }) => `${JSON.stringify(path)} ${this.#digestOf(bytes)}\n`);
    return this.#digestOf(new TextEncoder().encode(lines.join("")));
  }

  #digestOf(bytes: Uint8Array): string {
    return toHex(this.#crypto.digest("sha256", bytes));
  }

  async #chart(key: string, load: () => Promise<Chart>): Promise<Chart> {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.chart;
    }
    const loading = this.#loading.get(key) ?? this.#load(key, load);
    this.#loading.set(key, loading);
    return await loading;
  }

  async #load(key: string, load: () => Promise<Chart>): Promise<Chart> {
    try {
      const chart = await load();
      this.#keep(key, { chart, bytes: sizeOf(chart) });
      return chart;
    } finally {
      this.#loading.delete(key);
    }
  }

  #keep(key: string, entry: Entry): void {
    if (entry.bytes > this.#maxBytes / 4) return;
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#entries.size <= this.#maxCharts && this.#bytes <= this.#maxBytes) return;
      this.#entries.delete(oldest);
      this.#bytes -= bytes;
    }
  }
}

/** What a file takes beside its bytes: without it, a chart of many empty files would be free. */
const fileOverhead = 512;

function sizeOf({ raw, dependencies }: Chart): number {
  const own = raw.reduce((sum, { bytes }) => sum + bytes.length + fileOverhead, 0);
  return dependencies.reduce((sum, child) => sum + sizeOf(child), own);
}
