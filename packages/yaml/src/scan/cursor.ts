import { char, isBreak, isSpaceOrEnd } from "./chars.ts";

/** A place in a text. */
export interface Mark {
  readonly offset: number;
  /** 0-based. */
  readonly line: number;
}

/** A moving place in a text that knows its line and column. */
export class Cursor {
  readonly text: string;
  offset = 0;
  /** 0-based. */
  line = 0;
  lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  get column(): number {
    return this.offset - this.lineStart;
  }

  /** The char code at the place, or NaN at the end. */
  get code(): number {
    return this.text.charCodeAt(this.offset);
  }

  peek(distance: number): number {
    return this.text.charCodeAt(this.offset + distance);
  }

  mark(): Mark {
    return { offset: this.offset, line: this.line };
  }

  /** Moves over the line break at the place (CR LF is one) and gives it as scalars hold it. */
  takeBreak(): string {
    const code = this.code;
    this.offset += code === 0x0d && this.peek(1) === 0x0a ? 2 : 1;
    this.line++;
    this.lineStart = this.offset;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : "\n";
  }

  skipByteOrderMark(): void {
    if (this.code !== 0xfeff) return;
    this.offset++;
    this.lineStart = this.offset;
  }

  skipToBreak(): void {
    const { text } = this;
    let offset = this.offset;
    while (offset < text.length && !isBreak(text.charCodeAt(offset))) offset++;
    this.offset = offset;
  }

  /** Whether a line that starts a document (`---`) or ends one (`...`) is here. */
  atDocumentMarker(): boolean {
    const code = this.code;
    return (
      this.offset === this.lineStart &&
      (code === char.dash || code === char.dot) &&
      this.peek(1) === code &&
      this.peek(2) === code &&
      isSpaceOrEnd(this.peek(3))
    );
  }
}
