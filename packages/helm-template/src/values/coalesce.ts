import { cloneJson, getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { Chart } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import { printAsFlag } from "../go-print.ts";

/** What went wrong on the way without stopping it, as Helm logs it. */
export type Warn = (message: string) => void;

/**
 * The values that a chart and its subcharts see: those of the user over those of each chart's values.yaml. A null of the user takes
 * a default away, nulls in defaults say nothing. Globals are handed down. Nothing that came in is changed or shared.
 *
 * @throws HelmError when a subchart's values are no map
 */
export function coalesceValues(chart: Chart, values: JsonObject, warn: Warn): JsonObject {
  const draft = cloneJson<JsonObjectDraft>(values);
  coalesceChart(chart, draft, { warn, prefix: "", keepsNulls: false });
  return draft;
}

/** Like {@link coalesceValues} with values of no user, but every null stays, to take defaults away later. */
export function mergeDefaults(chart: Chart, warn: Warn): JsonObject {
  const draft: JsonObjectDraft = {};
  coalesceChart(chart, draft, { warn, prefix: "", keepsNulls: true });
  return draft;
}

/** The first map filled from the second one, of lower rank. Nulls stay. */
export function mergeTables(values: JsonObject, defaults: JsonObject, warn: Warn): JsonObject {
  const draft = cloneJson<JsonObjectDraft>(values);
  coalesceMaps(draft, defaults, { warn, prefix: "", keepsNulls: true });
  return draft;
}

interface Context {
  readonly warn: Warn;
  /** The charts above, as warnings name them. */
  readonly prefix: string;
  /** Whether nulls are values like others: they take defaults away only once the values of all charts are together. */
  readonly keepsNulls: boolean;
}

function coalesceChart(chart: Chart, target: JsonObjectDraft, context: Context): void {
  const prefix = joinPath(context.prefix, chart.metadata.name);
  coalesceDefaults(chart, target, { ...context, prefix });
  for (const child of chart.dependencies) coalesceSubchart(child, target, { ...context, prefix });
}

function coalesceDefaults(chart: Chart, target: JsonObjectDraft, context: Context): void {
  const { warn, prefix, keepsNulls } = context;
  const children = new Set(chart.dependencies.map(({ metadata }) => metadata.name));
  for (const [key, value] of Object.entries(chart.values)) {
    const existing = getOwn(target, key);
    if (existing === undefined) {
      fill(target, key, value, keepsNulls);
    } else if (existing === null) {
      if (!keepsNulls) delete target[key];
    } else if (isJsonObject(existing)) {
      const path = joinPath(prefix, key);
      if (isJsonObject(value)) {
        // The nulls in values for a subchart take away what the subchart itself has, later.
        const inner = { warn, prefix: path, keepsNulls: keepsNulls || children.has(key) };
        coalesceMaps(existing, value, inner);
      } else if (value !== null) {
        warn(`warning: skipped value for ${path}: Not a table.`);
      }
    }
  }
}

/** Fills a map from one of lower rank. */
function coalesceMaps(target: JsonObjectDraft, source: JsonObject, context: Context): void {
  const { warn, prefix, keepsNulls } = context;
  for (const [key, value] of Object.entries(source)) {
    const existing = getOwn(target, key);
    const path = joinPath(prefix, key);
    if (existing === undefined) {
      fill(target, key, value, keepsNulls);
    } else if (existing === null) {
      if (!keepsNulls && value !== null) delete target[key];
    } else if (isJsonObject(value)) {
      if (isJsonObject(existing)) coalesceMaps(existing, value, { ...context, prefix: path });
      else warn(`warning: cannot overwrite table with non table for ${path} (${describe(value)})`);
    } else if (isJsonObject(existing) && value !== null) {
      warn(`warning: destination for ${path} is a table. Ignoring non-table value (${describe(value)})`);
    }
  }
}

function fill(target: JsonObjectDraft, key: string, value: JsonValue, keepsNulls: boolean): void {
  if (keepsNulls) setOwn(target, key, cloneJson(value));
  else if (value !== null) setOwn(target, key, withoutNulls(value));
}

function coalesceSubchart(child: Chart, target: JsonObjectDraft, context: Context): void {
  const { name } = child.metadata;
  if (!Object.hasOwn(target, name)) setOwn(target, name, {});
  const values = target[name] as JsonValue;
  if (!isJsonObject(values)) throw new HelmError("dependencies", `type mismatch on ${name}: ${printAsFlag(values)}`);
  handDownGlobals(values, target, context);
  coalesceChart(child, values, context);
}

function handDownGlobals(target: JsonObjectDraft, parent: JsonObject, context: Context): void {
  const { warn } = context;
  const existing = Object.hasOwn(target, "global") ? target["global"] : {};
  const source = Object.hasOwn(parent, "global") ? parent["global"] : {};
  if (!isJsonObject(existing)) return warn("warning: skipping globals because destination global is not a table.");
  if (!isJsonObject(source)) return warn("warning: skipping globals because source global is not a table.");
  const globals: JsonObjectDraft = existing;
  for (const [key, value] of Object.entries(source)) handDownGlobal(globals, key, value, context);
  setOwn(target, "global", globals);
}

function handDownGlobal(globals: JsonObjectDraft, key: string, value: JsonValue, { warn, prefix }: Context): void {
  const existing = getOwn(globals, key);
  const path = joinPath(prefix, key);
  if (!isJsonObject(value)) {
    if (isJsonObject(existing)) warn(`key ${path} is table. Skipping`);
    else setOwn(globals, key, value);
  } else if (existing === undefined) {
    setOwn(globals, key, { ...value });
  } else if (isJsonObject(existing)) {
    // Globals of the parent win: here the chart's own ones are the defaults. As in Helm, what lies deeper is shared, so that
    // a parent gets what its children add there.
    const merged: JsonObjectDraft = { ...value };
    coalesceMaps(merged, existing, { warn, prefix: path, keepsNulls: true });
    setOwn(globals, key, merged);
  } else {
    warn(`Conflict: cannot merge map onto non-map for ${JSON.stringify(path)}. Skipping.`);
  }
}

function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return cloneJson(value);
  if (!isJsonObject(value)) return value;
  const kept: JsonObjectDraft = {};
  for (const [key, item] of Object.entries(value)) if (item !== null) setOwn(kept, key, withoutNulls(item));
  return kept;
}

function joinPath(prefix: string, key: string): string {
  return prefix === "" ? key : `${prefix}.${key}`;
}

function describe(value: JsonValue): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
