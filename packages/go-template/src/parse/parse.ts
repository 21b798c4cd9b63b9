import type { Token } from "../lex/token.ts";
import * as messages from "../messages.ts";
import type { Branch, Pipe, Statement, TemplateCall } from "./node.ts";
import { parsePipe, unquoteToken } from "./operand.ts";
import type { Scope } from "./operand.ts";
import type { Source } from "./source.ts";
import { TokenReader } from "./token-reader.ts";

/** A template's name and what it consists of. */
export interface Definition {
  readonly name: string;
  readonly source: Source;
  readonly statements: readonly Statement[];
}

/** How deep blocks and parentheses may be nested: deeper ones are attacks, and would exhaust the stack. */
const maxDepth = 500;

/**
 * Parses a text: its own template, and those it defines.
 *
 * @throws TemplateError
 */
export function parseTemplate(source: Source, hasFunction: (name: string) => boolean): readonly Definition[] {
  return new Parser(new TokenReader(source), hasFunction).parse();
}

export function isEmpty(statements: readonly Statement[]): boolean {
  return statements.every((statement) => statement.kind === "text" && statement.text.trim() === "");
}

/** What ended a list of statements. */
type Terminator = { readonly kind: "end" | "else" };

class Parser {
  readonly #tokens: TokenReader;
  readonly #hasFunction: (name: string) => boolean;
  readonly #definitions = new Map<string, Definition>();
  #scope: Scope;
  #ranges = 0;
  #depth = maxDepth;

  constructor(tokens: TokenReader, hasFunction: (name: string) => boolean) {
    this.#tokens = tokens;
    this.#hasFunction = hasFunction;
    this.#scope = this.#newScope();
  }

  #newScope(): Scope {
    return { tokens: this.#tokens, hasFunction: this.#hasFunction, variables: ["$"], depth: maxDepth };
  }

  parse(): readonly Definition[] {
    const statements: Statement[] = [];
    while (this.#tokens.peek().kind !== "eof") {
      if (this.#parsedDefinition()) continue;
      const item = this.#item();
      if (isTerminator(item)) throw this.#tokens.fail(messages.unexpectedNode(`{{${item.kind}}}`));
      statements.push(item);
    }
    this.#define(this.#tokens.source.name, statements);
    return [...this.#definitions.values()];
  }

  #define(name: string, statements: readonly Statement[]): void {
    const known = this.#definitions.get(name);
    if (known !== undefined && !isEmpty(known.statements)) {
      if (!isEmpty(statements)) throw this.#tokens.fail(messages.multipleDefinition(name));
      return;
    }
    this.#definitions.set(name, { name, source: this.#tokens.source, statements });
  }

  /** Definitions stand between the statements of a text only, never inside of others. */
  #parsedDefinition(): boolean {
    const delim = this.#tokens.peek();
    if (delim.kind !== "leftDelim") return false;
    this.#tokens.next();
    const keyword = this.#tokens.next();
    if (keyword.kind !== "define") {
      this.#tokens.back(keyword);
      this.#tokens.back(delim);
      return false;
    }
    const context = "define clause";
    const name = unquoteToken(this.#tokens, this.#tokens.expect(["string", "rawString"], context));
    this.#tokens.expect(["rightDelim"], context);
    this.#definitionBody(name, context);
    return true;
  }

  /** What is between the head of a definition and its end: names outside mean nothing in it. */
  #definitionBody(name: string, context: string): void {
    const outer = { scope: this.#scope, ranges: this.#ranges };
    this.#scope = this.#newScope();
    this.#ranges = 0;
    const { statements, terminator } = this.#list();
    if (terminator.kind !== "end") throw this.#tokens.fail(messages.unexpectedToken(`{{${terminator.kind}}}`, context));
    this.#define(name, statements);
    this.#scope = outer.scope;
    this.#ranges = outer.ranges;
  }

  #list(): { readonly statements: readonly Statement[]; readonly terminator: Terminator } {
    if (--this.#depth < 0) throw this.#tokens.fail(messages.tooDeep);
    const statements: Statement[] = [];
    while (this.#tokens.peek().kind !== "eof") {
      const item = this.#item();
      if (isTerminator(item)) {
        this.#depth++;
        return { statements, terminator: item };
      }
      statements.push(item);
    }
    throw this.#tokens.fail(messages.unexpectedEnd);
  }

  #item(): Statement | Terminator {
    const token = this.#tokens.next();
    if (token.kind === "text") return { kind: "text", at: token.at, text: token.text };
    if (token.kind !== "leftDelim") throw this.#tokens.unexpected(token, "input");
    this.#tokens.enterAction(token);
    const item = this.#action();
    this.#tokens.leaveAction();
    return item;
  }

  #action(): Statement | Terminator {
    const token = this.#tokens.next();
    switch (token.kind) {
      case "block":
        return this.#block();
      case "break":
      case "continue":
        return this.#jump(token, token.kind);
      case "else":
        return this.#else();
      case "end":
        this.#tokens.expect(["rightDelim"], "end");
        return { kind: "end" };
      case "if":
      case "range":
      case "with":
        return this.#branch(token, token.kind);
      case "template":
        return this.#templateCall();
      default: {
        this.#tokens.back(token);
        const { at } = this.#tokens.peek();
        return { kind: "action", at, pipe: parsePipe(this.#scope, "command", "rightDelim") };
      }
    }
  }

  #jump({ at }: Token, kind: "break" | "continue"): Statement {
    const token = this.#tokens.next();
    if (token.kind !== "rightDelim") throw this.#tokens.unexpected(token, `{{${kind}}}`);
    if (this.#ranges === 0) throw this.#tokens.fail(messages.outsideRange(kind));
    return { kind, at };
  }

  /** `else if` and `else with` leave their keyword to whoever is asked what follows. */
  #else(): Terminator {
    const { kind } = this.#tokens.peek();
    if (kind !== "if" && kind !== "with") this.#tokens.expect(["rightDelim"], "else");
    return { kind: "else" };
  }

  #branch({ at }: Token, kind: Branch["kind"]): Branch {
    const outerVariables = this.#scope.variables.length;
    const pipe = parsePipe(this.#scope, kind, "rightDelim");
    if (kind === "range") this.#ranges++;
    const { statements: body, terminator } = this.#list();
    if (kind === "range") this.#ranges--;
    const otherwise = terminator.kind === "else" ? this.#otherwise(kind) : undefined;
    this.#scope.variables.length = outerVariables;
    return { kind, at, pipe, body, otherwise };
  }

  #otherwise(kind: Branch["kind"]): readonly Statement[] {
    const next = this.#tokens.peek();
    if (next.kind === kind && kind !== "range") {
      this.#tokens.next();
      if (--this.#depth < 0) throw this.#tokens.fail(messages.tooDeep);
      const nested = this.#branch(next, kind);
      this.#depth++;
      return [nested];
    }
    const { statements, terminator } = this.#list();
    if (terminator.kind !== "end") throw this.#tokens.fail(messages.expectedEnd(`{{${terminator.kind}}}`));
    return statements;
  }

  #block(): TemplateCall {
    const context = "block clause";
    const token = this.#tokens.expect(["string", "rawString"], context);
    const name = unquoteToken(this.#tokens, token);
    const pipe = parsePipe(this.#scope, context, "rightDelim");
    this.#definitionBody(name, context);
    return { kind: "template", at: token.at, name, pipe };
  }

  #templateCall(): TemplateCall {
    const context = "template clause";
    const token = this.#tokens.next();
    if (token.kind !== "string" && token.kind !== "rawString") throw this.#tokens.unexpected(token, context);
    const name = unquoteToken(this.#tokens, token);
    return { kind: "template", at: token.at, name, pipe: this.#argument(context) };
  }

  #argument(context: string): Pipe | undefined {
    const token = this.#tokens.next();
    if (token.kind === "rightDelim") return undefined;
    this.#tokens.back(token);
    return parsePipe(this.#scope, context, "rightDelim");
  }
}

function isTerminator(item: Statement | Terminator): item is Terminator {
  return item.kind === "end" || item.kind === "else";
}
