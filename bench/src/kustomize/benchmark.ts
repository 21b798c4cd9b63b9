import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build, emit } from "@flux-ts/kustomize";
import { missingPeers, peerPath } from "../../../scripts/peers/programs.ts";
import type { Benchmark, Row } from "../benchmark.ts";
import { bundleProgram, longRunFlags, shortRunFlags } from "../bundle/bundle.ts";
import { createTemporaryFolder } from "../measure/folder.ts";
import { runMeasured, type Run, sumOf } from "../measure/run.ts";
import { median, round } from "../measure/statistics.ts";
import { diskTree } from "./disk-tree.ts";
import { writeTree } from "./trees.ts";

/** Objects of an overlay, and how many pairs of runs: the real kustomize grows quadratically. */
const sizes = [
  { objects: 30, rounds: 5 },
  { objects: 300, rounds: 5 },
  { objects: 900, rounds: 3 },
  { objects: 3000, rounds: 1 },
];
const smallOverlays = 100;

export const kustomizeBenchmark: Benchmark = {
  name: "kustomize",
  about: "kustomize build, process against process, on a base and an overlay; same output checked",
  async *run() {
    await using folder = await createTemporaryFolder();
    const program = await bundleProgram("kustomize-build", folder.path);
    for (const { objects, rounds } of sizes) yield await compareOverlay(program, objects, rounds);
    yield await compareManyOverlays(program);
    yield await measureWarmBuilds();
  },
};

async function compareOverlay(program: string, objects: number, rounds: number): Promise<Row> {
  await using folder = await createTemporaryFolder();
  const overlay = await writeTree(folder.path, objects);
  const pairs: Pair[] = [];
  await runOurs(program, folder.path, [overlay]); // the first run fills the cache of compiled code
  for (let round = 0; round < rounds; round++) {
    pairs.push(await runPair(program, folder.path, [overlay]));
  }
  return rowOf(`${objects} objects`, pairs);
}

async function compareManyOverlays(program: string): Promise<Row> {
  await using folder = await createTemporaryFolder();
  const overlays: string[] = [];
  for (let index = 0; index < smallOverlays; index++) {
    overlays.push(await writeTree(join(folder.path, String(index)), 9));
  }
  return rowOf(`${smallOverlays} overlays of 9, ours in one process`, [await runPair(program, folder.path, overlays)]);
}

interface Pair {
  readonly ours: Run;
  readonly real: Run | undefined;
}

/** Small overlays again and again in one process, as a controller builds them. */
async function measureWarmBuilds(): Promise<Row> {
  await using folder = await createTemporaryFolder();
  await writeTree(folder.path, 9);
  const tree = diskTree(folder.path);
  const times: number[] = [];
  for (let turn = 0; turn < 500; turn++) {
    const start = performance.now();
    emit(build(tree, "overlay").resources);
    times.push(performance.now() - start);
  }
  return { what: "1 overlay of 9, warm", "ours s": round(median(times.slice(200)) / 1000) };
}

function runOurs(program: string, root: string, folders: readonly string[]): Promise<Run> {
  const input = { root, folders: folders.map((folder) => folder.slice(root.length + 1)) };
  const flags = folders.length > 1 ? longRunFlags : shortRunFlags;
  return runMeasured(process.execPath, [...flags, program, JSON.stringify(input)], join(root, "ours.yaml"));
}

/** Builds the folders with both, and checks that both say the same. */
async function runPair(program: string, root: string, folders: readonly string[]): Promise<Pair> {
  const ours = await runOurs(program, root, folders);
  if (missingPeers(["kustomize"]).length > 0) return { ours, real: undefined };
  const runs: Run[] = [];
  const outputs: string[] = [];
  for (const folder of folders) {
    const output = join(root, `real-${basename(folder)}.yaml`);
    runs.push(await runMeasured(peerPath("kustomize"), ["build", folder], output));
    outputs.push(await readFile(output, "utf8"));
  }
  if ((await readFile(join(root, "ours.yaml"), "utf8")) !== outputs.join(""))
    throw new Error(`Outputs differ for ${folders[0]}`);
  return { ours, real: sumOf(runs) };
}

function rowOf(what: string, pairs: readonly Pair[]): Row {
  const real = pairs.flatMap((pair) => pair.real ?? []);
  const ratios = pairs.flatMap(({ ours, real }) => (real ? [real.cpuMs / ours.cpuMs] : []));
  return {
    what,
    ...columns(
      "ours",
      pairs.map(({ ours }) => ours),
    ),
    ...(real.length > 0 && { ...columns("real", real), "CPU real/ours": round(median(ratios)) }),
  };
}

function columns(who: string, runs: readonly Run[]): Row {
  return {
    [`${who} s`]: round(median(runs.map(({ wallMs }) => wallMs)) / 1000),
    [`${who} CPU s`]: round(median(runs.map(({ cpuMs }) => cpuMs)) / 1000),
    [`${who} MiB`]: Math.round(median(runs.map(({ peakMiB }) => peakMiB))),
  };
}
