import { missingPeers } from "../../../scripts/peers/programs.ts";
import type { Benchmark, Row } from "../benchmark.ts";
import { createTemporaryFolder } from "../measure/folder.ts";
import { median, round } from "../measure/statistics.ts";
import { usageOf } from "../measure/usage.ts";
import { createMany, loads, type Load } from "./loads.ts";
import { bundleEmbedded, startEmbedded, startInProcess, startReal, type Server } from "./servers.ts";

const rounds = 3;
const manyObjects = 10_000;

export const apiServerBenchmark: Benchmark = {
  name: "apiserver",
  about:
    "16 connections over HTTP to the embedded API in memory and on disk and to kube-apiserver with etcd, and calls in process; CPU of the servers",
  async *run() {
    await using stack = new AsyncDisposableStack();
    const bundle = await bundleEmbedded(stack.use(await createTemporaryFolder()).path);
    const servers = [
      stack.use(await startEmbedded(bundle)),
      stack.use(await startEmbedded(bundle, { durable: true })),
      stack.use(startInProcess()),
    ];
    if (missingPeers(["kube-apiserver", "etcd"]).length === 0) servers.push(stack.use(await startReal()));
    const results = new Map<string, Sample[]>();
    // What serves for days is not to be judged by its first second: the first round of each does not count.
    for (const server of servers) await loadServer(server, 0, new Map());
    for (let round = 1; round <= rounds; round++) {
      for (const server of servers) await loadServer(server, round, results);
    }
    yield* loads.map((load) => rowOf(load, servers, results));
    yield memoryOf(servers);
    const filled: (readonly [string, string])[] = [];
    for (const server of servers.filter(({ pids }) => pids.length > 0)) filled.push(await fill(server));
    yield { what: "memory of 10,000 ConfigMaps of 1.8 kB", ...Object.fromEntries(filled) };
  },
};

interface Sample {
  readonly perSecond: number;
  readonly cpuMs: number;
}

async function loadServer(server: Server, round: number, results: Map<string, Sample[]>): Promise<void> {
  const namespace = `load-${round}`;
  const client = server.client.with({ fieldManager: "bench" });
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  for (const load of loads) {
    const cpuBefore = cpuOf(server);
    const start = performance.now();
    const operations = await load.run(client, namespace);
    const perSecond = (operations * 1000) / (performance.now() - start);
    const cpuMs = (cpuOf(server) - cpuBefore) / operations;
    const key = keyOf(server, load);
    results.set(key, [...(results.get(key) ?? []), { perSecond, cpuMs }]);
  }
}

function keyOf(server: Server, load: Load): string {
  return `${server.name}/${load.name}`;
}

function cpuOf({ pids }: Server): number {
  return pids.reduce((sum, pid) => sum + usageOf(pid).cpuMs, 0);
}

function rowOf(load: Load, servers: readonly Server[], results: ReadonlyMap<string, readonly Sample[]>): Row {
  const samplesOf = (server: Server): readonly Sample[] => results.get(keyOf(server, load)) ?? [];
  const columns = servers.flatMap((server) => {
    const samples = samplesOf(server);
    const speed = [`${server.name} /s`, Math.round(median(samples.map(({ perSecond }) => perSecond)))] as const;
    const cpu = [`${server.name} CPU ms`, round(median(samples.map(({ cpuMs }) => cpuMs)))] as const;
    return server.pids.length === 0 ? [speed] : [speed, cpu];
  });
  const [ours, durable, inProcess, real] = servers;
  const ratio = (a: Server | undefined, b: Server | undefined, of: keyof Sample) => {
    if (a === undefined || b === undefined) return undefined;
    return round(median(samplesOf(a).map((sample, index) => sample[of] / (samplesOf(b)[index]?.[of] ?? Number.NaN))));
  };
  const ratios = {
    "ours/real": ratio(ours, real, "perSecond"),
    "durable/real": ratio(durable, real, "perSecond"),
    "in process/ours": ratio(inProcess, ours, "perSecond"),
    "CPU real/ours": ratio(real, ours, "cpuMs"),
  };
  return { what: load.name, ...Object.fromEntries(columns), ...known(ratios) };
}

function known(ratios: { readonly [name: string]: number | undefined }): { readonly [name: string]: number } {
  return Object.fromEntries(
    Object.entries(ratios).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

/** Creates many objects, and says how much more memory the processes hold with them. */
async function fill(server: Server): Promise<readonly [string, string]> {
  const before = residentOf(server);
  await createMany(server.client.with({ fieldManager: "bench" }), manyObjects);
  return [`${server.name} /s`, `${Math.round(residentOf(server) - before)} of ${Math.round(residentOf(server))} MiB`];
}

function residentOf({ pids }: Server): number {
  return pids.reduce((sum, pid) => sum + usageOf(pid).residentMiB, 0);
}

function memoryOf(servers: readonly Server[]): Row {
  const columns = servers
    .filter(({ pids }) => pids.length > 0)
    .map(({ name, pids }) => {
      const peak = pids.reduce((sum, pid) => sum + usageOf(pid).peakMiB, 0);
      return [`${name} /s`, `${Math.round(peak)} MiB`] as const;
    });
  return { what: "peak memory", ...Object.fromEntries(columns) };
}
