import type { JsonObject } from "@flux-ts/base";

/** Renders a Helm chart that a `helmCharts` entry describes into a manifest. */
export type ChartRenderer = (chart: JsonObject) => string;
