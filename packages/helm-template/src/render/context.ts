import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { int, mapOf, nilOf, stringType, withType } from "@flux-ts/go-template";
import type { Value, ValueMap } from "@flux-ts/go-template";
import type { Chart, ChartFile } from "../chart/chart.ts";
import type { ChartMetadata } from "../chart/metadata.ts";
import { toCapabilities } from "./capabilities.ts";
import type { Capabilities } from "./capabilities.ts";
import { toFiles } from "./files.ts";
import { valuesType } from "./values-type.ts";

/** The release that a chart is rendered for. */
export interface ReleaseIdentity {
  readonly name: string;
  readonly namespace: string;
  /** @default 1 */
  readonly revision?: number;
  /** Whether it is rendered for an upgrade (or rollback) instead of an installation. @default false */
  readonly isUpgrade?: boolean;
}

/** A template with the data it is run on. All templates of a chart share that data, and see what others change in it. */
export interface Renderable {
  /** `parent/charts/child/templates/file.yaml` */
  readonly name: string;
  readonly file: ChartFile;
  readonly data: ValueMap;
  readonly basePath: string;
}

export interface RenderInput {
  readonly release: ReleaseIdentity;
  readonly values: JsonObject;
  readonly capabilities: Capabilities;
}

/** The templates of a chart and its subcharts. The values become theirs: they may be changed. */
export function collectTemplates(chart: Chart, { release, values, capabilities }: RenderInput): readonly Renderable[] {
  const found: Renderable[] = [];
  const shared = { Release: toRelease(release), Capabilities: toCapabilities(capabilities) };
  collect(chart, { path: chart.metadata.name, isRoot: true, values, shared, found });
  return found;
}

interface Collection {
  readonly path: string;
  readonly isRoot: boolean;
  readonly values: ValueMap;
  readonly shared: ValueMap;
  readonly found: Renderable[];
}

function collect(chart: Chart, { path, isRoot, values, shared, found }: Collection): ValueMap {
  const subcharts: ValueMap = {};
  const data: ValueMap = {
    Chart: toChart(chart.metadata, isRoot),
    Files: toFiles(chart.files),
    ...shared,
    Values: withType(values, valuesType),
    Subcharts: subcharts,
  };
  for (const child of chart.dependencies) {
    const { name } = child.metadata;
    const own = getOwn(values, name);
    const inner = isJsonObject(own) ? (own as ValueMap) : {};
    setOwn(
      subcharts,
      name,
      collect(child, { path: `${path}/charts/${name}`, isRoot: false, values: inner, shared, found }),
    );
  }
  const isLibrary = chart.metadata.type === "library";
  for (const file of chart.templates) {
    if (isLibrary && !isPartial(file.path)) continue;
    found.push({ name: `${path}/${file.path}`, file, data: withType(data, valuesType), basePath: `${path}/templates` });
  }
  return data;
}

/** Whether a template is only there for others to use. */
export function isPartial(path: string): boolean {
  return path.slice(path.lastIndexOf("/") + 1).startsWith("_");
}

/** `.Template` */
export function toTemplate({ name, basePath }: Renderable): Value {
  return withType({ Name: name, BasePath: basePath }, valuesType);
}

function toRelease({ name, namespace, revision = 1, isUpgrade = false }: ReleaseIdentity): ValueMap {
  return {
    Name: name,
    Namespace: namespace,
    IsInstall: !isUpgrade,
    IsUpgrade: isUpgrade,
    Revision: int(revision),
    Service: "Helm",
  };
}

const annotationsType = mapOf(stringType);

function toAnnotations(annotations: ChartMetadata["annotations"]): Value {
  return Object.keys(annotations).length === 0 ? nilOf(annotationsType) : withType({ ...annotations }, annotationsType);
}

function toChart(metadata: ChartMetadata, isRoot: boolean): ValueMap {
  return {
    APIVersion: metadata.apiVersion,
    Annotations: toAnnotations(metadata.annotations),
    AppVersion: metadata.appVersion,
    Condition: metadata.condition,
    Dependencies: metadata.dependencies.map((dependency) => ({
      Alias: dependency.alias,
      Condition: dependency.condition,
      Enabled: dependency.enabled,
      ImportValues: dependency.importValues as Value[],
      Name: dependency.name,
      Repository: dependency.repository,
      Tags: [...dependency.tags],
      Version: dependency.version,
    })),
    Deprecated: metadata.deprecated,
    Description: metadata.description,
    Home: metadata.home,
    Icon: metadata.icon,
    IsRoot: isRoot,
    Keywords: [...metadata.keywords],
    KubeVersion: metadata.kubeVersion,
    Maintainers: metadata.maintainers.map(({ name, email, url }) => ({ Name: name, Email: email, URL: url })),
    Name: metadata.name,
    Sources: [...metadata.sources],
    Tags: metadata.tags,
    Type: metadata.type,
    Version: metadata.version,
  };
}
