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

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    return this.#isInAction ? this.#actionToken() : this.#textToken();
  }

  /** Text up to the next action; comments leave nothing. */
  #textToken(): Token {
    for (;;) {
      const start = this.#at;
      const delim = this.#text.indexOf(leftDelim, start);
      if (delim < 0) {
        this.#at = this.#text.length;
        return start < this.#at ? this.#token("text", start) : this.#token("eof", start);
      }
      const isTrimmed = this.#text[delim + 2] === "-" && isSpace(this.#text[delim + 3]);
      const end = isTrimmed ? trimEnd(this.#text, start, delim) : delim;
      if (end > start) {
        this.#at = delim;
        return { kind: "text", at: start, text: this.#text.slice(start, end) };
      }
      const inner = delim + leftDelim.length + (isTrimmed ? trimMarkerLength : 0);
      if (!this.#text.startsWith("/*", inner)) {
        this.#at = inner;
        this.#isInAction = true;
        this.#parens = 0;
        return { kind: "leftDelim", at: delim, text: leftDelim };
      }
      const problem = this.#skipComment(inner);
      if (problem !== undefined) return { kind: "error", at: inner, text: problem };
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
    const start = this.#at;
    const next = this.#behindRightDelim(start);
    if (next !== undefined) {
      if (this.#parens > 0) return this.#error(messages.unclosedParen);
      this.#isInAction = false;
      this.#at = next;
      return { kind: "rightDelim", at: start, text: rightDelim };
    }
    if (start >= this.#text.length) return this.#error(messages.unclosedAction);
    if (isSpace(this.#text[start])) return this.#spaces(start);
    return this.#symbol(start) ?? this.#word(start);
  }

  /** Spaces, but not the one that belongs to a trim marker. */
  #spaces(start: number): Token {
    let end = skipSpace(this.#text, start);
    if (this.#text[end] === "-" && this.#text.startsWith(rightDelim, end + 1)) end--;
    this.#at = end;
    return this.#token("space", start);
  }

  #symbol(start: number): Token | undefined {
    switch (this.#text[start]) {
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
      default:
        return undefined;
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
    if (character === "$") return this.#name("variable", start);
    const isDigit = (text: string | undefined) => text !== undefined && text >= "0" && text <= "9";
    if (character === "." && !isDigit(this.#text[start + 1])) return this.#name("field", start);
    if (".+-".includes(character) || isDigit(character)) return this.#number(start);
    if (isAlphaNumeric(character)) return this.#name("identifier", start);
    if (character >= " " && character <= "~") return this.#take("char", start, 1);
    return this.#error(messages.unrecognizedCharacter(character));
  }

  /** A field, a variable or an identifier; the first two may be as short as their sign. */
  #name(kind: "field" | "variable" | "identifier", start: number): Token {
    const end = skipName(this.#text, kind === "identifier" ? start : start + 1);
    this.#at = end;
    if (!this.#isTerminated(end)) return this.#error(messages.badCharacter(this.#characterAt(end)), start);
    const text = this.#text.slice(start, end);
    if (text === ".") return { kind: "dot", at: start, text };
    if (kind !== "identifier") return { kind, at: start, text };
    if (keywords.has(text)) return { kind: text as TokenKind, at: start, text };
    return { kind: text === "true" || text === "false" ? "bool" : "identifier", at: start, text };
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
    return this.#token(kind, start);
  }

  #token(kind: TokenKind, start: number): Token {
    return { kind, at: start, text: this.#text.slice(start, this.#at) };
  }

  #error(message: string, at = this.#at): Token {
    return { kind: "error", at, text: message };
  }
}
