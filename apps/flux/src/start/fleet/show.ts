import { formatDuration } from "@flux-ts/base";
import type { Client } from "@flux-ts/kube";
import { fleetPlace } from "../objects.ts";
import type { FleetView } from "../view/view.ts";
import { summaryOf } from "../view/words.ts";
import { isReady } from "./fleet.ts";
import type { Fleet } from "./fleet.ts";
import { followFleet } from "./follow.ts";

/** A fleet that a view shows. */
export interface ShownFleet {
  readonly latest: Fleet;
  /** The first state that is ready, or cannot become so by itself. */
  readonly settled: Promise<Fleet>;
}

export interface ShowOptions {
  readonly view: FleetView;
  /** Printed when the fleet is ready for the first time. */
  readonly advice: readonly string[];
  readonly signal: AbortSignal;
}

/** Shows the fleet, now and on every change, and says each time it has become ready. */
export async function showFleet(client: Client, { view, advice, signal }: ShowOptions): Promise<ShownFleet> {
  const settled = Promise.withResolvers<Fleet>();
  let latest: Fleet = [];
  let workingSince: number | undefined = Date.now();
  let unread = advice;
  await followFleet(client, signal, (fleet) => {
    latest = fleet;
    view.show(fleet);
    if (fleet.some(({ phase }) => phase === "stalled")) settled.resolve(fleet);
    if (!isReady(fleet)) {
      workingSince ??= Date.now();
      return;
    }
    settled.resolve(fleet);
    if (workingSince === undefined) return;
    view.print([readyLine(fleet, Date.now() - workingSince), ...unread]);
    workingSince = undefined;
    unread = [];
  });
  return {
    get latest() {
      return latest;
    },
    settled: settled.promise,
  };
}

function readyLine(fleet: Fleet, tookMs: number): string {
  const source = `GitRepository/${fleetPlace.namespace}/${fleetPlace.name}`;
  const revision = fleet.find(({ name }) => name === source)?.revision ?? "";
  return `✔ fleet ready: ${revision} (${summaryOf(fleet)}) in ${formatDuration(tookMs)}`;
}
