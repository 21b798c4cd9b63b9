// Flux installs applications: how long until all are ready, and what that costs.
import { setTimeout as sleep } from "node:timers/promises";
import { createApps, createNamespaces, openFleet } from "../flux/fleet.ts";
import { since, type RequestCount } from "../flux/request-count.ts";
import type { Connection } from "../measure/connection.ts";
import { usageOf } from "../measure/usage.ts";
import { programInput } from "./run.ts";

export interface ReconcileInput {
  /** The real API server; undefined is the embedded one. */
  readonly connection?: Connection | undefined;
  readonly count: number;
}

export interface ReconcileResult {
  readonly seconds: number;
  readonly requests: RequestCount;
  /** CPU time of this process: Flux, its Git and artifact servers, and the API where it is embedded. */
  readonly cpuMs: number;
  /** CPU time of the processes of the API server. */
  readonly serverCpuMs: number;
  readonly peakMiB: number;
}

/** Events and history are written a moment later. */
const settleMs = 1000;

const { connection, count } = programInput() as ReconcileInput;
const cpuOfServer = (): number => (connection?.pids ?? []).reduce((sum, pid) => sum + usageOf(pid).cpuMs, 0);

await using fleet = await openFleet(connection);
await createNamespaces(fleet.client, count);
const before = { cpu: process.cpuUsage(), server: cpuOfServer(), requests: fleet.requests() };
const start = performance.now();
await createApps(fleet.client, count);
const seconds = (performance.now() - start) / 1000;
await sleep(settleMs);
const { user, system } = process.cpuUsage(before.cpu);
const result: ReconcileResult = {
  seconds,
  requests: since(before.requests, fleet.requests()),
  cpuMs: (user + system) / 1000,
  serverCpuMs: cpuOfServer() - before.server,
  peakMiB: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify(result));
