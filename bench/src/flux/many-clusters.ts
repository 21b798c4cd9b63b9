import { createApiServer } from "@flux-ts/apiserver";
import { formatGroupVersion } from "@flux-ts/base";
import { createClient } from "@flux-ts/kube";
import type { Benchmark } from "../benchmark.ts";
import type { Connection } from "../measure/connection.ts";
import { round } from "../measure/statistics.ts";
import type { ManyClustersInput, ManyClustersResult } from "../programs/many-clusters.ts";
import { runProgram } from "../programs/run.ts";

const clusterCount = 20;
const kindCount = 40;
const token = "admin";

export const manyClustersBenchmark: Benchmark = {
  name: "many-clusters",
  about: `one process that watches the metadata of ${kindCount} kinds on each of ${clusterCount} clusters`,
  async *run() {
    await using stack = new AsyncDisposableStack();
    const servers = Array.from({ length: clusterCount }, () =>
      stack.use(createApiServer({ tokens: [{ token, user: "admin", groups: ["system:masters"] }] })),
    );
    const clusters: Connection[] = [];
    for (const server of servers) {
      const { url } = await server.listen({ host: "127.0.0.1", port: 0 });
      clusters.push({ server: url, token, pids: [] });
    }
    const result = await runProgram<ManyClustersResult>("many-clusters", {
      clusters,
      kinds: await kindsOf(servers[0]),
    } satisfies ManyClustersInput);
    yield {
      what: `${clusterCount} clusters x ${kindCount} kinds`,
      sockets: result.sockets,
      MiB: Math.round(result.memoryMiB),
      "MiB of the watches": Math.round(result.addedMiB),
      "s until all are listed": round(result.seconds),
      "idle CPU ms per s": round(result.idleCpuMsPerSecond),
    };
  },
};

/** Kinds that can be watched. */
async function kindsOf(server: ReturnType<typeof createApiServer> | undefined): Promise<ManyClustersInput["kinds"]> {
  if (server === undefined) return [];
  const client = createClient({ transport: server.transport() });
  const resources = await client.discovery.resources();
  await client.close();
  const watchable = resources.filter(({ verbs }) => verbs.includes("watch") && verbs.includes("list"));
  const kinds = watchable.map(({ group, version, kind }) => ({
    apiVersion: formatGroupVersion({ group, version }),
    kind,
  }));
  return [...new Map(kinds.map((kind) => [kind.kind, kind])).values()].slice(0, kindCount);
}
