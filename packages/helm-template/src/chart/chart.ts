import type { JsonObject } from "@flux-ts/base";
import type { ChartMetadata, Dependency } from "./metadata.ts";

/** A file of a chart. The same object stands for the same content wherever the chart is used: what was parsed is kept by it. */
export interface ChartFile {
  /** Relative to the chart's folder, with `/` between names. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A chart with its subcharts. It is never changed: releases that use it build what they need beside it. */
export interface Chart {
  readonly metadata: ChartMetadata;
  /** Chart.lock (or requirements.lock). */
  readonly lock: ChartLock | undefined;
  /** The content of values.yaml. */
  readonly values: JsonObject;
  /** values.schema.json. */
  readonly schema: ChartFile | undefined;
  /** Files below `templates/`. */
  readonly templates: readonly ChartFile[];
  /** What `.Files` has: everything else, CRDs included. */
  readonly files: readonly ChartFile[];
  /** Every file of the chart itself in the order of its archive. */
  readonly raw: readonly ChartFile[];
  /** The charts below `charts/`, in the order of their names. */
  readonly dependencies: readonly Chart[];
}

/** Versions of dependencies that were chosen when they were fetched. */
export interface ChartLock {
  readonly generated: string;
  readonly digest: string;
  readonly dependencies: readonly Dependency[];
}

/** The files below `crds/` of a chart and its subcharts, by the path they have in output. */
export function crdsOf(chart: Chart, folder = chart.metadata.name): readonly ChartFile[] {
  const own = chart.files.filter(({ path }) => path.startsWith("crds/") && /\.(?:yaml|yml|json)$/i.test(path));
  return [
    ...own.map(({ path, bytes }) => ({ path: `${folder}/${path}`, bytes })),
    ...chart.dependencies.flatMap((child) => crdsOf(child, `${folder}/charts/${child.metadata.name}`)),
  ];
}
