import type { SourcePosition } from "@flux-ts/base";
import { parseYamlDocuments, YamlError } from "@flux-ts/yaml";
import type { YamlDocument } from "@flux-ts/yaml";
import type { Chart } from "../chart/chart.ts";

/** A file of values, as `--values` names it. */
export interface ValuesFile {
  readonly name: string;
  readonly text: string;
}

/** Where a value is set: the value itself in the file of the highest rank that has it, or else the nearest map around it. */
export function locateValue(
  path: readonly string[],
  chart: Chart,
  files: readonly ValuesFile[],
): SourcePosition | undefined {
  const sources = [...files.toReversed().map((file) => sourceOf(file, path)), ...chartSources(chart, path)];
  for (let length = path.length; length > 0; length--) {
    const beyond = path.length - length;
    for (const { documents, path: inner } of sources) {
      if (inner.length <= beyond) continue;
      const position = find(documents, inner.slice(0, inner.length - beyond));
      if (position !== undefined) return position;
    }
  }
  return undefined;
}

interface Source {
  readonly documents: readonly YamlDocument[];
  /** The path as it is in this file. */
  readonly path: readonly string[];
}

function find(documents: readonly YamlDocument[], path: readonly string[]): SourcePosition | undefined {
  for (const document of documents.toReversed()) {
    const position = document.positionOf(path) ?? document.positionOf(path.map(toIndex));
    if (position !== undefined) return position;
  }
  return undefined;
}

function toIndex(name: string): string | number {
  return /^(?:0|[1-9][0-9]*)$/.test(name) ? Number(name) : name;
}

function sourceOf({ name, text }: ValuesFile, path: readonly string[]): Source {
  try {
    return { documents: parseYamlDocuments(text, { file: name }), path };
  } catch (error) {
    // A file that is no YAML has failed before anything was rendered.
    if (error instanceof YamlError) return { documents: [], path };
    throw error;
  }
}

/** The values.yaml of the chart, and of the subcharts that the path leads into. */
function chartSources(chart: Chart, path: readonly string[], folder = chart.metadata.name): readonly Source[] {
  const file = chart.raw.find((candidate) => candidate.path === "values.yaml");
  const text = file === undefined ? "" : new TextDecoder().decode(file.bytes);
  const own = sourceOf({ name: `${folder}/values.yaml`, text }, path);
  const [first, ...rest] = path;
  const child = chart.dependencies.find(({ metadata }) => metadata.name === first);
  if (child === undefined || first === undefined) return [own];
  return [own, ...chartSources(child, rest, `${folder}/charts/${first}`)];
}
