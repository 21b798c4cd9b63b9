import type { Token } from "../lex/token.ts";
import * as messages from "../messages.ts";
import type { Command, Operand, Pipe } from "./node.ts";
import { parseNumber } from "./number.ts";
import { printNode } from "./print.ts";
import type { TokenReader } from "./token-reader.ts";
import { unquote } from "./unquote.ts";

/** What names mean where an expression stands. */
export interface Scope {
  readonly tokens: TokenReader;
  readonly hasFunction: (name: string) => boolean;
  /** Variables that can be read here; a declaration adds to them. */
  readonly variables: string[];
  /** How many parentheses more may be opened. */
  depth: number;
}

const operandStarts: ReadonlySet<string> = new Set([
  "bool",
  "charConstant",
  "complex",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "rawString",
  "string",
  "variable",
  "leftParen",
]);

/** Parses up to and with `end`: declarations, then commands between pipes. */
export function parsePipe(scope: Scope, context: string, end: "rightDelim" | "rightParen"): Pipe {
  const { tokens } = scope;
  const { at } = tokens.peek();
  const { variables, isAssign } = parseDeclarations(scope, context);
  const commands: Command[] = [];
  for (;;) {
    const token = tokens.next();
    if (token.kind === end) break;
    if (!operandStarts.has(token.kind)) throw tokens.unexpected(token, context);
    tokens.back(token);
    commands.push(parseCommand(scope));
  }
  if (commands.length === 0) throw tokens.fail(messages.missingValue(context));
  checkStages(tokens, commands);
  return { kind: "pipe", at, isAssign, variables, commands };
}

const plain: ReadonlySet<string> = new Set(["bool", "dot", "nil", "number", "string"]);

/** Only the first stage of a pipe may be a plain value. */
function checkStages(tokens: TokenReader, commands: readonly Command[]): void {
  if (commands.length === 1) return;
  const wrong = commands.findIndex(({ operands }, index) => index > 0 && plain.has(operands[0]?.kind ?? ""));
  if (wrong > 0) throw tokens.fail(messages.notExecutable(wrong + 1));
}

type Declarations = Pick<Pipe, "variables" | "isAssign">;

const noDeclarations: Declarations = { variables: [], isAssign: false };

function parseDeclarations(scope: Scope, context: string): Declarations {
  const { tokens } = scope;
  if (tokens.peek().kind !== "variable") return noDeclarations;
  const variables: string[] = [];
  for (;;) {
    const variable = tokens.peek();
    if (variable.kind !== "variable") return { variables, isAssign: false };
    tokens.next();
    const sign = tokens.next();
    if (sign.kind === "assign" || sign.kind === "declare") {
      variables.push(variable.text);
      scope.variables.push(variable.text);
      return { variables, isAssign: sign.kind === "assign" };
    }
    if (sign.kind !== "char" || sign.text !== ",") {
      tokens.back(sign);
      tokens.back(variable);
      return { variables, isAssign: false };
    }
    variables.push(variable.text);
    scope.variables.push(variable.text);
    checkList(tokens, context, variables);
  }
}

/** Behind a comma: only `range` may have a second variable. */
function checkList(tokens: TokenReader, context: string, variables: readonly string[]): void {
  if (context !== "range" || variables.length >= 2) throw tokens.fail(messages.tooManyDeclarations(context));
  if (!["variable", "rightDelim", "rightParen"].includes(tokens.peek().kind)) {
    throw tokens.fail(messages.rangeVariablesOnly);
  }
}

function parseCommand(scope: Scope): Command {
  const { tokens } = scope;
  const { at } = tokens.peek();
  const operands: Operand[] = [];
  for (;;) {
    const operand = parseOperand(scope);
    if (operand !== undefined) operands.push(operand);
    const token = tokens.peek();
    if (token.isSpaced && operandStarts.has(token.kind)) continue;
    if (token.kind === "pipe") tokens.next();
    else if (token.kind !== "rightDelim" && token.kind !== "rightParen") throw tokens.unexpected(token, "operand");
    break;
  }
  if (operands.length === 0) throw tokens.fail(messages.emptyCommand);
  return { kind: "command", at, operands };
}

/** A term and the fields behind it. */
function parseOperand(scope: Scope): Operand | undefined {
  const { tokens } = scope;
  const term = parseTerm(scope);
  const next = tokens.peek();
  if (term === undefined || next.kind !== "field" || next.isSpaced) return term;
  tokens.next();
  const { at } = next;
  const names = namesOf(next);
  switch (term.kind) {
    case "variable":
      return { kind: "variable", at, name: term.name, names };
    case "bool":
    case "string":
    case "number":
    case "nil":
    case "dot":
      throw tokens.fail(messages.dotAfterTerm(printNode(term)));
    default:
      return { kind: "chain", at, operand: term, names };
  }
}

/** Without the dots before them. */
function namesOf({ text }: Token): readonly string[] {
  return text.slice(1).split(".");
}

/** Fields stand where Go reads on behind the first: at the second. */
function fieldsOf(token: Token): Operand {
  const names = namesOf(token);
  const [first = ""] = names;
  return { kind: "field", at: names.length === 1 ? token.at : token.at + 1 + first.length, names };
}

function parseTerm(scope: Scope): Operand | undefined {
  const { tokens } = scope;
  const token = tokens.next();
  const { at, text } = token;
  switch (token.kind) {
    case "identifier":
      if (!scope.hasFunction(text)) throw tokens.fail(messages.functionNotDefined(text));
      return { kind: "identifier", at, name: text };
    case "dot":
    case "nil":
      return { kind: token.kind, at };
    case "variable":
      if (!scope.variables.includes(text)) throw tokens.fail(messages.variableNotDefined(text));
      return { kind: "variable", at, name: text, names: [] };
    case "field":
      return fieldsOf(token);
    case "bool":
      return { kind: "bool", at, value: text === "true" };
    case "charConstant":
    case "complex":
    case "number": {
      const number = parseNumber(token);
      if (typeof number === "string") throw tokens.fail(number);
      return number;
    }
    case "leftParen":
      return parseParentheses(scope);
    case "string":
    case "rawString":
      return { kind: "string", at, value: unquoteToken(tokens, token), quoted: text };
    default:
      tokens.back(token);
      return undefined;
  }
}

function parseParentheses(scope: Scope): Pipe {
  if (scope.depth === 0) throw scope.tokens.fail(messages.tooDeep);
  scope.depth--;
  const pipe = parsePipe(scope, "parenthesized pipeline", "rightParen");
  scope.depth++;
  return pipe;
}

export function unquoteToken(tokens: TokenReader, { text }: Token): string {
  const value = unquote(text);
  if (value === undefined) throw tokens.fail(messages.invalidSyntax);
  return value;
}
