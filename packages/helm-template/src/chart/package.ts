import { emitYaml } from "@flux-ts/yaml";
import { checkDependencies } from "./dependencies.ts";
import type { Chart, ChartFile } from "./chart.ts";
import { checkMetadata } from "./check-metadata.ts";
import { metadataToJson } from "./metadata.ts";

export interface PackageOptions {
  /** Instead of the chart's own. */
  readonly version?: string;
  readonly appVersion?: string;
}

/** A chart as an archive holds it. */
export interface ChartPackage {
  /** `name-version.tgz` */
  readonly fileName: string;
  /** In their order in the archive; every one is a file of mode 0644. */
  readonly entries: readonly ChartFile[];
}

/**
 * What `helm package` puts into an archive: Chart.yaml as Helm writes it, the chart's files, and its subcharts unpacked.
 *
 * @throws HelmError when the version is none, or dependencies are missing
 */
export function packageChart(chart: Chart, { version, appVersion }: PackageOptions = {}): ChartPackage {
  checkDependencies(chart);
  const metadata = checkMetadata({
    ...chart.metadata,
    ...(version !== undefined && { version }),
    ...(appVersion !== undefined && { appVersion }),
  });
  const changed = { ...chart, metadata };
  return { fileName: `${metadata.name}-${metadata.version}.tgz`, entries: entriesOf(changed, metadata.name) };
}

function entriesOf(chart: Chart, folder: string): readonly ChartFile[] {
  const byPath = new Map(chart.raw.map((file) => [file.path, file]));
  const kept = ["Chart.lock", "requirements.lock", "values.yaml", "values.schema.json"].flatMap(
    (path) => byPath.get(path) ?? [],
  );
  const isPlain = ({ path }: ChartFile) => !path.startsWith("requirements.");
  const own = [chartFile(chart), ...kept, ...chart.templates, ...chart.files.filter(isPlain)];
  return [
    ...own.map(({ path, bytes }) => ({ path: `${folder}/${path}`, bytes })),
    ...chart.dependencies.flatMap((child) => entriesOf(child, `${folder}/charts/${child.metadata.name}`)),
  ];
}

function chartFile({ metadata }: Chart): ChartFile {
  // Charts of version 1 have their dependencies in a file of their own.
  const written = metadata.apiVersion === "v1" ? { ...metadata, dependencies: [] } : metadata;
  return { path: "Chart.yaml", bytes: new TextEncoder().encode(emitYaml(metadataToJson(written))) };
}
