import * as ast from "./ast.ts";
import type { Element, Entry, Expr, StructField } from "./ast.ts";
import { showText, tokenize } from "./lexer.ts";
import { readBytes, readDouble, readInt, readString, readUint } from "./literals.ts";
import type { Reading } from "./literals.ts";
import { expandMacro } from "./macros.ts";
import type { MacroSet } from "./macros.ts";
import { reserved } from "./reserved.ts";
import { createSource } from "./source.ts";
import type { Issue, Source } from "./source.ts";
import { expected, expressionStart, indexStart, operandStart } from "./texts.ts";
import type { Token, TokenKind } from "./token.ts";
import { lengthOf } from "../values/text.ts";
import type { Constant } from "../values/value.ts";

export type Parsed =
  | { readonly ok: true; readonly expr: Expr; readonly source: Source }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** What depends on the dialect. */
export interface Grammar {
  readonly macros: MacroSet;
  /** Whether a field may be written in backticks, with characters that names do not have. */
  readonly quotedFields: boolean;
}

const maxDepth = 250;
const maxCodePoints = 100_000;

/** Parses an expression and expands its macros. Time and stack are bounded whatever the text. */
export function parse(text: string, { macros, quotedFields }: Grammar): Parsed {
  const size = lengthOf(text);
  if (size > maxCodePoints) {
    return refused(`expression code point size exceeds limit: size: ${size}, limit ${maxCodePoints}`);
  }
  const source = createSource(text);
  const { tokens, errors } = tokenize(text);
  const parser = new Parser(text, tokens, { macros, quotedFields });
  const expr = parser.parseAll();
  if (parser.tooDeep) return refused(`expression recursion limit exceeded: ${maxDepth}`);
  const found = [...errors.map(({ at, message }) => ({ at, message: `Syntax error: ${message}` })), ...parser.issues];
  const issues = found.map(({ at, message }) => ({ location: source.locate(at), message }));
  if (issues.length > 0 || expr === undefined) return { ok: false, issues };
  return expr.height > maxDepth ? refused("max recursion depth exceeded") : { ok: true, expr, source };
}

function refused(message: string): Parsed {
  return { ok: false, issues: [{ location: undefined, message }] };
}

/** Thrown where the text cannot be read on; what was found is among the issues. */
const stop = Symbol("stop");

const levels: readonly (readonly TokenKind[])[] = [
  ["<", "<=", ">=", ">", "==", "!=", "in"],
  ["+", "-"],
  ["*", "/", "%"],
];

const numbers: ReadonlySet<TokenKind> = new Set(["NUM_INT", "NUM_UINT", "NUM_FLOAT"]);

class Parser {
  readonly issues: { at: number; message: string }[] = [];
  tooDeep = false;
  readonly #tokens: readonly Token[];
  readonly #text: string;
  readonly #grammar: Grammar;
  #index = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], grammar: Grammar) {
    this.#text = text;
    this.#tokens = tokens;
    this.#grammar = grammar;
  }

  parseAll(): Expr | undefined {
    try {
      const expr = this.#expression();
      this.#expect("EOF");
      return expr;
    } catch (error) {
      if (error !== stop) throw error;
      return undefined;
    }
  }

  get #next(): Token {
    return this.#peek(0);
  }

  #peek(ahead: number): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)] as Token;
  }

  #take(): Token {
    const token = this.#next;
    this.#index += 1;
    return token;
  }

  #takeIf(...kinds: readonly TokenKind[]): Token | undefined {
    return kinds.includes(this.#next.kind) ? this.#take() : undefined;
  }

  /** Takes a token that must come. One that is superfluous or missing is reported, and reading goes on. */
  #expect(kind: TokenKind, others: readonly TokenKind[] = []): Token {
    const found = this.#takeIf(kind);
    if (found !== undefined) return found;
    const { at, text } = this.#next;
    const wanted = expected([kind, ...others]);
    const following = this.#peek(1).kind;
    if (this.#next.kind !== "EOF" && [kind, ...others].includes(following)) {
      this.#syntaxError(at, `extraneous input '${showText(text)}' expecting ${wanted}`);
      this.#index += 1;
      return this.#take();
    }
    if (others.length === 0 && this.#mayFollow(kind)) {
      this.#syntaxError(at, `missing ${wanted} at '${showText(text)}'`);
      return { kind, at, text: kind };
    }
    throw this.#syntaxError(at, `mismatched input '${showText(text)}' expecting ${wanted}`);
  }

  /** Whether reading can go on as if a token had been there. */
  #mayFollow(missing: TokenKind): boolean {
    if (missing === ":") return expressionStart.includes(this.#next.kind);
    return (missing === ")" || missing === "]") && this.#next.kind === "EOF";
  }

  #syntaxError(at: number, message: string): typeof stop {
    this.issues.push({ at, message: `Syntax error: ${message}` });
    return stop;
  }

  #nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > maxDepth) {
      this.tooDeep = true;
      throw stop;
    }
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  #expression(): Expr {
    return this.#nested(() => {
      const condition = this.#logical("||");
      const question = this.#takeIf("?");
      if (question === undefined) return condition;
      const yes = this.#logical("||");
      this.#expect(":");
      return ast.call(question.at, "_?_:_", condition, yes, this.#expression());
    });
  }

  /** Chains of `||` and `&&` become balanced trees: they may be long. */
  #logical(operator: "||" | "&&"): Expr {
    const parseTerm = (): Expr => (operator === "||" ? this.#logical("&&") : this.#binary(0));
    const terms = [parseTerm()];
    const places: number[] = [];
    for (let found = this.#takeIf(operator); found !== undefined; found = this.#takeIf(operator)) {
      places.push(found.at);
      terms.push(parseTerm());
    }
    return balance(`_${operator}_`, terms, places);
  }

  #binary(level: number): Expr {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let found = this.#takeIf(...operators); found !== undefined; found = this.#takeIf(...operators)) {
      const name = found.kind === "in" ? "@in" : `_${found.kind}_`;
      left = ast.call(found.at, name, left, this.#binary(level + 1));
    }
    return left;
  }

  #unary(): Expr {
    const { kind, at } = this.#next;
    if (kind !== "!" && kind !== "-") return this.#member();
    if (kind === "-" && numbers.has(this.#peek(1).kind)) return this.#member();
    let count = 0;
    // The last minus belongs to a number that follows.
    while (this.#next.kind === kind && !(count > 0 && this.#startsNegativeNumber())) {
      this.#take();
      count += 1;
    }
    if (kind === "-" && this.#startsNegativeNumber()) {
      this.#take();
      count += 1;
    }
    this.#requireOperand(kind);
    const operand = this.#member();
    return count % 2 === 0 ? operand : ast.call(at, kind === "!" ? "!_" : "-_", operand);
  }

  /** What follows `!` or `-`; the parser of cel-go reports each in its own way. */
  #requireOperand(operator: "!" | "-"): void {
    const { kind, at, text } = this.#next;
    if (operandStart.includes(kind)) return;
    const wanted = expected(expressionStart);
    if (operator === "!") throw this.#syntaxError(at, `extraneous input '${showText(text)}' expecting ${wanted}`);
    const shown = this.#textSinceLast();
    this.#syntaxError(at, `no viable alternative at input '${shown}'`);
    throw this.#syntaxError(at, `mismatched input '${showText(text)}' expecting ${wanted}`);
  }

  /** The text from the token before to the one that comes. */
  #textSinceLast(): string {
    const before = this.#peek(-1);
    const { at, kind, text } = this.#next;
    return showText(this.#text.slice(before.at, kind === "EOF" ? at : at + text.length));
  }

  #startsNegativeNumber(): boolean {
    return this.#next.kind === "-" && numbers.has(this.#peek(1).kind);
  }

  #member(): Expr {
    let expr = this.#primary();
    for (;;) {
      const found = this.#takeIf(".", "[");
      if (found !== undefined) expr = found.kind === "." ? this.#selection(expr, found) : this.#indexing(expr, found);
      else if (this.#next.kind === "{" && ast.qualifiedName(expr) !== undefined) expr = this.#struct(expr);
      else return expr;
    }
  }

  #selection(operand: Expr, dot: Token): Expr {
    const question = this.#takeIf("?");
    const name = this.#takeIf("IDENTIFIER", "ESC_IDENTIFIER");
    if (name === undefined) {
      const { at, kind, text } = this.#next;
      if (kind === "true" || kind === "false" || kind === "null") {
        throw this.#syntaxError(at, `mismatched input '${text}' expecting IDENTIFIER`);
      }
      this.#syntaxError(at, `no viable alternative at input '${this.#textSinceLast()}'`);
      // The dot is passed over, and `in` taken for the operator.
      if (kind === "in" && question === undefined) return operand;
      throw stop;
    }
    const field = this.#fieldName(name);
    if (question !== undefined) return ast.call(dot.at, "_?._", operand, ast.literal(name.at, field));
    const open = name.kind === "IDENTIFIER" ? this.#takeIf("(") : undefined;
    if (open === undefined) return ast.select(dot.at, operand, field);
    return this.#callOrMacro(ast.memberCall(open.at, operand, name.text, ...this.#arguments()));
  }

  #fieldName({ kind, at, text }: Token): string {
    if (kind === "IDENTIFIER") return text;
    if (!this.#grammar.quotedFields) this.issues.push({ at, message: "unsupported syntax: '`'" });
    return text.slice(1, -1);
  }

  #indexing(operand: Expr, bracket: Token): Expr {
    const question = this.#takeIf("?");
    if (question === undefined) this.#requireStart(indexStart);
    const index = this.#expression();
    this.#expect("]");
    return ast.call(bracket.at, question === undefined ? "_[_]" : "_[?_]", operand, index);
  }

  /** The arguments of a call, with the bracket that ends them. */
  #arguments(): readonly Expr[] {
    const args: Expr[] = [];
    if (this.#takeIf(")") !== undefined) return args;
    this.#requireStart([...expressionStart, ")"]);
    if (this.#takeIf(")") !== undefined) return args;
    do args.push(this.#expression());
    while (this.#takeIf(",") !== undefined);
    this.#expect(")");
    return args;
  }

  #callOrMacro(call: ast.Call): Expr {
    const expanded = expandMacro(call, this.#grammar.macros);
    if (expanded === undefined) return call;
    if (expanded.ok) return expanded.expr;
    this.issues.push({ at: expanded.at, message: expanded.message });
    return call;
  }

  #primary(): Expr {
    this.#requireStart(expressionStart);
    const token = this.#take();
    switch (token.kind) {
      case "(": {
        const expr = this.#expression();
        this.#expect(")");
        return expr;
      }
      case "[":
        return ast.list(token.at, this.#items());
      case "{":
        return ast.map(token.at, this.#entries());
      case ".":
      case "IDENTIFIER":
        return this.#identOrCall(token);
      default:
        return this.#literal(token);
    }
  }

  /** Reports what cannot begin an expression; a single token too much is passed over. */
  #requireStart(starts: readonly TokenKind[]): void {
    const { kind, at, text } = this.#next;
    if (starts.includes(kind)) return;
    const wanted = expected(starts);
    if (kind !== "EOF" && starts.includes(this.#peek(1).kind)) {
      this.#syntaxError(at, `extraneous input '${showText(text)}' expecting ${wanted}`);
      this.#index += 1;
      return;
    }
    throw this.#syntaxError(at, `mismatched input '${showText(text)}' expecting ${wanted}`);
  }

  #identOrCall(token: Token): Expr {
    const name = token.kind === "." ? this.#takeIf("IDENTIFIER") : token;
    if (name === undefined) {
      throw this.#syntaxError(this.#next.at, `no viable alternative at input '${this.#textSinceLast()}'`);
    }
    if (reserved.has(name.text)) this.issues.push({ at: name.at, message: `reserved identifier: ${name.text}` });
    const full = token.kind === "." ? `.${name.text}` : name.text;
    const open = this.#takeIf("(");
    if (open === undefined) return ast.ident(name.at, full);
    return this.#callOrMacro(ast.call(open.at, full, ...this.#arguments()));
  }

  #items(): readonly Element[] {
    const items: Element[] = [];
    if (this.#isEmpty("]")) return items;
    this.#requireStart([...expressionStart, "]", ",", "?"]);
    for (;;) {
      const optional = this.#takeIf("?") !== undefined;
      items.push({ optional, value: this.#expression() });
      if (this.#endsList("]")) return items;
    }
  }

  /** Whether nothing is in brackets, but for a comma at most. */
  #isEmpty(end: TokenKind): boolean {
    if (this.#takeIf(",") === undefined) return this.#takeIf(end) !== undefined;
    this.#expect(end);
    return true;
  }

  /** Whether an item was the last one; a comma may follow it. */
  #endsList(end: "]" | "}"): boolean {
    if (this.#takeIf(",") === undefined && this.#expect(end, [","]).kind === end) return true;
    if (this.#next.kind === "?" || expressionStart.includes(this.#next.kind)) return false;
    this.#expect(end);
    return true;
  }

  #entries(): readonly Entry[] {
    const entries: Entry[] = [];
    if (this.#isEmpty("}")) return entries;
    this.#requireStart([...expressionStart, "}", ",", "?"]);
    for (;;) {
      const optional = this.#takeIf("?") !== undefined;
      const key = this.#expression();
      const { at } = this.#expect(":");
      entries.push({ at, key, optional, value: this.#expression() });
      if (this.#endsList("}")) return entries;
    }
  }

  #struct(type: Expr): Expr {
    const open = this.#take();
    const fields: StructField[] = [];
    while (this.#takeIf("}") === undefined) {
      const optional = this.#takeIf("?") !== undefined;
      this.#requireStart(["}", ",", "?", "IDENTIFIER", "ESC_IDENTIFIER"]);
      const name = this.#fieldName(this.#take());
      const { at } = this.#expect(":");
      fields.push({ at, name, optional, value: this.#expression() });
      if (this.#takeIf(",") === undefined) {
        if (this.#expect("}", [","]).kind === "}") break;
      }
    }
    return ast.struct(open.at, ast.qualifiedName(type) ?? "", fields);
  }

  #literal(token: Token): Expr {
    if (token.kind !== "-") return this.#constant(token.at, readLiteral(token.kind, token.text));
    const number = this.#take();
    return this.#constant(token.at, readLiteral(number.kind, `-${number.text}`));
  }

  #constant(at: number, reading: Reading<Constant>): Expr {
    if ("value" in reading) return ast.literal(at, reading.value);
    this.issues.push({ at, message: reading.problem });
    return ast.literal(at, null);
  }
}

function readLiteral(kind: TokenKind, text: string): Reading<Constant> {
  switch (kind) {
    case "NUM_INT":
      return readInt(text);
    case "NUM_UINT":
      return readUint(text);
    case "NUM_FLOAT":
      return readDouble(text);
    case "STRING":
      return readString(text);
    case "BYTES":
      return readBytes(text);
    default:
      return { value: kind === "null" ? null : kind === "true" };
  }
}

function balance(name: string, terms: readonly Expr[], places: readonly number[]): Expr {
  if (terms.length === 1) return terms[0] as Expr;
  const middle = terms.length >> 1;
  const left = balance(name, terms.slice(0, middle), places.slice(0, middle - 1));
  const right = balance(name, terms.slice(middle), places.slice(middle));
  return ast.call(places[middle - 1] ?? 0, name, left, right);
}
