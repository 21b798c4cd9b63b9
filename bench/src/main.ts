// Benchmarks against the real programs. npm run bench -- [NAME...] [--json FILE] [--build]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { buildPeers } from "../../scripts/peers/build.ts";
import { missingPeers } from "../../scripts/peers/programs.ts";
import { apiServerBenchmark } from "./apiserver/benchmark.ts";
import type { Benchmark, Row } from "./benchmark.ts";
import { idleBenchmark } from "./flux/idle.ts";
import { liveBenchmark } from "./flux/live.ts";
import { manyClustersBenchmark } from "./flux/many-clusters.ts";
import { pushBenchmark } from "./flux/push.ts";
import { reconcileBenchmark } from "./flux/reconcile.ts";
import { helmBenchmark } from "./helm/benchmark.ts";
import { kustomizeBenchmark } from "./kustomize/benchmark.ts";
import { formatTable } from "./table.ts";

const benchmarks: readonly Benchmark[] = [
  kustomizeBenchmark,
  helmBenchmark,
  apiServerBenchmark,
  reconcileBenchmark,
  pushBenchmark,
  liveBenchmark,
  manyClustersBenchmark,
  idleBenchmark,
];

const { values: flags, positionals: names } = parseArgs({
  options: { json: { type: "string" }, build: { type: "boolean" } },
  allowPositionals: true,
});
const unknown = names.filter((name) => benchmarks.every((benchmark) => benchmark.name !== name));
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(", ")}: there are ${benchmarks.map(({ name }) => name).join(", ")}`);
  process.exit(1);
}
const compared = ["kube-apiserver", "etcd", "kustomize", "helm"] as const;
if (flags.build) buildPeers(compared);
const missing = missingPeers(compared);
if (missing.length > 0) {
  console.log(`Not built: ${missing.join(", ")}. What compares with these is left out; --build builds them.\n`);
}

const results: { [name: string]: readonly Row[] } = {};
for (const benchmark of benchmarks.filter(({ name }) => names.length === 0 || names.includes(name))) {
  results[benchmark.name] = await run(benchmark);
}
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(results, undefined, 2)}\n`);

async function run({ name, about, run }: Benchmark): Promise<readonly Row[]> {
  console.log(`## ${name}: ${about}`);
  const rows: Row[] = [];
  for await (const row of run()) {
    console.error(`${name}: ${Object.values(row)[0]}`);
    rows.push(row);
  }
  console.log(`${formatTable(rows)}\n`);
  return rows;
}
