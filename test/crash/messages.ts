import type { Checkpoint } from "@flux-ts/base";

/** Where a process is to end: when it comes to the checkpoint for the n-th time, counted from when it is told. */
export interface Ending {
  readonly checkpoint: Checkpoint;
  readonly occurrence: number;
}

/** What a process needs to run Flux. */
export interface Start {
  /** URL of the API, which asks for no credentials. */
  readonly server: string;
  readonly storage: string;
  readonly artifactPort: number;
  /** Whether it runs only while it holds the Leases, which last for this many milliseconds. */
  readonly leaseMs?: number;
}

/** To the process. */
export type Order =
  | { readonly do: "start"; readonly start: Start }
  /** Ends the controllers in good order; the process stays. */
  | { readonly do: "stop" }
  /** Forgets what was counted; then ends where it is told, if it is. */
  | { readonly do: "arm"; readonly ending?: Ending };

/** From the process. */
export type Report =
  | { readonly tell: "synced" | "stopped" | "armed" }
  | { readonly tell: "reached"; readonly checkpoint: Checkpoint }
  | { readonly tell: "failed"; readonly message: string };
