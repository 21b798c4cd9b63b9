import type { Chart, ChartFile } from "../chart/chart.ts";
import { loadChartArchive } from "../chart/load.ts";
import { HelmError } from "../errors.ts";
import type { ArchiveLimits } from "./limits.ts";
import { readChartArchive } from "./read-archive.ts";

/** How deep archives of subcharts may lie in each other. */
const maxDepth = 10;

/**
 * The chart in an archive, as `helm package` makes it or a repository serves it, with the archives of subcharts below `charts/`.
 *
 * @throws HelmError
 */
export async function unpackChart(archive: Uint8Array, limits: ArchiveLimits = {}): Promise<Chart> {
  const unpacked = new Map<Uint8Array, readonly ChartFile[]>();
  const entries = await unpackAll(archive, { limits, unpacked, depth: 0 });
  if (!entries.some(({ path }) => /^[^/]+\/Chart\.yaml$/.test(path))) {
    throw new HelmError("chart", "unable to detect chart version, no Chart.yaml found");
  }
  return loadChartArchive(entries, { unpack: (inner) => unpacked.get(inner) ?? [] });
}

interface Unpacking {
  readonly limits: ArchiveLimits;
  /** By the bytes of the archive, which are those the entry of its parent has. */
  readonly unpacked: Map<Uint8Array, readonly ChartFile[]>;
  readonly depth: number;
}

async function unpackAll(archive: Uint8Array, { limits, unpacked, depth }: Unpacking): Promise<readonly ChartFile[]> {
  const entries = await readChartArchive(archive, limits);
  unpacked.set(archive, entries);
  if (depth >= maxDepth) return entries;
  for (const { path, bytes } of entries) {
    if (/^[^/]+\/(?:.*\/)?charts\/[^/_.][^/]*\.tgz$/.test(path)) {
      await unpackAll(bytes, { limits, unpacked, depth: depth + 1 });
    }
  }
  return entries;
}
