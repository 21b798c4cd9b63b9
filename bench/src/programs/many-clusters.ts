// What watching the applied objects of many clusters costs a process: each cluster has its own connections, each kind
// of it a watch. The clusters are embedded APIs in another process, over HTTP.
import { setTimeout as sleep } from "node:timers/promises";
import { readdirSync } from "node:fs";
import { recordRules } from "@flux-ts/apply";
import { createClient, systemClock } from "@flux-ts/kube";
import { LiveView } from "@flux-ts/live";
import type { KeptObject } from "@flux-ts/live";
import { openTransport, type Connection } from "../measure/connection.ts";
import { programInput } from "./run.ts";

export interface ManyClustersInput {
  readonly clusters: readonly Connection[];
  readonly kinds: readonly { readonly apiVersion: string; readonly kind: string }[];
}

export interface ManyClustersResult {
  readonly sockets: number;
  readonly memoryMiB: number;
  /** More than without any watch. */
  readonly addedMiB: number;
  readonly seconds: number;
  /** CPU time per second of the clock while nothing happens, in milliseconds. */
  readonly idleCpuMsPerSecond: number;
}

/** Until the connections of the first lists are closed. */
const settleMs = 15_000;
const observeMs = 10_000;

const { clusters, kinds } = programInput() as ManyClustersInput;
const memory = (): number => process.memoryUsage.rss() / 2 ** 20;
const sockets = (): number => readdirSync("/proc/self/fd").length;

const clients = clusters.map((connection) => createClient({ transport: openTransport(connection) }));
for (const client of clients) await client.discovery.resources();
const before = { memory: memory(), sockets: sockets() };
const start = performance.now();
const views = clients.map((client) => {
  const rules = recordRules("kustomize-controller");
  return new LiveView({ client, clock: systemClock, rules, labelSelector: "kustomize.toolkit.fluxcd.io/name" });
});
for (const view of views) view.keep("all", kinds.map(keptOf));
const { signal } = new AbortController();
await Promise.all(views.map((view) => view.ready("all", { signal, timeoutMs: 60_000 })));
const seconds = (performance.now() - start) / 1000;
await sleep(settleMs);
const cpu = process.cpuUsage();
await sleep(observeMs);
const { user, system } = process.cpuUsage(cpu);
const result: ManyClustersResult = {
  sockets: sockets() - before.sockets,
  memoryMiB: memory(),
  addedMiB: memory() - before.memory,
  seconds,
  idleCpuMsPerSecond: (user + system) / observeMs,
};
process.stdout.write(JSON.stringify(result));
await Promise.all(views.map((view) => view.close()));
await Promise.all(clients.map((client) => client.close()));

function keptOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): KeptObject {
  const seen = { name: "a", namespace: "default", uid: "", resourceVersion: "1", generation: 1, ownership: "" };
  const key = { apiVersion, kind, namespace: "default", name: "a" };
  return { key, desired: "", seen: { ...seen, writtenAt: "", others: undefined, owner: "", controls: "" } };
}
