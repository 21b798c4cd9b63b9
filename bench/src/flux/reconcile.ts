import { missingPeers } from "../../../scripts/peers/programs.ts";
import { startKubernetes } from "../../../test/real/peers/kubernetes.ts";
import type { Benchmark, Row } from "../benchmark.ts";
import { connectionOf, type Connection } from "../measure/connection.ts";
import { median, round } from "../measure/statistics.ts";
import type { BareApplyInput, BareApplyResult } from "../programs/bare-apply.ts";
import type { ReconcileInput, ReconcileResult } from "../programs/reconcile.ts";
import { runProgram } from "../programs/run.ts";
import { total, type RequestCount } from "./request-count.ts";
import { upstream } from "./upstream.ts";

/** Numbers of Kustomizations, and how many pairs of runs. */
const sizes = [
  { count: 100, rounds: 3 },
  { count: 500, rounds: 1 },
] as const;

export const reconcileBenchmark: Benchmark = {
  name: "reconcile",
  about:
    "Kustomizations of 4 objects from creation until all are ready; upstream's figures are constants; budget 13 requests each",
  async *run() {
    const hasReal = missingPeers(["kube-apiserver", "etcd"]).length === 0;
    for (const size of sizes) {
      yield await onEmbedded(size);
      if (hasReal) yield await onReal(size);
    }
  },
};

type Size = (typeof sizes)[number];

async function onEmbedded({ count, rounds }: Size): Promise<Row> {
  const runs: ReconcileResult[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await reconcile({ count }));
  return rowOf(`${count} on the embedded API`, count, runs);
}

async function onReal({ count, rounds }: Size): Promise<Row> {
  const bare: BareApplyResult[] = [];
  const ours: ReconcileResult[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await withKubernetes((connection) => bareApply({ connection, count })));
    ours.push(await withKubernetes((connection) => reconcile({ connection, count })));
  }
  const theirs = upstream.install[count];
  const seconds = median(ours.map((run) => run.seconds));
  return {
    ...rowOf(`${count} on a real API server`, count, ours),
    "API server CPU ms each": round(median(ours.map(({ serverCpuMs }) => serverCpuMs)) / count),
    "bare client s": round(median(bare.map((run) => run.seconds))),
    "time ours/bare": round(median(ours.map((run, index) => run.seconds / (bare[index]?.seconds ?? Number.NaN)))),
    "upstream s": theirs.seconds,
    "upstream requests each": theirs.requestsEach,
    "upstream CPU ms each": theirs.cpuMsEach,
    "upstream API server CPU ms each": theirs.serverCpuMsEach,
    "time upstream/ours": round(theirs.seconds / seconds),
  };
}

/** Every run has a server of its own: what earlier ones left behind would slow it down. */
async function withKubernetes<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
  await using server = await startKubernetes();
  return await use(connectionOf(server.access, server.token, [server.pids.apiServer, server.pids.etcd]));
}

const reconcile = (input: ReconcileInput): Promise<ReconcileResult> => runProgram("reconcile", input);
const bareApply = (input: BareApplyInput): Promise<BareApplyResult> => runProgram("bare-apply", input);

function rowOf(what: string, count: number, runs: readonly ReconcileResult[]): Row {
  return {
    what,
    "ours s": round(median(runs.map(({ seconds }) => seconds))),
    "requests each": round(median(runs.map(({ requests }) => total(requests))) / count),
    "of these": runs[0] ? formatCount(runs[0].requests, count) : "",
    "CPU ms each": round(median(runs.map(({ cpuMs }) => cpuMs)) / count),
    "peak MiB": Math.round(median(runs.map(({ peakMiB }) => peakMiB))),
  };
}

function formatCount(requests: RequestCount, count: number): string {
  const each = Object.entries(requests).map(([what, number]) => [what, round(number / count)] as const);
  return each
    .filter(([, number]) => number >= 0.1)
    .toSorted(([, a], [, b]) => b - a)
    .map(([what, number]) => `${number} ${what}`)
    .join(", ");
}
