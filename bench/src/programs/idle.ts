// What Flux costs while nothing happens: its Kustomizations are ready and their intervals long.
import { setTimeout as sleep } from "node:timers/promises";
import { createApps, createNamespaces, openFleet } from "../flux/fleet.ts";
import { since, total } from "../flux/request-count.ts";
import type { Connection } from "../measure/connection.ts";
import { programInput } from "./run.ts";

export interface IdleInput {
  readonly connection: Connection;
  readonly count: number;
  readonly observeMs: number;
}

export interface IdleResult {
  /** CPU time per second of the clock, in milliseconds. */
  readonly cpuMsPerSecond: number;
  readonly memoryMiB: number;
  readonly requests: number;
}

/** Node cleans up its memory for some seconds after it had much to do. */
const settleMs = 30_000;

const { connection, count, observeMs } = programInput() as IdleInput;
await using fleet = await openFleet(connection);
await createNamespaces(fleet.client, count);
await createApps(fleet.client, count);
await sleep(settleMs);
const before = { cpu: process.cpuUsage(), requests: fleet.requests() };
await sleep(observeMs);
const { user, system } = process.cpuUsage(before.cpu);
const result: IdleResult = {
  cpuMsPerSecond: (user + system) / observeMs,
  memoryMiB: process.memoryUsage.rss() / 2 ** 20,
  requests: total(since(before.requests, fleet.requests())),
};
process.stdout.write(JSON.stringify(result));
