import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { missingPeers, peerPath } from "../../../scripts/peers/programs.ts";
import type { Benchmark, Row } from "../benchmark.ts";
import { bundleProgram, longRunFlags, shortRunFlags } from "../bundle/bundle.ts";
import { createTemporaryFolder } from "../measure/folder.ts";
import { runMeasured, sumOf } from "../measure/run.ts";
import type { Run } from "../measure/run.ts";
import { median, round } from "../measure/statistics.ts";
import { argumentsOf, chartsDirectory, findRenderings } from "./renderings.ts";
import type { Rendering } from "./renderings.ts";

/** Charts that are compared one by one: what they print is large, medium and small. */
const alone = ["kube-prometheus-stack", "argo-cd", "kyverno", "metrics-server"];
const rounds = 5;
const releases = 100;
/** How often all charts are rendered in one process until they are called known, and how often after that. */
const passes = { before: 2, counted: 4 };
const releasedChart = "traefik";

export const helmBenchmark: Benchmark = {
  name: "helm",
  about: "helm template, process against process, then many charts and releases in one process; same output checked",
  async *run() {
    yield await measureIndex("index file of 50 MB, one chart wanted", { megabytes: 50, charts: ["chart-7"] });
    yield await measureIndex("index file of 50 MB, all charts", { megabytes: 50 });
    const renderings = findRenderings();
    if (renderings.length === 0) {
      yield { what: `no charts in ${chartsDirectory}: name a folder of charts with FLUX_BENCH_CHARTS` };
      return;
    }
    await using folder = await createTemporaryFolder();
    const compare = new Comparison(await bundleProgram("helm-template", folder.path), folder.path);
    await compare.warmUp(renderings.slice(0, 1));
    for (const chart of alone) {
      const own = renderings.filter((rendering) => rendering.chart === chart);
      if (own.length === 0) yield { what: `${chart} is not in ${chartsDirectory}` };
      else yield await compare.row(chart, own, rounds);
    }
    yield await compare.row(`${renderings.length} charts, ours in one process`, renderings, 1);
    yield await compare.again(`${renderings.length} charts that the process knows`, renderings);
    const released = renderings.find(({ chart }) => chart === releasedChart) ?? renderings.slice(0, 1)[0];
    if (released === undefined) return;
    const many = Array.from({ length: releases }, (_, index) => ({ ...released, release: `rel-${index}` }));
    yield await compare.row(`${releases} releases of ${released.chart}, ours in one process`, many, 1);
  },
};

/** Our memory alone: the real helm reads no index without a repository. */
async function measureIndex(what: string, input: object): Promise<Row> {
  await using folder = await createTemporaryFolder();
  const program = await bundleProgram("helm-index", folder.path);
  const args = [...longRunFlags, program, JSON.stringify(input)];
  return { what, ...columns("ours", [await runMeasured(process.execPath, args, join(folder.path, "index.json"))]) };
}

interface Pair {
  readonly ours: Run;
  readonly real: Run | undefined;
  readonly bytes: number;
}

class Comparison {
  readonly #program: string;
  readonly #folder: string;

  constructor(program: string, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** The first run fills the cache of compiled code. */
  async warmUp(renderings: readonly Rendering[]): Promise<void> {
    await this.#runOurs(renderings);
  }

  async row(what: string, renderings: readonly Rendering[], rounds: number): Promise<Row> {
    const pairs: Pair[] = [];
    for (let round = 0; round < rounds; round++) pairs.push(await this.#pair(renderings));
    return rowOf(what, pairs);
  }

  /** What a further pass over charts costs that the process has loaded and rendered: the difference of two runs. */
  async again(what: string, renderings: readonly Rendering[]): Promise<Row> {
    const { real, bytes } = await this.#pair(renderings);
    const before = await this.#runOurs(repeated(renderings, passes.before));
    const after = await this.#runOurs(repeated(renderings, passes.before + passes.counted));
    const each = (count: (run: Run) => number) => (count(after) - count(before)) / passes.counted;
    const ours = { wallMs: each(({ wallMs }) => wallMs), cpuMs: each(({ cpuMs }) => cpuMs), peakMiB: after.peakMiB };
    return rowOf(what, [{ ours, real, bytes }]);
  }

  #runOurs(renderings: readonly Rendering[]): Promise<Run> {
    const input = JSON.stringify({ renderings });
    const flags = renderings.length > 1 ? longRunFlags : shortRunFlags;
    return runMeasured(process.execPath, [...flags, this.#program, input], this.#outputPath("ours"));
  }

  #outputPath(who: string): string {
    return join(this.#folder, `${who}.yaml`);
  }

  /** Renders with both, and checks that both say the same. */
  async #pair(renderings: readonly Rendering[]): Promise<Pair> {
    const ours = await this.#runOurs(renderings);
    const { size: bytes } = await stat(this.#outputPath("ours"));
    if (missingPeers(["helm"]).length > 0) return { ours, real: undefined, bytes };
    const runs: Run[] = [];
    const outputs: string[] = [];
    for (const rendering of renderings) {
      runs.push(await runMeasured(peerPath("helm"), argumentsOf(rendering), this.#outputPath("real")));
      outputs.push(await readFile(this.#outputPath("real"), "utf8"));
    }
    if ((await readFile(this.#outputPath("ours"), "utf8")) !== outputs.join(""))
      throw new Error(`Outputs differ for ${renderings.map(({ chart }) => chart).join(", ")}`);
    return { ours, real: sumOf(runs), bytes };
  }
}

function repeated<T>(items: readonly T[], times: number): readonly T[] {
  return Array.from({ length: times }, () => items).flat();
}

function rowOf(what: string, pairs: readonly Pair[]): Row {
  const real = pairs.flatMap((pair) => pair.real ?? []);
  const ratios = pairs.flatMap(({ ours, real }) => (real ? [real.cpuMs / ours.cpuMs] : []));
  return {
    what,
    "output kB": Math.round(median(pairs.map(({ bytes }) => bytes)) / 1000),
    ...columns(
      "ours",
      pairs.map(({ ours }) => ours),
    ),
    ...(real.length > 0 && { ...columns("real", real), "CPU real/ours": round(median(ratios)) }),
  };
}

function columns(who: string, runs: readonly Run[]): Row {
  return {
    [`${who} CPU s`]: round(median(runs.map(({ cpuMs }) => cpuMs)) / 1000),
    [`${who} MiB`]: Math.round(median(runs.map(({ peakMiB }) => peakMiB))),
  };
}
