import type { SourcePosition } from "@flux-ts/base";
import type { Chart } from "../chart/chart.ts";
import type { HelmError } from "../errors.ts";
import { locateValue } from "./locate.ts";
import type { ValuesFile } from "./locate.ts";

/** A value that a failed rendering is about. */
export interface ValueHint {
  /** As `--set` writes it, from the root of the values. */
  readonly key: string;
  /** Where it is set, or the nearest map around it; missing when no file has either. */
  readonly position?: SourcePosition;
  /** What to do about it. */
  readonly fix: string;
}

/**
 * The values behind an error of a rendering: where they come from, and what would mend it. Empty when the error says nothing about
 * values. Of several files the last one that sets a value counts, then the values.yaml of the charts.
 */
export function explainValues(error: HelmError, chart: Chart, files: readonly ValuesFile[] = []): readonly ValueHint[] {
  const findings = error.code === "schema" ? schemaFindings(error, chart) : templateFindings(error);
  return findings.map(({ path, fix }) => {
    const position = locateValue(path, chart, files);
    return { key: path.join("."), ...(position !== undefined && { position }), fix };
  });
}

interface Finding {
  readonly path: readonly string[];
  readonly fix: string;
}

// The innermost place comes last.
const reference = /<\$?\.Values((?:\.[\p{L}\p{N}_]+)+)>:\s+([^\n]+)/gu;

function templateFindings({ message, position }: HelmError): readonly Finding[] {
  const found = [...message.matchAll(reference)].at(-1);
  if (found === undefined) return [];
  const [, names = "", text = ""] = found;
  const finding = findingOf([...subchartsOf(position?.file ?? ""), ...names.slice(1).split(".")], text);
  return finding === undefined ? [] : [finding];
}

function findingOf(names: readonly string[], text: string): Finding | undefined {
  const missing = /^nil pointer evaluating interface \{\}\.(.+)$/.exec(text)?.[1];
  if (missing !== undefined) {
    const path = names.slice(0, names.lastIndexOf(missing));
    return { path, fix: `Set ${path.join(".")} to a map with ${missing}: it has no value` };
  }
  const field = /^can't evaluate field (\S+) in type (.+)$/.exec(text);
  if (field !== null) {
    const [, name = "", type = ""] = field;
    const path = names.slice(0, names.lastIndexOf(name));
    return {
      path,
      fix: `Make ${path.join(".")} a map with ${name}: it is ${type === anything ? "none" : kindOf(type)}`,
    };
  }
  const [, wanted, actual = ""] = /^wrong type for value; expected (.+); got (.+)$/.exec(text) ?? [];
  if (wanted === undefined) return undefined;
  const key = names.join(".");
  if (wanted === "string" && /^(?:float64|int64|bool)$/.test(actual)) {
    return { path: names, fix: `Put ${key} into quotes: it is ${kindOf(actual)} and must be a text` };
  }
  return { path: names, fix: `Make ${key} ${kindOf(wanted)}: it is ${kindOf(actual)}` };
}

/** The type of what stands in a map, whatever it is. */
const anything = "interface {}";

/** Types of Go in the words of those who write values. */
function kindOf(type: string): string {
  switch (type) {
    case "string":
      return "a text";
    case "bool":
      return "true or false";
    case "float64":
    case "int64":
    case "int":
      return "a number";
    case "[]interface {}":
      return "a list";
    case "map[string]interface {}":
      return "a map";
    case anything:
      return "nothing";
    default:
      return type;
  }
}

/** `c/charts/sub/templates/t.yaml` sees what lies under `sub`. */
function subchartsOf(file: string): readonly string[] {
  return Array.from(file.matchAll(/\/charts\/([^/]+)(?=\/)/g), ([, name = ""]) => name);
}

function schemaFindings({ message }: HelmError, chart: Chart): readonly Finding[] {
  const findings: Finding[] = [];
  let prefix: readonly string[] = [];
  for (const line of message.split("\n").slice(1)) {
    const fault = /^ *- at '(.*)': (.+)$/.exec(line);
    if (fault === null) {
      prefix = pathOf(chart, line.replace(/:$/, "")) ?? [];
      continue;
    }
    const [, pointer = "", text = ""] = fault;
    // What other faults explain more closely is no finding of its own.
    if (/(?:failed|validation failed|none matched)$/.test(text)) continue;
    const path = [...prefix, ...pointer.split("/").slice(1).map(unescape)];
    findings.push({ path, fix: `${path.length === 0 ? "The values" : path.join(".")}: ${text}` });
  }
  return findings;
}

function unescape(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The names that lead from the root to the chart of a name. */
function pathOf(chart: Chart, name: string): readonly string[] | undefined {
  if (chart.metadata.name === name) return [];
  for (const child of chart.dependencies) {
    const inner = pathOf(child, name);
    if (inner !== undefined) return [child.metadata.name, ...inner];
  }
  return undefined;
}
