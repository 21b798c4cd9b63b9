/** A pattern of Go's `path.Match` that is not well formed. */
export class PatternError extends Error {
  override readonly name = "PatternError";

  constructor() {
    super("syntax error in pattern");
  }
}

/**
 * A pattern of Go's `path.Match` as a regular expression: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]` are classes, `\` escapes.
 *
 * @throws PatternError
 */
export function compilePattern(pattern: string): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length;) {
    const part = compilePart(pattern, at);
    source += part.source;
    at = part.end;
  }
  return new RegExp(`^${source}$`, "su");
}

interface Part {
  readonly source: string;
  readonly end: number;
}

function compilePart(pattern: string, at: number): Part {
  const character = String.fromCodePoint(pattern.codePointAt(at) as number);
  const end = at + character.length;
  switch (character) {
    case "*": {
      let last = end;
      while (pattern[last] === "*") last++;
      return { source: "[^/]*", end: last };
    }
    case "?":
      return { source: "[^/]", end };
    case "[":
      return compileClass(pattern, end);
    case "\\":
      return readCharacter(pattern, at);
    default:
      return { source: escape(character), end };
  }
}

function compileClass(pattern: string, start: number): Part {
  const isNegated = pattern[start] === "^";
  let at = isNegated ? start + 1 : start;
  let ranges = "";
  do {
    const low = readMember(pattern, at);
    at = low.end;
    ranges += low.source;
    if (pattern[at] !== "-") continue;
    const high = readMember(pattern, at + 1);
    ranges += rangeEnd(low.source, high.source);
    at = high.end;
  } while (pattern[at] !== "]");
  return { source: `[${isNegated ? "^" : ""}${ranges}]`, end: at + 1 };
}

/** A range that ends before it begins has no members in Go, and is an error in a regular expression. */
function rangeEnd(low: string, high: string): string {
  const codeOf = (source: string) => Number.parseInt(source.slice(3, -1), 16);
  return codeOf(low) <= codeOf(high) ? `-${high}` : "";
}

/** A character inside of a class, always written by its code. */
function readMember(pattern: string, at: number): Part {
  if (at >= pattern.length || pattern[at] === "-" || pattern[at] === "]") throw new PatternError();
  return readCharacter(pattern, at);
}

function readCharacter(pattern: string, at: number): Part {
  const start = pattern[at] === "\\" ? at + 1 : at;
  const code = pattern.codePointAt(start);
  if (code === undefined) throw new PatternError();
  const character = String.fromCodePoint(code);
  return { source: escape(character), end: start + character.length };
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}
