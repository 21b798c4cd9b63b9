// Events are stored as those of the core group; events.k8s.io/v1 names some of their fields otherwise.
import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { Conversion } from "./conversion.ts";

/** Names of the same field, in the core group and in events.k8s.io. */
const names: readonly (readonly [core: string, fresh: string])[] = [
  ["involvedObject", "regarding"],
  ["message", "note"],
  ["source", "deprecatedSource"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["count", "deprecatedCount"],
  ["reportingComponent", "reportingController"],
];

const toFresh = new Map(names);
const toCore = new Map(names.map(([core, fresh]) => [fresh, core]));

/** Between events.k8s.io/v1 and what is stored. */
export const freshEvent: Conversion = {
  toStored: (object) => ({ ...renamed(object, toCore), apiVersion: "v1" }),
  fromStored: (object) => ({ ...renamed(object, toFresh), apiVersion: "events.k8s.io/v1" }),
};

function renamed(object: KubeObject, to: ReadonlyMap<string, string>): KubeObject {
  const entries = Object.entries(object as JsonObject).map(([name, value]) => [to.get(name) ?? name, value]);
  return Object.fromEntries(entries) as KubeObject;
}
