import { missingPeers } from "../../../scripts/peers/programs.ts";
import { startKubernetes } from "../../../test/real/peers/kubernetes.ts";
import type { Benchmark, Row } from "../benchmark.ts";
import { connectionOf, type Connection } from "../measure/connection.ts";
import { round } from "../measure/statistics.ts";
import type { BareApplyInput, BareApplyResult } from "../programs/bare-apply.ts";
import type { ReconcileInput, ReconcileResult } from "../programs/reconcile.ts";
import { runProgram } from "../programs/run.ts";
import { total, type RequestCount } from "./request-count.ts";
import { upstream } from "./upstream.ts";

const counts = [100, 500] as const;

export const reconcileBenchmark: Benchmark = {
  name: "reconcile",
  about:
    "Kustomizations of 4 objects from creation until all are ready; upstream's figures are constants; budget 13 requests each",
  async *run() {
    const hasReal = missingPeers(["kube-apiserver", "etcd"]).length === 0;
    for (const count of counts) {
      yield rowOf(`${count} on the embedded API`, await reconcile({ count }), { count });
      if (hasReal) yield await onReal(count);
    }
  },
};

async function onReal(count: (typeof counts)[number]): Promise<Row> {
  const bare = await withKubernetes((connection) => bareApply({ connection, count }));
  const ours = await withKubernetes((connection) => reconcile({ connection, count }));
  const theirs = upstream.install[count];
  return {
    ...rowOf(`${count} on a real API server`, ours, { count }),
    "API server CPU ms each": round(ours.serverCpuMs / count),
    "bare client s": round(bare.seconds),
    "time ours/bare": round(ours.seconds / bare.seconds),
    "upstream s": theirs.seconds,
    "upstream requests each": theirs.requestsEach,
    "upstream CPU ms each": theirs.cpuMsEach,
    "time upstream/ours": round(theirs.seconds / ours.seconds),
  };
}

/** Every run has a server of its own: what earlier ones left behind would slow it down. */
async function withKubernetes<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
  await using server = await startKubernetes();
  return await use(connectionOf(server.access, server.token, [server.pids.apiServer, server.pids.etcd]));
}

const reconcile = (input: ReconcileInput): Promise<ReconcileResult> => runProgram("reconcile", input);
const bareApply = (input: BareApplyInput): Promise<BareApplyResult> => runProgram("bare-apply", input);

function rowOf(what: string, ours: ReconcileResult, { count }: { readonly count: number }): Row {
  return {
    what,
    "ours s": round(ours.seconds),
    "requests each": round(total(ours.requests) / count),
    "of these": formatCount(ours.requests, count),
    "CPU ms each": round(ours.cpuMs / count),
    "peak MiB": Math.round(ours.peakMiB),
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
