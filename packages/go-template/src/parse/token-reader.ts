import { TemplateError } from "../errors.ts";
import { quote } from "../format/quote.ts";
import { Lexer } from "../lex/lexer.ts";
import { isKeyword } from "../lex/token.ts";
import type { Token, TokenKind } from "../lex/token.ts";
import * as messages from "../messages.ts";
import { lineAt } from "./source.ts";
import type { Source } from "./source.ts";

/** Tokens of a template with the look-ahead its grammar needs, and the scope in which they are read. */
export class TokenReader {
  readonly source: Source;
  readonly #lexer: Lexer;
  #following: Token | undefined;
  #second: Token | undefined;
  #lastRead: Token | undefined;
  /** Where the current action began. */
  #actionAt: number | undefined;

  constructor(source: Source) {
    this.source = source;
    this.#lexer = new Lexer(source.text);
  }

  next(): Token {
    const token = this.#following ?? this.#lex();
    this.#following = this.#second;
    this.#second = undefined;
    return token;
  }

  #lex(): Token {
    this.#lastRead = this.#lexer.next();
    return this.#lastRead;
  }

  /** Puts a token back: it is the next one read. Two can be back at a time. */
  back(token: Token): void {
    this.#second = this.#following;
    this.#following = token;
  }

  peek(): Token {
    this.#following ??= this.#lex();
    return this.#following;
  }

  expect(kinds: readonly TokenKind[], context: string): Token {
    const token = this.next();
    if (!kinds.includes(token.kind)) throw this.unexpected(token, context);
    return token;
  }

  /** Says where the current action began, for messages of those that never end. */
  enterAction(token: Token): void {
    this.#actionAt = token.at;
  }

  leaveAction(): void {
    this.#actionAt = undefined;
  }

  unexpected(token: Token, context: string): TemplateError {
    if (token.kind !== "error") return this.fail(messages.unexpectedToken(describe(token), context));
    return this.fail(token.text + this.#startOfAction(token));
  }

  /** Only errors on another line than the start of their action name it. */
  #startOfAction(token: Token): string {
    if (this.#actionAt === undefined) return "";
    const line = lineAt(this.source, this.#actionAt);
    if (line === lineAt(this.source, token.at)) return "";
    const text = messages.actionStarted(this.source.name, line);
    return token.text.endsWith(" action") ? text.slice(" in action".length) : text;
  }

  /** The error on the line of the token that was read last, wherever the parser stands. */
  fail(text: string): TemplateError {
    const line = lineAt(this.source, this.#lastRead?.at ?? 0);
    const { name } = this.source;
    return new TemplateError("parse", messages.parseError(name, line, text), { position: { name, line } });
  }
}

function describe(token: Token): string {
  if (token.kind === "eof") return "EOF";
  if (isKeyword(token)) return `<${token.text}>`;
  // Go reads fields one by one: it is the first that surprises it.
  const text = token.kind === "field" ? token.text.split(".", 2).join(".") : token.text;
  const characters = Array.from(text);
  return characters.length > 10 ? `${quote(characters.slice(0, 10).join(""))}...` : quote(text);
}
