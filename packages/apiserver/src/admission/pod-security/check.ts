import type { PodView } from "./pod.ts";

/** Something that a Pod must not do. */
export interface Violation {
  /** What it is, in few words. */
  readonly reason: string;
  /** Where the Pod does it. */
  readonly detail: string;
}

/** A rule from a version on. */
export interface Check {
  /** The minor version of Kubernetes that has it first. */
  readonly since?: number;
  /** The first that has it no more, or has another in its place. */
  readonly until?: number;
  readonly find: (pod: PodView, minor: number) => Violation | undefined;
}

/** A violation where there is a detail of it. */
export function violation(reason: string, detail: string): Violation | undefined {
  return detail === "" ? undefined : { reason, detail };
}
