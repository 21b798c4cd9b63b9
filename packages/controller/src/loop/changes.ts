import type { KubeObject } from "@flux-ts/base";
import type { InterruptionReason } from "../interruption.ts";
import type { RunReason } from "../reason.ts";
import { requestAnnotation } from "../texts.ts";

/** What a change of an object calls for: a run, and the end of the one under way. */
export interface Call {
  readonly reason: RunReason;
  readonly interruption: InterruptionReason;
}

/**
 * What the change from `known` to `next` calls for. `known` is what the run under way got, or else the state before.
 * Other changes (status, labels, foreign annotations) call for nothing.
 */
export function callOf<T extends KubeObject>(known: T, next: T, isSuspended: (object: T) => boolean): Call | undefined {
  const [old, now] = [known.metadata, next.metadata];
  if (old.uid !== now.uid) return { reason: "new", interruption: "deletion" };
  if (old.deletionTimestamp !== now.deletionTimestamp) return { reason: "spec", interruption: "deletion" };
  if (isSuspended(known) !== isSuspended(next)) return { reason: "spec", interruption: "suspend" };
  if (old.generation !== now.generation) return { reason: "spec", interruption: "generation" };
  const request = now.annotations?.[requestAnnotation];
  if (request === undefined || request === old.annotations?.[requestAnnotation]) return undefined;
  return { reason: "request", interruption: "request" };
}

/** Why an object that appears is run: a request or an edit made while nobody looked goes first. */
export function reasonOfNew(object: KubeObject, openRequest: string | undefined): RunReason {
  if (openRequest !== undefined) return "request";
  return object.metadata.generation === observedGenerationOf(object) ? "new" : "spec";
}

function observedGenerationOf({ status }: KubeObject): unknown {
  return (status as { readonly observedGeneration?: unknown } | undefined)?.observedGeneration;
}
