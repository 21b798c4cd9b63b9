import { isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { parseConstraint, parseVersion, satisfies, SemverError } from "@flux-ts/semver";
import { HelmError } from "../errors.ts";
import { coalesceValues, mergeDefaults, mergeTables } from "../values/coalesce.ts";
import type { Warn } from "../values/coalesce.ts";
import { valueAt, wrapAt } from "../values/path.ts";
import type { Chart } from "./chart.ts";
import type { Dependency } from "./metadata.ts";

/**
 * The chart as a release with these values uses it: without the subcharts that conditions and tags turn off, with aliases, and
 * with the values that parents import from their children.
 *
 * @throws HelmError when a subchart's values are no map
 */
export function resolveDependencies(chart: Chart, values: JsonObject, warn: Warn): Chart {
  return importValues(selectDependencies(chart, values, { path: "", warn }), warn);
}

/**
 * @throws HelmError when charts that Chart.yaml asks for are not there
 */
export function checkDependencies({ metadata, dependencies }: Chart): void {
  const present = new Set(dependencies.map((child) => child.metadata.name));
  const missing = metadata.dependencies.map(({ name }) => name).filter((name) => !present.has(name));
  if (missing.length === 0) return;
  throw new HelmError(
    "dependencies",
    "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing " +
      `dependencies: found in Chart.yaml, but missing in charts/ directory: ${missing.join(", ")}`,
    { details: missing },
  );
}

interface Context {
  /** The names of the charts above, each with a dot behind it: what conditions begin with. */
  readonly path: string;
  readonly warn: Warn;
}

function selectDependencies(chart: Chart, values: JsonObject, context: Context): Chart {
  const asked = chart.metadata.dependencies;
  // A chart that asks for none has all it comes with, and these are not looked into.
  if (asked.length === 0) return chart;
  const extra = chart.dependencies.filter((child) => !asked.some((dependency) => fits(child, dependency)));
  const chosen = asked.flatMap((dependency) => {
    const child = chart.dependencies.find((candidate) => fits(candidate, dependency));
    return child === undefined ? [] : [renamed(child, dependency.alias)];
  });
  const all = { ...chart, dependencies: [...extra, ...chosen] };
  const seen = coalesceValues(all, values, context.warn);
  const named = asked.map((dependency) => ({ ...dependency, name: dependency.alias || dependency.name }));
  const kept = named.filter((dependency) => isEnabled(dependency, seen, context));
  const off = new Set(named.filter((dependency) => !kept.includes(dependency)).map(({ name }) => name));
  const dependencies = all.dependencies
    .filter(({ metadata }) => !off.has(metadata.name))
    .map((child) => selectDependencies(child, seen, { ...context, path: `${context.path}${child.metadata.name}.` }));
  const enabled = kept.map((dependency) => ({ ...dependency, enabled: true }));
  return { ...chart, metadata: { ...chart.metadata, dependencies: enabled }, dependencies };
}

function fits({ metadata }: Chart, { name, version }: Dependency): boolean {
  if (metadata.name !== name) return false;
  try {
    return satisfies(parseVersion(metadata.version), parseConstraint(version));
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}

function renamed(chart: Chart, alias: string): Chart {
  return alias === "" ? chart : { ...chart, metadata: { ...chart.metadata, name: alias } };
}

function isEnabled(dependency: Dependency, values: JsonObject, context: Context): boolean {
  return conditionOf(dependency, values, context) ?? hasNoFalseTag(dependency, values, context);
}

/** What the first condition says that there is in the values. */
function conditionOf(
  { name, condition }: Dependency,
  values: JsonObject,
  { path, warn }: Context,
): boolean | undefined {
  for (const key of condition.trim().split(",")) {
    const value = key === "" ? undefined : valueAt(values, path + key);
    if (typeof value === "boolean") return value;
    if (value !== undefined) warn(`returned non-bool value path=${key} chart=${name}`);
  }
  return undefined;
}

function hasNoFalseTag({ tags }: Dependency, values: JsonObject, { warn }: Context): boolean {
  const switches = valueAt(values, "tags");
  if (!isJsonObject(switches)) return true;
  const set = tags.map((tag) => [tag, Object.hasOwn(switches, tag) ? switches[tag] : undefined] as const);
  for (const [tag, value] of set) {
    if (value !== undefined && typeof value !== "boolean") warn(`returned non-bool value tag=${tag}`);
  }
  return set.some(([, value]) => value === true) || !set.some(([, value]) => value === false);
}

function importValues(chart: Chart, warn: Warn): Chart {
  const dependencies = chart.dependencies.map((child) => importValues(child, warn));
  const resolved = { ...chart, dependencies };
  if (chart.metadata.dependencies.length === 0) return resolved;
  const seen = mergeDefaults(resolved, warn);
  const imported = chart.metadata.dependencies.map((dependency) => importFrom(dependency, seen, warn));
  const additions = imported
    .flatMap(({ tables }) => tables)
    .reduce((base, table) => mergeTables(base, table, warn), {});
  const metadata = { ...chart.metadata, dependencies: imported.map(({ dependency }) => dependency) };
  return { ...resolved, metadata, values: mergeTables(seen, additions, warn) };
}

interface Import {
  /** With every import written as `child` and `parent`. */
  readonly dependency: Dependency;
  readonly tables: readonly JsonObject[];
}

function importFrom(dependency: Dependency, seen: JsonObject, warn: Warn): Import {
  const entries = dependency.importValues.map(toEntry).filter((entry) => entry !== undefined);
  const tables = entries.flatMap(({ child, parent }) => {
    const table = valueAt(seen, `${dependency.name}.${child}`);
    if (isJsonObject(table)) return [wrapAt(parent, table)];
    warn(`ImportValues missing table from chart ${dependency.name}: ${JSON.stringify(child)} is not a table`);
    return [];
  });
  return { dependency: { ...dependency, importValues: entries }, tables };
}

function toEntry(entry: JsonValue): { readonly child: string; readonly parent: string } | undefined {
  if (typeof entry === "string") return { child: `exports.${entry}`, parent: "." };
  if (!isJsonObject(entry)) return undefined;
  return { child: textOf(entry["child"]), parent: textOf(entry["parent"]) };
}

/** A path may be written as what YAML takes for a boolean or number, and then is the text of that. */
function textOf(path: JsonValue | undefined): string {
  return typeof path === "object" || path === undefined ? "" : String(path);
}
