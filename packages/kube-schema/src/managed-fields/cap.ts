import { compareScalars } from "../field-set/value-order.ts";
import { identityOf, secondsOf } from "./entries.ts";
import type { Ownership } from "./entries.ts";

/** So many managers that update have entries of their own. */
const maxUpdaters = 10;
const ancientManager = "ancient-changes";

/** Merges the oldest entries of managers that update, per version, until no more than ten are left. */
export function capUpdaters(ownership: Ownership): Ownership {
  const updaters = [...ownership.managers].filter(([, { applied }]) => !applied);
  if (updaters.length <= maxUpdaters) return ownership;
  const managers = new Map(ownership.managers);
  const times = new Map(ownership.times);
  const oldestFirst = updaters.toSorted(
    ([a], [b]) => secondsOf(times.get(a)) - secondsOf(times.get(b)) || compareScalars(a, b),
  );
  const firstOf = new Map<string, string>();
  let count = updaters.length;
  for (const [identity, set] of oldestFirst) {
    if (count <= maxUpdaters) break;
    const first = firstOf.get(set.apiVersion);
    if (first === undefined) {
      firstOf.set(set.apiVersion, identity);
      continue;
    }
    const bucket = identityOf({ manager: ancientManager, operation: "Update", apiVersion: set.apiVersion });
    const older = managers.get(bucket) ?? managers.get(first);
    if (!managers.has(bucket)) managers.delete(first);
    managers.delete(identity);
    managers.set(bucket, older ? { ...set, fields: set.fields.union(older.fields) } : set);
    const time = times.get(identity);
    if (time === undefined) times.delete(bucket);
    else times.set(bucket, time);
    count--;
  }
  return { managers, times };
}
