import { KustomizeError } from "../errors.ts";
import { labelKeyFault, labelValueFault } from "./label-syntax.ts";

type Labels = { readonly [key: string]: string };

/** Whether labels or annotations satisfy every requirement of a selector; an empty selector takes all. */
export type LabelMatcher = (labels: Labels) => boolean;

/**
 * Reads a label selector: `a=b`, `a!=b`, `a in (b, c)`, `a notin (b)`, `a`, `!a`, `a>1`, joined by commas.
 *
 * @throws KustomizeError
 */
export function parseLabelSelector(text: string | undefined): LabelMatcher {
  if (!text) return () => true;
  const matchers = new SelectorParser(text).parse();
  return (labels) => matchers.every((matches) => matches(labels));
}

interface Token {
  readonly is: "word" | "sign" | "end";
  readonly text: string;
}

const end: Token = { is: "end", text: "" };

function tokenize(text: string): Token[] {
  return Array.from(text.matchAll(/(?<word>[^\s!=,()<>]+)|==|!=|[!=,()<>]/g), ({ 0: match, groups }) => ({
    is: groups?.["word"] === undefined ? "sign" : "word",
    text: match,
  }));
}

/** One selector, from left to right. Where it fails, the texts are those of Kubernetes. */
class SelectorParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parse(): readonly LabelMatcher[] {
    const matchers: LabelMatcher[] = [];
    if (this.#peek().is === "end") return matchers;
    if (!this.#startsRequirement()) throw unexpected(this.#peek(), "!, identifier, or 'end of string'");
    for (;;) {
      matchers.push(this.#requirement());
      const separator = this.#next();
      if (separator.is === "end") return matchers;
      if (separator.text !== ",") throw unexpected(separator, "',' or 'end of string'");
      if (!this.#startsRequirement()) throw unexpected(this.#peek(), "identifier after ','");
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? end;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #startsRequirement(): boolean {
    const { is, text } = this.#peek();
    return is === "word" || text === "!";
  }

  #requirement(): LabelMatcher {
    const isAbsent = this.#peek().text === "!";
    if (isAbsent) this.#next();
    const key = this.#next();
    if (key.is !== "word") throw unparsable(`found '${key.text}', expected: identifier`);
    demand(labelKeyFault(key.text));
    if (isAbsent) return (labels) => !Object.hasOwn(labels, key.text);
    if (this.#isAtEndOfRequirement()) return (labels) => Object.hasOwn(labels, key.text);
    return this.#comparison(key.text);
  }

  #isAtEndOfRequirement(): boolean {
    const { is, text } = this.#peek();
    return is === "end" || text === ",";
  }

  #comparison(key: string): LabelMatcher {
    const operator = this.#next();
    switch (operator.text) {
      case "in":
      case "notin":
        return isIn(key, this.#values(key), operator.text === "in");
      case "=":
      case "==":
        return isIn(key, this.#value(key), true);
      case "!=":
        return isIn(key, this.#value(key), false);
      case "<":
      case ">":
        return isBeyond(key, this.#value(key), operator.text);
      default:
        throw unparsable(`found '${operator.text}', expected: '=', '!=', '==', 'in', notin'`);
    }
  }

  /** The one value behind an operator; nothing at all is the empty text. */
  #value(key: string): readonly string[] {
    if (this.#isAtEndOfRequirement()) return [""];
    const value = this.#next();
    if (value.is !== "word") throw unparsable(`found '${value.text}', expected: identifier`);
    demand(labelValueFault(key, value.text));
    return [value.text];
  }

  /** Values in parentheses; where none is, the empty text is meant. */
  #values(key: string): readonly string[] {
    const open = this.#next();
    if (open.text !== "(") throw unparsable(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.is !== "word" && first.text !== "," && first.text !== ")") {
      throw unparsable(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = [this.#optionalValue()];
    while (this.#peek().text === ",") {
      this.#next();
      if (this.#peek().is === "end") throw unparsable("found '', expected: ',', or identifier");
      values.push(this.#optionalValue());
    }
    const close = this.#next();
    if (close.text !== ")") throw unparsable(`found '${close.text}', expected: ',' or ')'`);
    for (const value of values) demand(labelValueFault(key, value));
    return values;
  }

  #optionalValue(): string {
    return this.#peek().is === "word" ? this.#next().text : "";
  }
}

function isIn(key: string, values: readonly string[], wanted: boolean): LabelMatcher {
  const set = new Set(values);
  return (labels) => (Object.hasOwn(labels, key) ? set.has(labels[key] as string) === wanted : !wanted);
}

function isBeyond(key: string, [limit = ""]: readonly string[], direction: "<" | ">"): LabelMatcher {
  if (!/^[-+]?\d+$/.test(limit)) throw unparsable("for 'Gt', 'Lt' operators, the value must be an integer");
  return (labels) => {
    const value = Object.hasOwn(labels, key) ? (labels[key] as string) : "";
    if (!/^[-+]?\d+$/.test(value)) return false;
    return direction === "<" ? BigInt(value) < BigInt(limit) : BigInt(value) > BigInt(limit);
  };
}

function demand(fault: string | undefined): void {
  if (fault !== undefined) throw unparsable(fault);
}

function unexpected({ text }: Token, expected: string): KustomizeError {
  return new KustomizeError("invalid-config", `found '${text}', expected: ${expected}`);
}

function unparsable(reason: string): KustomizeError {
  return new KustomizeError("invalid-config", `unable to parse requirement: ${reason}`);
}
