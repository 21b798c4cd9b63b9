import { misfit, prints, readTemplate } from "../library/format-clauses.ts";
import { compilePattern } from "../library/regex.ts";
import { parseDuration, parseTimestamp } from "../library/times.ts";
import type { Call, Expr } from "../parse/ast.ts";
import { childrenOf } from "../parse/children.ts";
import { EvalError } from "../values/value.ts";
import type { Checked, TypeProblem } from "./check.ts";
import { sameType } from "./inference.ts";
import { mismatch } from "./texts.ts";
import { formatType } from "./types.ts";
import type { CelType } from "./types.ts";

/** What is looked at beyond types, since it would fail or surprise whatever the variables are. */
export interface LiteralRules {
  /** Whether texts given to `timestamp`, `duration` and `matches` must be such. */
  readonly conversions: boolean;
}

/** Checks literals: the items of one list have one type, and texts that are to be read can be. */
export function checkLiterals(expr: Expr, { types }: Checked, rules: LiteralRules): readonly TypeProblem[] {
  const problems: TypeProblem[] = [];
  const seen = new Set<Expr>();
  const visit = (node: Expr, mixed: boolean): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (!mixed) problems.push(...checkItems(node, types));
    if (node.kind === "call" && rules.conversions) problems.push(...checkConversion(node));
    const formats = node.kind === "call" && node.name === "format";
    if (formats) problems.push(...checkFormat(node, types));
    // What is printed may be of any type.
    for (const child of childrenOf(node)) visit(child, mixed || formats);
  };
  visit(expr, false);
  return problems;
}

function checkItems(node: Expr, types: ReadonlyMap<Expr, CelType>): readonly TypeProblem[] {
  if (node.kind === "list") {
    const items = node.items.map(({ value, optional }) => ({ expr: value, optional }));
    // Of maps all are told, of lists the first one.
    return checkSame(items, types).slice(0, 1);
  }
  if (node.kind !== "map") return [];
  const keys = node.entries.map(({ key }) => ({ expr: key, optional: false }));
  const values = node.entries.map(({ value, optional }) => ({ expr: value, optional }));
  return [...checkSame(keys, types), ...checkSame(values, types)];
}

/** A template and what fills it, where both are literals. */
function checkFormat({ at, target, args: [list] }: Call, types: ReadonlyMap<Expr, CelType>): readonly TypeProblem[] {
  if (target?.kind !== "literal" || typeof target.value !== "string" || list?.kind !== "list") return [];
  const template = readTemplate(target.value);
  if (template instanceof EvalError) return [{ at, message: template.message }];
  for (const [index, { verb }] of template.clauses.entries()) {
    const item = list.items[index]?.value;
    if (item === undefined) return [{ at, message: `index ${index} out of range` }];
    const type = types.get(item);
    if (type === undefined || type.kind === "dyn" || prints(verb, formatType(type))) continue;
    return [{ at: item.at, message: misfit(verb, formatType(type)).message }];
  }
  return [];
}

interface Item {
  readonly expr: Expr;
  readonly optional: boolean;
}

function checkSame(items: readonly Item[], types: ReadonlyMap<Expr, CelType>): readonly TypeProblem[] {
  const found = items.flatMap(({ expr, optional }) => {
    const type = types.get(expr);
    if (type === undefined) return [];
    return [{ at: expr.at, type: optional && type.kind === "optional" ? type.value : type }];
  });
  const [first] = found;
  if (first === undefined) return [];
  return found
    .filter(({ type }) => !sameType(type, first.type))
    .map(({ at, type }) => ({ at, message: mismatch(formatType(first.type), formatType(type)) }));
}

const readers: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ["timestamp", (text) => !isProblem(parseTimestamp(text))],
  ["duration", (text) => !isProblem(parseDuration(text))],
  ["matches", (text) => !isProblem(compilePattern(text))],
]);

function isProblem(value: unknown): boolean {
  return value === undefined || value instanceof EvalError;
}

function checkConversion({ name, target, args }: Call): readonly TypeProblem[] {
  const [arg] = args;
  const isRead = readers.get(name);
  if (isRead === undefined || args.length !== 1 || arg?.kind !== "literal" || typeof arg.value !== "string") return [];
  if ((target === undefined) === (name === "matches")) return [];
  return isRead(arg.value) ? [] : [{ at: arg.at, message: `invalid ${name} argument` }];
}
