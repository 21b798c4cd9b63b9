import { EvalError } from "../values/value.ts";

/** One place of a template that is filled, and the text before it. */
export interface Clause {
  readonly before: string;
  readonly verb: string;
  readonly precision: number | undefined;
}

export interface Template {
  readonly clauses: readonly Clause[];
  readonly end: string;
}

/** A percent sign, digits after a point, and a letter. */
const clause = /%(?:%|(?:\.(\d*))?([\s\S]?))/g;

const maxPrecision = 1000;

/** Reads a template like `%s has %.2f`. */
export function readTemplate(template: string): Template | EvalError {
  const clauses: Clause[] = [];
  let before = "";
  let end = 0;
  for (const match of template.matchAll(clause)) {
    before += template.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === "%%") {
      before += "%";
      continue;
    }
    const [, digits = "", verb = ""] = match;
    if (verb === "") return problem("unexpected end of string");
    if (!/[sdfebxXo]/.test(verb)) return problem(`unrecognized formatting clause "${verb}"`);
    const precision = digits === "" ? undefined : Number(digits);
    if (precision !== undefined && precision > maxPrecision) return problem(`precision ${precision} is too large`);
    clauses.push({ before, verb, precision });
    before = "";
  }
  return { clauses, end: before + template.slice(end) };
}

function problem(what: string): EvalError {
  return new EvalError(`could not parse formatting clause: ${what}`);
}

/** What each letter demands, for messages. */
const demands: ReadonlyMap<string, string> = new Map([
  [
    "s",
    "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
  ],
  ["d", "decimal clause can only be used on integers"],
  ["f", "fixed-point clause can only be used on doubles"],
  ["e", "scientific clause can only be used on doubles"],
  ["b", "only integers and bools can be formatted as binary"],
  ["o", "octal clause can only be used on integers"],
  ["x", "only integers, byte buffers, and strings can be formatted as hex"],
]);

/** What is said of a value that a letter does not print. */
export function misfit(verb: string, type: string): EvalError {
  return new EvalError(`error during formatting: ${demands.get(verb.toLowerCase())}, was given ${type}`);
}

const numbers = ["int", "uint"];

/** The types that each letter prints. */
const printable: ReadonlyMap<string, readonly string[]> = new Map([
  ["d", [...numbers, "double"]],
  ["f", [...numbers, "double"]],
  ["e", [...numbers, "double"]],
  ["b", [...numbers, "bool"]],
  ["o", numbers],
  ["x", [...numbers, "string", "bytes"]],
]);

/** Whether a letter prints values of a type; `%s` prints all that have no type of a library. */
export function prints(verb: string, type: string): boolean {
  return printable.get(verb.toLowerCase())?.includes(type) ?? true;
}
