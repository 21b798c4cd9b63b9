import type { JsonObject } from "@flux-ts/base";
import type { Limits } from "@flux-ts/go-template";
import { crdsOf } from "../chart/chart.ts";
import type { Chart } from "../chart/chart.ts";
import { checkDependencies, resolveDependencies } from "../chart/dependencies.ts";
import { checkKubeVersion } from "../chart/kube-version.ts";
import { HelmError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { offlineCapabilities } from "../render/capabilities.ts";
import type { Capabilities } from "../render/capabilities.ts";
import type { ReleaseIdentity } from "../render/context.ts";
import { renderTemplates } from "../render/engine.ts";
import { coalesceValues } from "../values/coalesce.ts";
import type { Warn } from "../values/coalesce.ts";
import { checkSchema } from "../schema/check-schema.ts";
import type { ReadSchema } from "../schema/load.ts";
import type { Hook } from "./hook.ts";
import { sortManifests } from "./manifest.ts";
import { checkReleaseName } from "./release-name.ts";

export interface RenderOptions {
  readonly release: ReleaseIdentity;
  /** What the user sets, over the chart's own values. */
  readonly values?: JsonObject;
  /** @default offlineCapabilities() */
  readonly capabilities?: Capabilities;
  /** Whether the manifest begins with the files of `crds/`. @default false */
  readonly includeCrds?: boolean;
  /** Whether the notes are those of subcharts too. @default false */
  readonly subNotes?: boolean;
  /** @default false */
  readonly skipSchemaValidation?: boolean;
  /** Without it, schemas that refer to other addresses fail. */
  readonly readSchema?: ReadSchema;
  /** What template functions need from outside. */
  readonly ports: Ports;
  readonly limits?: Partial<Limits>;
  /** Told what Helm logs: values that are skipped, for example. */
  readonly warn?: Warn;
}

/** What a chart gives for a release. */
export interface RenderedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  /** The chart as the release uses it. */
  readonly chart: Chart;
  /** The values of the user. */
  readonly config: JsonObject;
  /** The objects of the release as one text, in the order in which they are installed. */
  readonly manifest: string;
  readonly hooks: readonly Hook[];
  readonly notes: string;
}

/**
 * Renders a chart as `helm template` and a client-side `helm install --dry-run` do. Needs no clock, network or disk.
 *
 * @throws HelmError
 */
export function renderRelease(chart: Chart, options: RenderOptions): RenderedRelease {
  const { release, values = {}, capabilities = offlineCapabilities(), warn = () => {} } = options;
  checkInstallable(chart);
  checkDependencies(chart);
  checkReleaseName(release.name);
  const resolved = resolve(chart, values, warn);
  const seen = coalesceValues(resolved, values, warn);
  if (!options.skipSchemaValidation) checkSchema(resolved, seen, options.readSchema);
  checkKubeVersion(resolved, capabilities.kubeVersion);
  const { ports, limits = {} } = options;
  const input = { release, values: seen, capabilities };
  const outputs = renderTemplates(resolved, input, { ports, strict: false, limits });
  const notes = notesOf(outputs, resolved, options.subNotes ?? false);
  const objects = new Map([...outputs].filter(([path]) => !isNotes(path)));
  const { manifests, hooks } = sortManifests(objects);
  const crds = options.includeCrds ? crdsOf(resolved) : [];
  const parts = [...crds.map(({ path, bytes }) => ({ path, content: new TextDecoder().decode(bytes) })), ...manifests];
  return {
    name: release.name,
    namespace: release.namespace,
    revision: release.revision ?? 1,
    chart: resolved,
    config: values,
    manifest: parts.map(formatManifest).join(""),
    hooks,
    notes,
  };
}

/** A manifest under the name of the template it comes from. */
export function formatManifest({ path, content }: { readonly path: string; readonly content: string }): string {
  return `---\n# Source: ${path}\n${content}\n`;
}

function checkInstallable({ metadata }: Chart): void {
  if (metadata.type === "library") throw new HelmError("chart", "library charts are not installable");
}

function resolve(chart: Chart, values: JsonObject, warn: Warn): Chart {
  try {
    return resolveDependencies(chart, values, warn);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw new HelmError(error.code, `chart dependencies processing failed: ${error.message}`, { cause: error });
  }
}

function isNotes(path: string): boolean {
  return path.endsWith("NOTES.txt");
}

function notesOf(outputs: ReadonlyMap<string, string>, { metadata }: Chart, subNotes: boolean): string {
  const own = `${metadata.name}/templates/NOTES.txt`;
  const paths = [...outputs.keys()].filter((path) => path === own || (subNotes && isNotes(path)));
  return paths.map((path) => outputs.get(path) as string).join("\n");
}
