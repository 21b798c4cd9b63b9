/** What a token is. Block collections have tokens of their own where indentation opens and closes them. */
export const tokenKind = {
  documentStart: 1,
  documentEnd: 2,
  streamEnd: 3,
  directive: 4,
  blockSequence: 5,
  blockMapping: 6,
  blockEnd: 7,
  flowSequence: 8,
  flowSequenceEnd: 9,
  flowMapping: 10,
  flowMappingEnd: 11,
  blockEntry: 12,
  flowEntry: 13,
  key: 14,
  value: 15,
  alias: 16,
  anchor: 17,
  tag: 18,
  scalar: 19,
  /** Scanning failed here; the fault is in {@link Tokens.fault}. */
  fault: 20,
} as const;

/** What a simple key turned out to be once its `:` was found. */
export const keyMark = { none: 0, key: 1, firstKey: 2 } as const;

export type ScalarStyle = "plain" | "quoted" | "literal" | "folded";

/**
 * The tokens of one document as columns.
 * That a token begins a key is known only when the `:` behind it is found; instead of inserting tokens, the token is marked.
 */
export class Tokens {
  readonly kinds: number[] = [];
  readonly offsets: number[] = [];
  /** 0-based lines. */
  readonly lines: number[] = [];
  /** Text of scalars, anchors, aliases, tags and directives. */
  readonly texts: string[] = [];
  readonly styles: ScalarStyle[] = [];
  readonly keyMarks: number[] = [];
  fault: Error | undefined;

  get length(): number {
    return this.kinds.length;
  }

  push(kind: number, offset: number, line: number): void {
    this.pushText(kind, offset, line, "", "plain");
  }

  // A parameter bag would be one allocation per token.
  // eslint-disable-next-line max-params -- the columns of one row
  pushText(kind: number, offset: number, line: number, text: string, style: ScalarStyle): void {
    this.kinds.push(kind);
    this.offsets.push(offset);
    this.lines.push(line);
    this.texts.push(text);
    this.styles.push(style);
    this.keyMarks.push(keyMark.none);
  }
}
