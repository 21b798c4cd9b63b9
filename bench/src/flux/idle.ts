import { missingPeers } from "../../../scripts/peers/programs.ts";
import { startKubernetes } from "../../../test/real/peers/kubernetes.ts";
import type { Benchmark, Row } from "../benchmark.ts";
import { connectionOf } from "../measure/connection.ts";
import { round } from "../measure/statistics.ts";
import type { IdleInput, IdleResult } from "../programs/idle.ts";
import { runProgram } from "../programs/run.ts";
import { upstream } from "./upstream.ts";

const counts = [1, 200, 1000];
const observeMs = 20_000;

export const idleBenchmark: Benchmark = {
  name: "idle",
  about: "all controllers in one process, nothing to do, on a real API server; upstream's memory is a constant",
  async *run() {
    if (missingPeers(["kube-apiserver", "etcd"]).length > 0) return;
    for (const count of counts) yield await observe(count);
  },
};

async function observe(count: number): Promise<Row> {
  await using server = await startKubernetes();
  const connection = connectionOf(server.access, server.token, []);
  const { cpuMsPerSecond, memoryMiB, requests } = await idle({ connection, count, observeMs });
  return {
    what: `${count} Kustomizations`,
    "CPU ms per s": round(cpuMsPerSecond),
    "requests in 20 s": requests,
    MiB: Math.round(memoryMiB),
    "upstream MiB, two controllers": upstream.idleMiB,
  };
}

const idle = (input: IdleInput): Promise<IdleResult> => runProgram("idle", input);
