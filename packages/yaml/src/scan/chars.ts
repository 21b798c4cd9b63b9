/** Classes of characters, by char code. Past the end of a text the code is NaN, which none of the single classes holds. */

export const char = {
  tab: 0x09,
  space: 0x20,
  bang: 0x21,
  quote: 0x22,
  hash: 0x23,
  percent: 0x25,
  ampersand: 0x26,
  apostrophe: 0x27,
  star: 0x2a,
  plus: 0x2b,
  comma: 0x2c,
  dash: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  less: 0x3c,
  greater: 0x3e,
  question: 0x3f,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  pipe: 0x7c,
  closeBrace: 0x7d,
} as const;

/** YAML 1.1 breaks lines at NEL, LS and PS too. */
export function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBlank(code: number): boolean {
  return code === char.space || code === char.tab;
}

export function isEnd(code: number): boolean {
  return Number.isNaN(code);
}

export function isBreakOrEnd(code: number): boolean {
  return isBreak(code) || isEnd(code);
}

export function isSpaceOrEnd(code: number): boolean {
  return isBlank(code) || isBreakOrEnd(code);
}

/** `[`, `]`, `{`, `}` and `,`: they end a plain scalar inside of a flow collection. */
export function isFlowIndicator(code: number): boolean {
  return (
    code === char.comma ||
    code === char.openBracket ||
    code === char.closeBracket ||
    code === char.openBrace ||
    code === char.closeBrace
  );
}

/** The characters of names of anchors and of tag handles. */
export function isWordCode(code: number): boolean {
  return (
    (code >= char.zero && code <= char.nine) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f ||
    code === char.dash
  );
}
