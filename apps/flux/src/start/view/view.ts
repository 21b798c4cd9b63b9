import type { Fleet } from "../fleet/fleet.ts";

/** Shows the state of a fleet. */
export interface FleetView extends Disposable {
  /** Called on every change. */
  show(fleet: Fleet): void;
  /** Prints lines that stay, below what was shown before. */
  print(lines: readonly string[]): void;
}
