import { byteLength, hasStrayBytes, sliceBytes } from "./bytes.ts";

type Token =
  | { readonly kind: "literal"; readonly character: string }
  | { readonly kind: "any" }
  | { readonly kind: "many" }
  | { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/**
 * The text without the shortest or longest prefix that matches a pattern of `*`, `?`, `[a-z]`, `[^a-z]` and `\`.
 * A pattern that is not well formed and an empty match leave the text as it is. Takes time in proportion to text and pattern.
 */
export function trimPrefix(text: string, pattern: string, which: "shortest" | "longest"): string {
  const tokens = parsePattern(pattern);
  if (tokens === undefined) return text;
  const length = prefixLength(text, tokens, which);
  return length === 0 ? text : sliceBytes(text, length);
}

/** Likewise with a suffix; upstream turns text and pattern around, so classes and `\` work in prefixes only. */
export function trimSuffix(text: string, pattern: string, which: "shortest" | "longest"): string {
  return reverse(trimPrefix(reverse(text), reverse(pattern), which));
}

function reverse(text: string): string {
  // Go's runes of stray bytes are replacement characters.
  const characters = Array.from(text, (character) => (hasStrayBytes(character) ? "\ufffd" : character));
  return characters.reverse().join("");
}

function parsePattern(pattern: string): Token[] | undefined {
  const characters = Array.from(pattern);
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    if (character === "*") tokens.push({ kind: "many" });
    else if (character === "?") tokens.push({ kind: "any" });
    else if (character === "[") {
      const parsed = parseClass(characters, at + 1);
      if (parsed === undefined) return undefined;
      tokens.push(parsed.token);
      at = parsed.end;
    } else if (character === "\\") {
      const escaped = characters[++at];
      if (escaped === undefined) return undefined;
      tokens.push({ kind: "literal", character: escaped });
    } else tokens.push({ kind: "literal", character });
  }
  return tokens;
}

/** A class from behind its `[`, and the index of its `]`. */
function parseClass(characters: readonly string[], start: number): { token: Token; end: number } | undefined {
  const negated = characters[start] === "^";
  const ranges: (readonly [string, string])[] = [];
  let at = negated ? start + 1 : start;
  while (characters[at] !== "]" || ranges.length === 0) {
    const low = classCharacter(characters, at);
    if (low === undefined) return undefined;
    at = low.next;
    let high = low;
    if (characters[at] === "-") {
      const end = classCharacter(characters, at + 1);
      if (end === undefined) return undefined;
      high = end;
      at = end.next;
    }
    ranges.push([low.character, high.character]);
  }
  return { token: { kind: "class", negated, ranges }, end: at };
}

function classCharacter(characters: readonly string[], at: number): { character: string; next: number } | undefined {
  const character = characters[at];
  if (character === undefined || character === "-" || character === "]") return undefined;
  if (character !== "\\") return { character, next: at + 1 };
  const escaped = characters[at + 1];
  return escaped === undefined ? undefined : { character: escaped, next: at + 2 };
}

/** Length in bytes of the shortest or longest prefix that all tokens match, 0 when only the empty one or none does. */
function prefixLength(text: string, tokens: readonly Token[], which: "shortest" | "longest"): number {
  let states = closure(tokens, new Set([0]));
  let bytes = 0;
  let found = 0;
  for (const character of text) {
    // Upstream tries every prefix in bytes; each byte of a character that is cut counts as one unknown character.
    let cut = states;
    for (let part = 1; part < byteLength(character); part++) {
      cut = step(tokens, cut, "\ufffd");
      if (cut.has(tokens.length)) found = bytes + part;
      if (found > 0 && which === "shortest") return found;
    }
    states = step(tokens, states, hasStrayBytes(character) ? "\ufffd" : character);
    bytes += byteLength(character);
    if (states.has(tokens.length)) found = bytes;
    if (states.size === 0 || (found > 0 && which === "shortest")) return found;
  }
  return found;
}

function step(tokens: readonly Token[], states: ReadonlySet<number>, character: string): Set<number> {
  const next = new Set<number>();
  for (const state of states) {
    const token = tokens[state];
    if (token === undefined || !accepts(token, character)) continue;
    next.add(token.kind === "many" ? state : state + 1);
  }
  return closure(tokens, next);
}

/** Adds the states behind each `*`, which may match nothing. */
function closure(tokens: readonly Token[], states: Set<number>): Set<number> {
  for (const state of states) {
    if (tokens[state]?.kind === "many") states.add(state + 1);
  }
  return states;
}

function accepts(token: Token, character: string): boolean {
  switch (token.kind) {
    case "literal":
      return token.character === character;
    case "any":
    case "many":
      return true;
    case "class":
      return token.ranges.some((range) => inRange(character, range)) !== token.negated;
  }
}

function inRange(character: string, [low, high]: readonly [string, string]): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= (low.codePointAt(0) ?? 0) && code <= (high.codePointAt(0) ?? 0);
}
