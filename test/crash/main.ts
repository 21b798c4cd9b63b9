// Runs Flux in a process of its own, which ends as by kill -9 where it is told to.
import type { Checkpoint, ReachCheckpoint } from "@flux-ts/base";
import { messageOf } from "@flux-ts/base";
import { connect } from "@flux-ts/kube";
import { createLog, lead, startManager } from "@flux-ts/manager";
import type { Ending, Order, Report, Start } from "./messages.ts";

const log = createLog({ level: "info" });
const counts = new Map<Checkpoint, number>();
let ending: Ending | undefined;

const reach: ReachCheckpoint = (checkpoint) => {
  const count = (counts.get(checkpoint) ?? 0) + 1;
  counts.set(checkpoint, count);
  if (ending?.checkpoint === checkpoint && ending.occurrence === count) end();
  tell({ tell: "reached", checkpoint });
};

/** Nothing more is done: no handler runs, nothing is flushed, and no line of code after this. */
function end(): never {
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

function tell(report: Report): void {
  process.send?.(report);
}

/** Ends the controllers. */
let stop = async (): Promise<void> => {};

async function start({ server, storage, artifactPort, leaseMs }: Start): Promise<void> {
  const credentials = () => Promise.resolve({});
  const client = connect({ server: new URL(server), tls: {}, namespace: "flux-system", credentials });
  if (leaseMs !== undefined) {
    const periods = { leaseDurationMs: leaseMs, renewDeadlineMs: leaseMs * 0.8, retryPeriodMs: leaseMs / 10 };
    const signal = new AbortController().signal;
    await lead({ client, log, namespace: "flux-system", signal, reach, ...periods });
  }
  const manager = await startManager({
    client,
    log,
    storage: { path: storage, address: { host: "127.0.0.1", port: artifactPort } },
    // Every write of a status is one that a crash may follow.
    pace: { noteDelayMs: 0 },
    reach,
  });
  stop = () => manager.stop();
  await manager.synced;
}

async function obey(order: Order): Promise<void> {
  if (order.do === "start") {
    await start(order.start);
    tell({ tell: "synced" });
    return;
  }
  if (order.do === "stop") {
    await stop();
    tell({ tell: "stopped" });
    return;
  }
  counts.clear();
  ending = order.ending;
  tell({ tell: "armed" });
}

process.on("message", (order: Order) => {
  obey(order).catch((error: unknown) => tell({ tell: "failed", message: messageOf(error) }));
});
