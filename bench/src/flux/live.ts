import { missingPeers } from "../../../scripts/peers/programs.ts";
import { startKubernetes } from "../../../test/real/peers/kubernetes.ts";
import type { Benchmark, Row } from "../benchmark.ts";
import { connectionOf, type Connection } from "../measure/connection.ts";
import { median, quantile, round } from "../measure/statistics.ts";
import type { Cost, LiveInput, LiveResult } from "../programs/live.ts";
import { runProgram } from "../programs/run.ts";
import { total } from "./request-count.ts";

const count = 200;

export const liveBenchmark: Benchmark = {
  name: "live",
  about: `${count} Kustomizations of 4 objects that are applied: drift, a push that touches one, restarts, intervals`,
  async *run() {
    yield* rowsOn("embedded", undefined);
    if (missingPeers(["kube-apiserver", "etcd"]).length > 0) return;
    await using server = await startKubernetes();
    yield* rowsOn("real", connectionOf(server.access, server.token, []));
  },
};

async function* rowsOn(api: string, connection: Connection | undefined): AsyncIterable<Row> {
  const { drift = [], push, warm, cold } = await live({ connection, count });
  const [middle, most] = [median(drift), quantile(drift, 0.95)].map(round);
  yield { what: `drift put right, ${api} API`, ...blank, seconds: `${middle} ms, 95 % within ${most} ms` };
  if (push) yield rowOf(`push that touches 1 of ${count}, ${api} API`, push);
  if (warm) yield rowOf(`restart, warm, ${api} API`, warm);
  if (cold) yield rowOf(`restart, cold, ${api} API`, cold);
  if (connection !== undefined) return;
  const { intervals, idle } = await live({ count, interval: "2s" });
  if (intervals && idle) {
    const cpuMs = intervals.cpuMs - idle.cpuMs;
    yield rowOf(`runs that find nothing, ${api} API`, { ...intervals, cpuMs });
  }
}

const live = (input: LiveInput): Promise<LiveResult> => runProgram("live", input);

const blank = { runs: "", "CPU ms a run": "", requests: "", "of these": "" };

function rowOf(what: string, { runs, cpuMs, seconds, requests }: Cost): Row {
  const some = Object.entries(requests).filter(([, number]) => number > 0);
  return {
    what,
    runs,
    "CPU ms a run": round(cpuMs / runs),
    requests: total(requests),
    "of these": some.map(([name, number]) => `${number} ${name}`).join(", "),
    seconds: round(seconds),
  };
}
