// What Flux costs after everything was applied: drift, intervals, a push that touches one of many, restarts.
import { setTimeout as sleep } from "node:timers/promises";
import { silentLog } from "@flux-ts/base";
import type { Log } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";
import { manifests } from "../flux/app.ts";
import { createApps, createNamespaces, nameOf, openFleet } from "../flux/fleet.ts";
import { since, type RequestCount } from "../flux/request-count.ts";
import type { Connection } from "../measure/connection.ts";
import { programInput } from "./run.ts";

export interface LiveInput {
  readonly connection?: Connection | undefined;
  readonly count: number;
  /** Whether the intervals are short, to see many runs that find nothing; then nothing else is measured. */
  readonly interval?: string;
}

/** What something took of this process. */
export interface Cost {
  readonly runs: number;
  readonly cpuMs: number;
  readonly seconds: number;
  readonly requests: RequestCount;
}

export interface LiveResult {
  readonly drift?: readonly number[];
  readonly push?: Cost;
  readonly warm?: Cost;
  readonly cold?: Cost;
  readonly intervals?: Cost;
  readonly idle?: Cost;
}

const driftTimes = 20;
const observeMs = 20_000;
/** Until each Kustomization has had its first runs. */
const settleMs = 10_000;

const { connection, count, interval } = programInput() as LiveInput;
const finished = countRuns();
await using fleet = await openFleet(connection, { log: finished.log });
const folders = Array.from({ length: count }, (_, index) => `apps/${nameOf(index)}`);
await fleet.flux.commit(Object.fromEntries(folders.map((folder) => [`${folder}/app.yaml`, manifests])));
await fleet.flux.reconcileSource();
await createNamespaces(fleet.client, count);
await createApps(fleet.client, count, {
  pathOf: (index) => `./apps/${nameOf(index)}`,
  ...(interval !== undefined && { interval }),
});
if (interval === undefined) await finished.untilQuiet();
else await sleep(settleMs);

const result: LiveResult =
  interval === undefined
    ? {
        drift: await measureDrift(),
        push: await measure(pushOne),
        warm: await measure(() => fleet.flux.restart()),
        cold: await measure(() => fleet.flux.restart({ cold: true })),
      }
    : { intervals: await observe(), idle: await observeIdle() };
process.stdout.write(JSON.stringify(result));

/** Milliseconds from a change until it is undone. */
async function measureDrift(): Promise<readonly number[]> {
  const times: number[] = [];
  for (let time = 0; time < driftTimes; time++) {
    const name = nameOf(time % count);
    const key: ObjectKey = { apiVersion: "apps/v1", kind: "Deployment", namespace: name, name };
    const image = "registry.example.com/app:drifted";
    const patch = { spec: { template: { spec: { containers: [{ name: "app", image }] } } } };
    await fleet.client.patch(key, { type: "strategic", patch }, { fieldManager: "somebody" });
    const start = performance.now();
    await fleet.client.waitFor(key, (object) => !JSON.stringify(object?.["spec"]).includes(image));
    times.push(performance.now() - start);
  }
  await finished.untilQuiet();
  return times;
}

async function pushOne(): Promise<void> {
  await fleet.flux.commit({ [`${folders[0]}/app.yaml`]: manifests.replace("v1.0.0", "v1.0.1") });
  await fleet.flux.reconcileSource();
}

async function observe(): Promise<Cost> {
  return await measure(() => sleep(observeMs), { quiet: false });
}

/** The same time with all Kustomizations suspended: what the process costs anyway. */
async function observeIdle(): Promise<Cost> {
  const { items } = await fleet.client.list({ apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" });
  for (const { apiVersion, kind, metadata } of items) {
    const { name, namespace = "" } = metadata;
    const suspend = { type: "merge", patch: { spec: { suspend: true } } } as const;
    await fleet.client.patch({ apiVersion, kind, namespace, name }, suspend);
  }
  await sleep(5000);
  return await observe();
}

/** What something takes until no run follows any more. */
async function measure(act: () => Promise<unknown>, { quiet = true } = {}): Promise<Cost> {
  const before = { cpu: process.cpuUsage(), requests: fleet.requests(), runs: finished.runs() };
  const start = performance.now();
  await act();
  if (quiet) await finished.untilQuiet();
  const { user, system } = process.cpuUsage(before.cpu);
  return {
    runs: finished.runs() - before.runs,
    cpuMs: (user + system) / 1000,
    seconds: ((quiet ? finished.last() : performance.now()) - start) / 1000,
    requests: since(before.requests, fleet.requests()),
  };
}

interface RunCounter {
  readonly log: Log;
  runs(): number;
  /** When the last run ended. */
  last(): number;
  /** Resolves when no run has ended for a while. */
  untilQuiet(): Promise<void>;
}

function countRuns(): RunCounter {
  const quietMs = 2000;
  let runs = 0;
  let last = 0;
  const log: Log = {
    ...silentLog,
    info: (message) => {
      if (message !== "reconciliation finished") return;
      runs += 1;
      last = performance.now();
    },
    with: () => log,
  };
  return {
    log,
    runs: () => runs,
    last: () => last,
    untilQuiet: async () => {
      const start = performance.now();
      while (performance.now() - Math.max(last, start) < quietMs) await sleep(100);
    },
  };
}
