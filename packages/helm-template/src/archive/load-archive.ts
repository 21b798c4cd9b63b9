import type { FileTree } from "@flux-ts/base";
import type { Chart, ChartFile } from "../chart/chart.ts";
import { loadChartArchive, loadChartFiles } from "../chart/load.ts";
import type { LoadOptions } from "../chart/load.ts";
import { readChartFolder } from "../chart/tree.ts";
import { HelmError } from "../errors.ts";
import type { ArchiveLimits } from "./limits.ts";
import { Allowance, readEntries } from "./read-archive.ts";

/** How deep archives of subcharts may lie in each other. */
const maxDepth = 10;

/**
 * The chart in an archive, as `helm package` makes it or a repository serves it, with the archives of subcharts below `charts/`.
 * The limits are for all of them together.
 *
 * @throws HelmError
 */
export async function unpackChart(archive: Uint8Array, limits: ArchiveLimits = {}): Promise<Chart> {
  const allowance = new Allowance(limits);
  const entries = await readEntries(archive, allowance);
  if (!entries.some(({ path }) => /^[^/]+\/Chart\.yaml$/.test(path))) {
    throw new HelmError("chart", "unable to detect chart version, no Chart.yaml found");
  }
  return loadChartArchive(entries, { unpack: await unpackSubcharts(entries, allowance) });
}

/**
 * The chart in a folder of a tree as `loadChart` has it, with the archives of subcharts below `charts/`.
 *
 * @throws HelmError
 */
export async function unpackChartFolder(tree: FileTree, folder = "", limits: ArchiveLimits = {}): Promise<Chart> {
  return await loadUnpacked(readChartFolder(tree, folder), limits);
}

/** The chart that the files are, with the archives of subcharts among them. */
export async function loadUnpacked(files: readonly ChartFile[], limits: ArchiveLimits): Promise<Chart> {
  return loadChartFiles(files, { unpack: await unpackSubcharts(files, new Allowance(limits)) });
}

type Unpack = NonNullable<LoadOptions["unpack"]>;

/** What the archives of subcharts among the files hold, and those that lie in them. */
async function unpackSubcharts(files: readonly ChartFile[], allowance: Allowance): Promise<Unpack> {
  // By the bytes of an archive, which are those its file has.
  const unpacked = new Map<Uint8Array, readonly ChartFile[]>();
  let found = files.filter(isSubchart);
  for (let depth = 0; depth < maxDepth && found.length > 0; depth++) {
    const inner: ChartFile[] = [];
    for (const { bytes } of found) {
      const entries = await readEntries(bytes, allowance);
      unpacked.set(bytes, entries);
      inner.push(...entries.filter(isSubchart));
    }
    found = inner;
  }
  return (archive) => unpacked.get(archive) ?? [];
}

function isSubchart({ path }: ChartFile): boolean {
  return /(?:^|\/)charts\/[^/_.][^/]*\.tgz$/.test(path);
}
