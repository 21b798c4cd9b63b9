// How many Pods each ReplicaSet of a Deployment has next: the whole policy, without side effects.
import type { Deployment, ReplicaSet } from "../../kinds.ts";

export interface Sets {
  readonly next: ReplicaSet;
  /** The others, oldest first. */
  readonly old: readonly ReplicaSet[];
}

export interface Scaling {
  readonly set: ReplicaSet;
  readonly replicas: number;
}

export interface Bounds {
  readonly surge: number;
  readonly unavailable: number;
}

/** Numbers or percentages: how many Pods there may be beyond, and may be missing from, those that are wanted. */
export function boundsOf({ spec }: Deployment): Bounds {
  if (spec.strategy.type === "Recreate") return { surge: 0, unavailable: 0 };
  const { maxSurge = "25%", maxUnavailable = "25%" } = spec.strategy.rollingUpdate ?? {};
  const surge = resolve(maxSurge, spec.replicas, Math.ceil);
  const unavailable = Math.min(resolve(maxUnavailable, spec.replicas, Math.floor), spec.replicas);
  // With neither nothing could ever move.
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

function resolve(value: number | string, total: number, round: (value: number) => number): number {
  if (typeof value === "number") return value;
  return round((Number.parseInt(value, 10) * total) / 100);
}

/** The next step of a roll-out; empty when there is nothing to do, or nothing to do yet. */
export function nextScaling(deployment: Deployment, sets: Sets): readonly Scaling[] {
  if (deployment.spec.strategy.type === "Recreate") return recreate(deployment, sets);
  const bounds = boundsOf(deployment);
  const up = scaleNew(deployment, sets, bounds);
  return up === undefined ? scaleOld(deployment, sets, bounds) : [up];
}

/** How many Pods a new set begins with. */
export function firstReplicas(deployment: Deployment, old: readonly ReplicaSet[]): number {
  const { replicas, strategy } = deployment.spec;
  if (strategy.type === "Recreate") return total(old) > 0 || old.some(isOccupied) ? 0 : replicas;
  return Math.max(0, Math.min(replicas, replicas + boundsOf(deployment).surge - total(old)));
}

function isOccupied({ status }: ReplicaSet): boolean {
  return (status?.replicas ?? 0) > 0;
}

/** A change of the number alone: the set that runs follows at once. */
export function rescale(deployment: Deployment, { next, old }: Sets): readonly Scaling[] {
  const active = [...old, next].filter((set) => wanted(set) > 0);
  const [only, ...others] = active;
  if (others.length > 0) return [];
  const set = only ?? next;
  return wanted(set) === deployment.spec.replicas ? [] : [{ set, replicas: deployment.spec.replicas }];
}

function recreate({ spec }: Deployment, { next, old }: Sets): readonly Scaling[] {
  const running = old.filter((set) => wanted(set) > 0);
  if (running.length > 0) return running.map((set) => ({ set, replicas: 0 }));
  if (old.some(isOccupied)) return []; // until they are gone
  return wanted(next) === spec.replicas ? [] : [{ set: next, replicas: spec.replicas }];
}

function scaleNew({ spec }: Deployment, { next, old }: Sets, { surge }: Bounds): Scaling | undefined {
  const has = wanted(next);
  if (has > spec.replicas) return { set: next, replicas: spec.replicas };
  const room = spec.replicas + surge - total([...old, next]);
  const more = Math.min(room, spec.replicas - has);
  return more > 0 ? { set: next, replicas: has + more } : undefined;
}

/** Old Pods go as fast as new ones are available; those that do not work go first. */
function scaleOld({ spec }: Deployment, { next, old }: Sets, { unavailable }: Bounds): readonly Scaling[] {
  const least = spec.replicas - unavailable;
  const unready = wanted(next) - available(next);
  let removable = total([...old, next]) - least - unready;
  const left = new Map(old.map((set) => [set, wanted(set)]));
  const take = (set: ReplicaSet, most: number): void => {
    const count = Math.max(0, Math.min(most, left.get(set) ?? 0, removable));
    left.set(set, (left.get(set) ?? 0) - count);
    removable -= count;
  };
  for (const set of old) take(set, wanted(set) - available(set));
  removable = Math.min(removable, sum([...old, next].map(available)) - least);
  for (const set of old) take(set, Infinity);
  return [...left].flatMap(([set, replicas]) => (replicas < wanted(set) ? { set, replicas } : []));
}

function wanted({ spec }: ReplicaSet): number {
  return spec.replicas ?? 0;
}

function available({ status }: ReplicaSet): number {
  return status?.availableReplicas ?? 0;
}

function total(sets: readonly ReplicaSet[]): number {
  return sum(sets.map(wanted));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
