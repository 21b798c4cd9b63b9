import type { Registry } from "prom-client";

/** What the loop counts. */
export interface Metrics {
  readonly registry: Registry;
}
