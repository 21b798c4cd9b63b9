import type { Cluster } from "../cluster.ts";
import { conditionOf } from "../conditions.ts";
import type { Pod } from "../kinds.ts";

/** How many of some Pods are ready, and have been for long enough. */
export interface Availability {
  readonly ready: number;
  readonly available: number;
  /** When the next of the ready ones will have been ready for long enough, in milliseconds since 1970. */
  readonly nextAt: number | undefined;
}

export function availabilityOf({ clock }: Cluster, pods: readonly Pod[], minReadySeconds: number): Availability {
  const now = clock.now();
  const times = pods.flatMap((pod) => {
    const ready = conditionOf(pod.status?.conditions, "Ready");
    if (ready?.status !== "True" || pod.metadata.deletionTimestamp !== undefined) return [];
    return Date.parse(ready.lastTransitionTime ?? "") + minReadySeconds * 1000;
  });
  const later = times.filter((time) => minReadySeconds > 0 && time > now);
  return {
    ready: times.length,
    available: times.length - later.length,
    nextAt: later.length === 0 ? undefined : Math.min(...later),
  };
}
