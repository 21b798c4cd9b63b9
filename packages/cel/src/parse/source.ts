import { charactersOf, lengthOf } from "../values/text.ts";

/** A place in an expression: lines from 1, columns in code points from 0, as cel-go counts. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** Why an expression is not accepted. */
export interface Issue {
  /** Undefined when the expression as a whole is refused. */
  readonly location: Location | undefined;
  readonly message: string;
}

/** The text of an expression, and where things are in it. */
export interface Source {
  readonly text: string;
  /** The location of an offset in UTF-16 units. */
  locate(offset: number): Location;
}

export function createSource(text: string): Source {
  const starts = lineStarts(text);
  return {
    text,
    locate: (offset) => {
      const line = lineAt(starts, offset);
      return { line: line + 1, column: lengthOf(text.slice(starts[line], offset)) };
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Prints issues as cel-go does, in the order of the text: a line for each, followed by its place in the text. */
export function formatIssues(text: string, issues: readonly Issue[]): string {
  const lines = text.split("\n");
  return issues
    .toSorted((a, b) => compareLocations(a.location, b.location))
    .map((issue) => formatIssue(issue, lines))
    .join("\n");
}

function formatIssue({ location, message }: Issue, lines: readonly string[]): string {
  if (location === undefined) return `ERROR: <input>:-1:0: ${message}`;
  const head = `ERROR: <input>:${location.line}:${location.column + 1}: ${message}`;
  const line = lines[location.line - 1];
  if (line === undefined) return head;
  const characters = charactersOf(line.replaceAll("\t", " "));
  const dots = characters.slice(0, location.column).map((character) => (isNarrow(character) ? "." : "．"));
  const under = characters[location.column];
  const mark = under === undefined || isNarrow(under) ? "^" : "＾";
  return `${head}\n | ${characters.join("")}\n | ${dots.join("")}${mark}`;
}

/** cel-go takes all that needs more than a byte for wide. */
function isNarrow(character: string): boolean {
  return (character.codePointAt(0) ?? 0) < 0x80;
}

function compareLocations(a: Location | undefined, b: Location | undefined): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  return a.line - b.line || a.column - b.column;
}
