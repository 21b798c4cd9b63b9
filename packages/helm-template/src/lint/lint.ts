import type { JsonObject } from "@flux-ts/base";
import type { Chart, ChartFile } from "../chart/chart.ts";
import { resolveDependencies } from "../chart/dependencies.ts";
import { loadChartFiles } from "../chart/load.ts";
import type { LoadOptions } from "../chart/load.ts";
import { DecodeError, decodeYaml } from "../decode/decode.ts";
import type { MapShape } from "../decode/shape.ts";
import { anyMap } from "../decode/shape.ts";
import { HelmError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { offlineCapabilities } from "../render/capabilities.ts";
import type { Capabilities } from "../render/capabilities.ts";
import { renderTemplates } from "../render/engine.ts";
import { parseKubeVersion } from "../render/kube-version.ts";
import { checkSchema, schemaReport } from "../schema/check-schema.ts";
import type { ReadSchema } from "../schema/load.ts";
import { coalesceValues } from "../values/coalesce.ts";
import { mergeMaps } from "../values/merge.ts";
import { parseValues } from "../values/parse-values.ts";
import { lintChartFile } from "./chart-file.ts";
import type { LintMessage } from "./message.ts";
import { lintTemplates } from "./templates.ts";

export interface LintOptions {
  readonly ports: Ports;
  /** What messages about the whole chart name. @default "." */
  readonly folder?: string;
  readonly values?: JsonObject;
  /** The namespace templates see. @default "default" */
  readonly namespace?: string;
  readonly capabilities?: Capabilities;
  readonly unpack?: LoadOptions["unpack"];
  /** Without it, schemas that refer to other addresses fail. */
  readonly readSchema?: ReadSchema;
  /** Whether the chart has a folder of templates, be it empty. @default whether one of the files lies in it */
  readonly hasTemplates?: boolean;
}

/** What `helm lint` says about the files of a chart. */
export function lintChart(files: readonly ChartFile[], options: LintOptions): readonly LintMessage[] {
  const loaded = tryLoad(files, options);
  return [
    ...lintChartFile(textOf(files.find(({ path }) => path === "Chart.yaml"))),
    ...lintValues(files, options),
    ...lintRendering(files, loaded, options),
    ...lintDependencies(loaded, options.folder ?? "."),
    ...lintCrds(files),
  ];
}

type Loaded = { readonly chart: Chart } | { readonly failure: HelmError };

function tryLoad(files: readonly ChartFile[], { unpack }: LintOptions): Loaded {
  try {
    return { chart: loadChartFiles(files, unpack && { unpack }) };
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    // Of the version lint says more itself.
    return { failure: error };
  }
}

function textOf(file: ChartFile | undefined): string {
  return file === undefined ? "" : new TextDecoder().decode(file.bytes);
}

const valuesShape: MapShape = { ...anyMap, type: "common.Values" };

function lintValues(files: readonly ChartFile[], { values = {}, readSchema }: LintOptions): readonly LintMessage[] {
  const path = "values.yaml";
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) return [{ severity: "INFO", path, text: "file does not exist" }];
  try {
    decodeYaml(textOf(file), valuesShape);
    const schema = files.find((candidate) => candidate.path === "values.schema.json");
    const report =
      schema === undefined ? "" : schemaReport(schema, mergeMaps(parseValues(textOf(file)), values), readSchema);
    return report === "" ? [] : [{ severity: "ERROR", path, text: report }];
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return [{ severity: "ERROR", path, text: `unable to parse YAML: ${error.message}` }];
  }
}

function lintRendering(files: readonly ChartFile[], loaded: Loaded, options: LintOptions): readonly LintMessage[] {
  const path = "templates/";
  if (!(options.hasTemplates ?? files.some((file) => file.path.startsWith(path)))) {
    return [{ severity: "WARNING", path, text: "directory does not exist" }];
  }
  if ("failure" in loaded)
    return isOtherVersion(loaded.failure) ? [] : [{ severity: "ERROR", path, text: loaded.failure.message }];
  try {
    const capabilities = options.capabilities ?? offlineCapabilities();
    const outputs = renderForLint(loaded.chart, { ...options, capabilities });
    return lintTemplates(loaded.chart, outputs, Number(parseKubeVersion(capabilities.kubeVersion).minor));
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    return [{ severity: "ERROR", path, text: error.message }];
  }
}

type LintRendering = LintOptions & { readonly capabilities: Capabilities };

function renderForLint(chart: Chart, options: LintRendering): ReadonlyMap<string, string> {
  const { ports, values = {}, namespace = "default", capabilities } = options;
  const warn = () => {};
  const resolved = resolveDependencies(chart, values, warn);
  // Helm puts the values together twice here: nulls that a chart has for its subcharts are back then.
  const seen = coalesceValues(resolved, coalesceValues(resolved, values, warn), warn);
  checkSchema(resolved, seen, options.readSchema);
  const release = { name: "test-release", namespace };
  const input = { release, values: seen, capabilities };
  return renderTemplates(resolved, input, { ports, strict: false, isLenient: true, limits: {} });
}

function isOtherVersion({ message }: HelmError): boolean {
  return message === "invalid chart apiVersion" || message === "unsupported chart version";
}

function lintDependencies(loaded: Loaded, path: string): readonly LintMessage[] {
  if ("failure" in loaded) {
    if (isOtherVersion(loaded.failure)) return [];
    return [{ severity: "ERROR", path: "", text: `unable to load chart\n\t${loaded.failure.message}` }];
  }
  const { metadata, dependencies } = loaded.chart;
  const present = dependencies.map((child) => child.metadata.name);
  const asked = metadata.dependencies.map(({ name }) => name);
  const extra = present.filter((name) => !asked.includes(name));
  const missing = asked.filter((name) => !present.includes(name));
  const messages: LintMessage[] = [];
  if (extra.length > 0) {
    messages.push({
      severity: "ERROR",
      path,
      text: `chart metadata is missing these dependencies: ${extra.join(",")}`,
    });
  }
  if (missing.length > 0) {
    messages.push({
      severity: "WARNING",
      path,
      text: `chart directory is missing these dependencies: ${missing.join(",")}`,
    });
  }
  return messages;
}

function lintCrds(files: readonly ChartFile[]): readonly LintMessage[] {
  for (const file of files.filter(({ path }) => /^crds\/[^/]*\.ya?ml$/.test(path))) {
    try {
      decodeYaml(textOf(file), anyMap);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return [{ severity: "ERROR", path: file.path, text: `unable to parse YAML: ${error.message}` }];
    }
  }
  return [];
}
