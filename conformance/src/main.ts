import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { raiseBaseline, regressionsOf } from "./baseline.ts";
import type { Baseline } from "./baseline.ts";
import { corpora } from "./corpora/index.ts";
import { runCorpus } from "./run.ts";
import type { FileReport, KnownDifferences } from "./run.ts";

const usage = `Runs the recorded cases of the real programs.

npm run conformance -- [NAME...] [--corpus DIR] [--failures N] [--raise] [--summary FILE]

  NAME          corpora to run (default: all)
  --corpus DIR  folder of the corpora (default: ../shared/corpus)
  --failures N  details of the first N failures of each file (default: 0)
  --raise       writes the counts into conformance/baseline.json where they rose
  --summary F   writes {"passed": N, "failed": N} to a file`;

const root = fileURLToPath(new URL("../..", import.meta.url));
const defaultDirectory = resolve(root, "../shared/corpus");
const baselineFile = fileURLToPath(new URL("../baseline.json", import.meta.url));

const { values: flags, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: "string" },
    failures: { type: "string", default: "0" },
    raise: { type: "boolean", default: false },
    summary: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});

process.exitCode = flags.help ? showUsage() : await main();

function showUsage(): number {
  console.log(usage);
  return 0;
}

async function main(): Promise<number> {
  const directory = resolve(flags.corpus ?? defaultDirectory);
  if (!existsSync(directory)) return await skipped(directory);
  const reports = await runAll(directory);
  const baseline = directory === defaultDirectory ? await readJson<Baseline>(baselineFile, {}) : {};
  const regressions = regressionsOf(reports, baseline);
  for (const regression of regressions) console.log(`FAILED  ${regression}`);
  if (flags.raise && regressions.length === 0) await writeJson(baselineFile, raiseBaseline(reports, baseline));
  const passed = reports.reduce((sum, report) => sum + report.passed, 0);
  console.log(`conformance: ${passed} cases passed, ${regressions.length} regressions`);
  if (flags.summary) await writeJson(flags.summary, { passed, failed: regressions.length });
  return regressions.length > 0 ? 1 : 0;
}

async function skipped(directory: string): Promise<number> {
  console.log(`Skipped: there are no recorded cases at ${directory}. Name their folder with --corpus DIR.`);
  if (flags.summary) await writeJson(flags.summary, { passed: 0, failed: 0 });
  return flags.corpus === undefined ? 0 : 1;
}

async function runAll(directory: string): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  for (const name of await namesToRun(directory)) {
    const corpus = corpora.find((candidate) => candidate.name === name);
    if (corpus === undefined) {
      console.log(`${name}  not yet`);
      continue;
    }
    const known = await readJson<KnownDifferences>(
      fileURLToPath(new URL(`../known-differences/${name}.json`, import.meta.url)),
      {},
    );
    for await (const report of runCorpus(corpus, resolve(directory, name), known)) {
      printReport(report);
      reports.push(report);
    }
  }
  return reports;
}

async function namesToRun(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const present = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const unknown = names.filter((name) => !present.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`No such corpus: ${unknown.join(", ")}. There are: ${present.join(", ")}`);
  return names.length > 0 ? names : present.toSorted();
}

function printReport({ corpus, file, passed, total, known, failures }: FileReport): void {
  console.log(`${corpus} ${file} ${passed}/${total}, ${known} known differences`);
  for (const { id, difference } of failures.slice(0, Number(flags.failures))) {
    console.log(`--- ${id}\n${difference.replaceAll(/^/gm, "    ")}`);
  }
}

async function readJson<T>(file: string, fallback: T): Promise<T> {
  return existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as T) : fallback;
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
