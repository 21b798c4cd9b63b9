import { missingPeers } from "../../../scripts/peers/programs.ts";
import { startKubernetes } from "../../../test/real/peers/kubernetes.ts";
import type { Benchmark, Row } from "../benchmark.ts";
import { connectionOf } from "../measure/connection.ts";
import { median, quantile, round } from "../measure/statistics.ts";
import type { PushInput, PushResult } from "../programs/push.ts";
import { runProgram } from "../programs/run.ts";

const times = 20;

export const pushBenchmark: Benchmark = {
  name: "push",
  about: "from a commit until its object is applied, the source being told at once as by a webhook",
  async *run() {
    yield rowOf("on the embedded API", await push({ times }));
    if (missingPeers(["kube-apiserver", "etcd"]).length > 0) return;
    await using server = await startKubernetes();
    const connection = connectionOf(server.access, server.token, []);
    yield rowOf("on a real API server", await push({ connection, times }));
  },
};

const push = (input: PushInput): Promise<PushResult> => runProgram("push", input);

function rowOf(what: string, { seconds }: PushResult): Row {
  return {
    what,
    "median s": round(median(seconds)),
    "95 % s": round(quantile(seconds, 0.95)),
    "worst s": round(Math.max(...seconds)),
  };
}
