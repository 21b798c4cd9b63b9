import type { LiveRecord } from "./record.ts";

/**
 * Why an object may be other than it shall be: `drift` is certain, `suspect` is not (somebody wrote something that
 * the metadata does not tell), `unwatched` says that nobody looks.
 */
export interface Doubt {
  readonly kind: "drift" | "suspect" | "unwatched";
  /** For people: what was seen. */
  readonly what: string;
}

/** What has happened to an object since it was as it shall be; undefined when it was nothing of ours. */
export function compareRecords(settled: LiveRecord, now: LiveRecord): Doubt | undefined {
  if (settled.uid !== now.uid) return drift("it was deleted and created again");
  if (settled.owner !== now.owner) return drift("its owner labels were changed");
  if (settled.controls !== now.controls) return drift("what its annotations tell Flux was changed");
  if (settled.ownership !== now.ownership) return drift("fields were changed by others");
  if (settled.generation !== now.generation || settled.writtenAt !== now.writtenAt) return suspect;
  // Nobody says that he wrote, and yet there is a new version: a second writer under our name, within the same second.
  const unexplained = now.others !== undefined && settled.others === now.others;
  return unexplained && settled.resourceVersion !== now.resourceVersion ? suspect : undefined;
}

const suspect: Doubt = { kind: "suspect", what: "it was written" };

export function drift(what: string): Doubt {
  return { kind: "drift", what };
}

/** Whether `a` is an earlier state than `b` of the same object. Resource versions are decimal numbers of any length. */
export function isEarlier(a: Pick<LiveRecord, "resourceVersion">, b: Pick<LiveRecord, "resourceVersion">): boolean {
  const [left, right] = [a.resourceVersion, b.resourceVersion];
  return left.length === right.length ? left < right : left.length < right.length;
}
