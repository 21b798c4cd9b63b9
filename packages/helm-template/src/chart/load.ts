import type { FileTree, JsonObject } from "@flux-ts/base";
import { decodeYaml, DecodeError } from "../decode/decode.ts";
import type { StructShape } from "../decode/shape.ts";
import { HelmError } from "../errors.ts";
import { parseValues } from "../values/parse-values.ts";
import type { Chart, ChartFile, ChartLock } from "./chart.ts";
import { checkMetadata } from "./check-metadata.ts";
import { chartBaseShape, lockShape, metadataShape, toDependencies, toMetadata } from "./metadata.ts";
import type { ChartMetadata, Dependency, LooseMetadata } from "./metadata.ts";
import { readChartFolder } from "./tree.ts";

export interface LoadOptions {
  /** Unpacks an archive below `charts/`; paths come as they are in it. Without it such archives are refused. */
  readonly unpack?: (archive: Uint8Array) => readonly ChartFile[];
}

/**
 * The chart in a folder of a tree, without what its `.helmignore` leaves out.
 *
 * @throws HelmError
 */
export function loadChart(tree: FileTree, folder = "", options: LoadOptions = {}): Chart {
  return loadChartFiles(readChartFolder(tree, folder), options);
}

/**
 * The chart in the entries of an archive, which all lie in one folder.
 *
 * @throws HelmError
 */
export function loadChartArchive(entries: readonly ChartFile[], options: LoadOptions = {}): Chart {
  return loadChartFiles(entries.map(withoutBase), options);
}

function withoutBase({ path, bytes }: ChartFile): ChartFile {
  const names = path.replaceAll("\\", "/").split("/");
  const inside = names.slice(1).filter((name) => name !== "" && name !== ".");
  if (inside.includes("..")) throw new HelmError("chart", "chart illegally references parent directory");
  if (names[0] === "" || /^[a-zA-Z]:$/.test(names[0] as string)) {
    throw new HelmError("chart", "chart illegally contains absolute paths");
  }
  if (names[0] === "Chart.yaml") throw new HelmError("chart", "chart yaml not in base directory");
  if (inside.length === 0) throw new HelmError("chart", "chart illegally contains content outside the base directory");
  return { path: inside.join("/"), bytes };
}

/**
 * The chart that the files are, by their paths in it.
 *
 * @throws HelmError
 */
export function loadChartFiles(files: readonly ChartFile[], options: LoadOptions = {}): Chart {
  const raw = files.map(withoutMark);
  const byPath = new Map(raw.map((file) => [file.path, file]));
  const metadata = loadMetadata(byPath);
  const own = raw.filter(({ path }) => !isSubchartFile(path));
  return {
    metadata,
    lock: loadLock(byPath),
    values: loadValues(byPath.get("values.yaml")),
    schema: byPath.get("values.schema.json"),
    templates: own.filter(({ path }) => path.startsWith("templates/")),
    files: own.filter(({ path }) => isPlainFile(path, metadata.apiVersion)),
    raw: own,
    dependencies: loadSubcharts(raw, metadata.name, options),
  };
}

function isSubchartFile(path: string): boolean {
  return path.startsWith("charts/") && !path.endsWith(".prov");
}

function isPlainFile(path: string, apiVersion: string): boolean {
  switch (path) {
    case "Chart.yaml":
    case "Chart.lock":
    case "values.yaml":
    case "values.schema.json":
      return false;
    case "requirements.yaml":
    case "requirements.lock":
      return apiVersion === "v1";
    default:
      return !path.startsWith("templates/");
  }
}

function withoutMark(file: ChartFile): ChartFile {
  const [first, second, third] = file.bytes;
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf;
  return isMarked ? { path: file.path, bytes: file.bytes.subarray(3) } : file;
}

function loadMetadata(byPath: ReadonlyMap<string, ChartFile>): ChartMetadata {
  const file = byPath.get("Chart.yaml");
  if (file === undefined) throw new HelmError("chart", "Chart.yaml file is missing");
  const { apiVersion = "" } = decodeFile(file, chartBaseShape) as { apiVersion?: string };
  if (apiVersion === "v3") throw new HelmError("chart", "invalid chart apiVersion");
  if (!["", "v1", "v2"].includes(apiVersion)) throw new HelmError("chart", "unsupported chart version");
  const metadata = toMetadata(decodeFile(file, metadataShape));
  const dependencies = loadRequirements(byPath.get("requirements.yaml")) ?? metadata.dependencies;
  return checkMetadata({ ...metadata, dependencies, apiVersion: apiVersion === "" ? "v1" : apiVersion });
}

function loadRequirements(file: ChartFile | undefined): LooseMetadata["dependencies"] | undefined {
  if (file === undefined) return undefined;
  const { dependencies } = decodeFile(file, metadataShape);
  return dependencies === undefined ? undefined : toDependencies(dependencies);
}

function loadLock(byPath: ReadonlyMap<string, ChartFile>): ChartLock | undefined {
  const file = byPath.get("Chart.lock") ?? byPath.get("requirements.lock");
  if (file === undefined) return undefined;
  const { generated, digest, dependencies } = decodeFile(file, lockShape);
  const entries = toDependencies(dependencies).filter((entry): entry is Dependency => entry !== null);
  return { generated: (generated ?? "") as string, digest: (digest ?? "") as string, dependencies: entries };
}

function loadValues(file: ChartFile | undefined): JsonObject {
  if (file === undefined) return {};
  return withFileName(file.path, () => parseValues(textOf(file)));
}

function decodeFile(file: ChartFile, shape: StructShape): JsonObject {
  return withFileName(file.path, () => (decodeYaml(textOf(file), shape) ?? {}) as JsonObject);
}

function withFileName<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const position = error.line === undefined ? {} : { position: { file: path, line: error.line } };
    throw new HelmError("chart", `cannot load ${path}: ${error.message}`, { cause: error, ...position });
  }
}

function textOf({ bytes }: ChartFile): string {
  return new TextDecoder().decode(bytes);
}

function loadSubcharts(raw: readonly ChartFile[], parent: string, options: LoadOptions): readonly Chart[] {
  const groups = Map.groupBy(
    raw
      .filter(({ path }) => isSubchartFile(path))
      .map(({ path, bytes }) => ({ path: path.slice("charts/".length), bytes })),
    ({ path }) => path.split("/", 1)[0] as string,
  );
  const names = [...groups.keys()].filter((name) => !name.startsWith("_") && !name.startsWith(".")).sort();
  return names.map((name) => {
    try {
      return loadSubchart(name, groups.get(name) ?? [], options);
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      const { code, message, details, cause } = error;
      throw new HelmError(code, `error unpacking subchart ${name} in ${parent}: ${message}`, { details, cause });
    }
  });
}

function loadSubchart(name: string, files: readonly ChartFile[], options: LoadOptions): Chart {
  if (name.endsWith(".tgz")) {
    const archive = files[0] as ChartFile;
    if (archive.path !== name) {
      throw new HelmError("chart", `error unpacking subchart tar: expected ${name}, got ${archive.path}`);
    }
    if (options.unpack === undefined) throw new HelmError("chart", "archives of subcharts cannot be unpacked here");
    return loadChartArchive(options.unpack(archive.bytes), options);
  }
  // What lies beside the folders of subcharts, as a README does, is a chart without files and so without Chart.yaml.
  const inside = files.filter(({ path }) => path.includes("/"));
  return loadChartFiles(
    inside.map(({ path, bytes }) => ({ path: path.slice(name.length + 1), bytes })),
    options,
  );
}
