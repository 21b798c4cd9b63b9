import type { KubeObject } from "@flux-ts/base";
import type { Conclusion } from "../reconciler.ts";

/** When a run is followed by the next if nothing else happens, and what the run counts as. */
export interface Schedule {
  readonly next:
    | { readonly step: "after"; readonly ms: number; readonly reason: "interval" | "retry" }
    | { readonly step: "back-off" | "rest" };
  readonly failed: boolean;
}

export interface ScheduleOptions {
  readonly jitter: number;
  readonly waitMs: number;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

export function scheduleOf<T extends KubeObject>(
  { error, requeueAfterMs }: Conclusion<T>,
  { jitter, waitMs, random }: ScheduleOptions,
): Schedule {
  if (!error) {
    if (requeueAfterMs === undefined) return { next: { step: "rest" }, failed: false };
    // Spread in both directions, so that objects made at the same time drift apart.
    const ms = requeueAfterMs * (1 + jitter * (2 * random() - 1));
    return { next: { step: "after", ms, reason: "interval" }, failed: false };
  }
  const after = requeueAfterMs ?? (error.disposition === "wait" ? waitMs : undefined);
  const failed = error.disposition !== "wait";
  if (after !== undefined) return { next: { step: "after", ms: after, reason: "retry" }, failed };
  return { next: { step: error.disposition === "stall" ? "rest" : "back-off" }, failed };
}
