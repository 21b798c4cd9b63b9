import * as messages from "../messages.ts";
import { isAlphaNumeric, isSpace, skipName, skipSpace, trimEnd } from "./characters.ts";
import { scanNumber } from "./number.ts";
import { keywords } from "./token.ts";
import type { Token, TokenKind } from "./token.ts";

const leftDelim = "{{";
const rightDelim = "}}";
const trimMarkerLength = 2;

/** Cuts the text of a template into tokens, one at a time. After an error or the end it gives no further ones. */
export class Lexer {
  readonly #text: string;
  #at = 0;
  #isInAction = false;
  #parens = 0;
  #isSpaced = false;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    return this.#isInAction ? this.#actionToken() : this.#textToken();
  }

  /** Text up to the next action; comments leave nothing. */
  #textToken(): Token {
    this.#isSpaced = false;
    for (;;) {
      const start = this.#at;
      const delim = this.#text.indexOf(leftDelim, start);
      if (delim < 0) {
        this.#at = this.#text.length;
        return this.#token(start < this.#at ? "text" : "eof", start, this.#text.slice(start));
      }
      const isTrimmed = this.#text[delim + 2] === "-" && isSpace(this.#text[delim + 3]);
      const end = isTrimmed ? trimEnd(this.#text, start, delim) : delim;
      if (end > start) {
        this.#at = delim;
        return this.#token("text", start, this.#text.slice(start, end));
      }
      const inner = delim + leftDelim.length + (isTrimmed ? trimMarkerLength : 0);
      if (!this.#text.startsWith("/*", inner)) {
        this.#at = inner;
        this.#isInAction = true;
        this.#parens = 0;
        return this.#token("leftDelim", delim, leftDelim);
      }
      const problem = this.#skipComment(inner);
      if (problem !== undefined) return this.#error(problem, inner);
    }
  }

  /** Moves behind a comment, or says what is wrong with it. */
  #skipComment(start: number): string | undefined {
    const end = this.#text.indexOf("*/", start);
    if (end < 0) return messages.unclosedComment;
    const next = this.#behindRightDelim(end + 2);
    if (next === undefined) return messages.commentEndsEarly;
    this.#at = next;
    return undefined;
  }

  /** Where the text goes on behind the right delimiter at `at`; undefined when there is none. */
  #behindRightDelim(at: number): number | undefined {
    if (this.#text[at] === "}") return this.#text[at + 1] === "}" ? at + rightDelim.length : undefined;
    const isTrimmed =
      this.#text[at + 1] === "-" && isSpace(this.#text[at]) && this.#text.startsWith(rightDelim, at + trimMarkerLength);
    return isTrimmed ? skipSpace(this.#text, at + trimMarkerLength + rightDelim.length) : undefined;
  }

  #actionToken(): Token {
    const before = this.#at;
    const start = skipSpace(this.#text, before);
    const isSpaced = start > before;
    this.#isSpaced = isSpaced;
    const end = this.#rightDelimAt(start, isSpaced);
    if (end !== undefined) {
      this.#isSpaced = end > before;
      this.#at = end;
      if (this.#parens > 0) return this.#error(messages.unclosedParen);
      this.#isInAction = false;
      this.#at = this.#behindRightDelim(end) as number;
      return this.#token("rightDelim", end, rightDelim);
    }
    this.#at = start;
    return this.#symbol(start);
  }

  /** The right delimiter whose braces or trim marker stand at `at`: the space before a marker belongs to it. */
  #rightDelimAt(at: number, isSpaced: boolean): number | undefined {
    if (this.#text.startsWith(rightDelim, at)) return at;
    return isSpaced && this.#text[at] === "-" && this.#text.startsWith(rightDelim, at + 1) ? at - 1 : undefined;
  }

  #symbol(start: number): Token {
    switch (this.#text[start]) {
      case undefined:
        return this.#error(messages.unclosedAction);
      case "=":
        return this.#take("assign", start, 1);
      case ":":
        return this.#text[start + 1] === "=" ? this.#take("declare", start, 2) : this.#error(messages.expectedDeclare);
      case "|":
        return this.#take("pipe", start, 1);
      case "(":
        this.#parens++;
        return this.#take("leftParen", start, 1);
      case ")":
        if (--this.#parens < 0) return this.#error(messages.unexpectedParen);
        return this.#take("rightParen", start, 1);
      case '"':
        return this.#quoted("string", start, messages.unterminatedString);
      case "'":
        return this.#quoted("charConstant", start, messages.unterminatedChar);
      case "`":
        return this.#rawString(start);
      case "$":
        return this.#name("variable", start);
      case ".":
        return isDigit(this.#text[start + 1]) ? this.#number(start) : this.#fields(start);
      default:
        return this.#word(start);
    }
  }

  #quoted(kind: TokenKind, start: number, unterminated: string): Token {
    const quote = this.#text[start];
    for (let at = start + 1; at < this.#text.length && this.#text[at] !== "\n"; at++) {
      if (this.#text[at] === quote) return this.#take(kind, start, at + 1 - start);
      if (this.#text[at] !== "\\") continue;
      at++;
      if (this.#text[at] === "\n") break;
    }
    return this.#error(unterminated);
  }

  #rawString(start: number): Token {
    const end = this.#text.indexOf("`", start + 1);
    return end < 0 ? this.#error(messages.unterminatedRawString) : this.#take("rawString", start, end + 1 - start);
  }

  #word(start: number): Token {
    const character = this.#characterAt(start);
    if (character === "+" || character === "-" || isDigit(character)) return this.#number(start);
    if (isAlphaNumeric(character)) return this.#name("identifier", start);
    if (character >= " " && character <= "~") return this.#take("char", start, 1);
    return this.#error(messages.unrecognizedCharacter(character));
  }

  /** Fields that follow each other without a space, or the dot alone. */
  #fields(start: number): Token {
    const first = this.#name("field", start);
    if (first.kind === "error") return first;
    if (first.text === ".") return this.#token("dot", start, ".");
    while (this.#text[this.#at] === "." && !isDigit(this.#text[this.#at + 1])) {
      const end = skipName(this.#text, this.#at + 1);
      if (end === this.#at + 1 || !this.#isTerminated(end)) break;
      this.#at = end;
    }
    return this.#at === start + first.text.length
      ? first
      : this.#token("field", start, this.#text.slice(start, this.#at));
  }

  /** A field, a variable or an identifier; the first two may be as short as their sign. */
  #name(kind: "field" | "variable" | "identifier", start: number): Token {
    const end = skipName(this.#text, kind === "identifier" ? start : start + 1);
    this.#at = end;
    if (!this.#isTerminated(end)) return this.#error(messages.badCharacter(this.#characterAt(end)), start);
    const text = this.#text.slice(start, end);
    if (kind !== "identifier") return this.#token(kind, start, text);
    if (keywords.has(text)) return this.#token(text as TokenKind, start, text);
    return this.#token(text === "true" || text === "false" ? "bool" : "identifier", start, text);
  }

  #isTerminated(at: number): boolean {
    const next = this.#text[at];
    return next === undefined || isSpace(next) || ".,|:()".includes(next) || this.#text.startsWith(rightDelim, at);
  }

  #number(start: number): Token {
    const { end, isComplex, isValid } = scanNumber(this.#text, start);
    if (!isValid) return this.#error(messages.badNumberSyntax(this.#text.slice(start, end)), start);
    return this.#take(isComplex ? "complex" : "number", start, end - start);
  }

  #characterAt(at: number): string {
    const code = this.#text.codePointAt(at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  #take(kind: TokenKind, start: number, length: number): Token {
    this.#at = start + length;
    return this.#token(kind, start, this.#text.slice(start, this.#at));
  }

  #error(message: string, at = this.#at): Token {
    return this.#token("error", at, message);
  }

  #token(kind: TokenKind, at: number, text: string): Token {
    return { kind, at, text, isSpaced: this.#isSpaced };
  }
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= "0" && character <= "9";
}
