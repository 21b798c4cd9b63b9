import { EnvsubstError, message } from "./errors.ts";
import type { Expression, Operation, Part, ReplaceOperator, Template, TrimOperator } from "./syntax.ts";

/** Expressions inside of expressions. */
const maxDepth = 1000;

/** @throws EnvsubstError */
export function parseTemplate(text: string): Template {
  return new Parser(text).template();
}

const name = /[\p{L}\p{Nd}_]+/uy;

interface ArgumentRules {
  /** Characters that end the argument. */
  readonly ends: string;
  /** Whether `\\/`, `\\\\` and `$$` stand for their last character. */
  readonly unescapes: boolean;
}

class Parser {
  readonly #text: string;
  #offset = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  template(): Template {
    const parts: Part[] = [];
    let literal = "";
    while (this.#offset < this.#text.length) {
      const dollar = this.#text.indexOf("$", this.#offset);
      const end = dollar < 0 ? this.#text.length : dollar;
      literal += this.#text.slice(this.#offset, end);
      this.#offset = end;
      if (this.#take("$$")) literal += "$";
      else if (this.#at("${")) {
        parts.push(literal, this.#expression());
        literal = "";
      } else if (this.#take("$")) literal += "$";
    }
    parts.push(literal);
    return parts;
  }

  #expression(): Expression {
    const offset = this.#offset;
    if (++this.#depth > maxDepth) {
      throw new EnvsubstError("too-deep", `Expressions are nested deeper than ${maxDepth}`, offset);
    }
    this.#offset += 2;
    const expression = this.#take("#") ? this.#length(offset) : this.#function(offset);
    this.#depth--;
    return expression;
  }

  #length(offset: number): Expression {
    const name = this.#name();
    if (name === "" || !this.#take("}")) throw this.#fault(message.badSubstitution);
    return { name, offset, operation: { kind: "length" } };
  }

  #function(offset: number): Expression {
    const name = this.#name();
    if (name === "") throw this.#fault(message.noName);
    return { name, offset, operation: this.#operation() };
  }

  #name(): string {
    name.lastIndex = this.#offset;
    const found = name.exec(this.#text)?.[0] ?? "";
    this.#offset += found.length;
    return found;
  }

  #operation(): Operation {
    switch (this.#text[this.#offset]) {
      case ":":
        this.#offset++;
        return /[=?+-]/.test(this.#text[this.#offset] ?? "") ? this.#default() : this.#substring();
      case "=":
        return this.#default();
      case ",":
      case "^":
        return this.#case();
      case "/":
        return this.#replace();
      case "#":
      case "%":
        return this.#trim();
      case "}":
        this.#offset++;
        return { kind: "value" };
      default:
        throw this.#fault(message.missingBrace);
    }
  }

  #default(): Operation {
    this.#offset++;
    const fallback: Part[] = [];
    while (!this.#take("}")) {
      const part = this.#at("${") ? this.#expression() : this.#run(/\$\{|\}/g);
      if (part === "") throw this.#fault(message.noArgument);
      fallback.push(part);
    }
    return { kind: "default", fallback };
  }

  #case(): Operation {
    const operator = /[,^]{1,2}/y;
    operator.lastIndex = this.#offset;
    const found = operator.exec(this.#text)?.[0] ?? "";
    this.#offset += found.length;
    this.#close();
    return { kind: "case", operator: found };
  }

  #substring(): Operation {
    // Upstream looks at one byte here: the end of the text and the first byte of a longer character are none of its cases.
    if (!(this.#text.charCodeAt(this.#offset) < 0x80)) throw this.#fault(message.badSubstitution);
    const start = this.#argument({ ends: ":}", unescapes: false });
    const length = this.#take(":") ? this.#argument({ ends: "}", unescapes: false }) : undefined;
    this.#close();
    return { kind: "substring", start, length };
  }

  #trim(): Operation {
    const operator = this.#operator<TrimOperator>(["##", "%%", "#", "%"]);
    const pattern = this.#argument({ ends: "}", unescapes: false });
    this.#close();
    return { kind: "trim", operator, pattern };
  }

  #replace(): Operation {
    const operator = this.#operator<ReplaceOperator>(["//", "/#", "/%", "/"]);
    const from = this.#argument({ ends: "/", unescapes: true });
    if (!this.#take("/")) throw this.#fault(message.badSubstitution);
    // Upstream takes any number of slashes for one.
    while (this.#take("/"));
    const to = this.#at("}") ? "" : this.#argument({ ends: "}", unescapes: true });
    this.#close();
    return { kind: "replace", operator, from, to };
  }

  #operator<T extends string>(operators: readonly T[]): T {
    const found = operators.find((operator) => this.#take(operator));
    if (found === undefined) throw this.#fault(message.badSubstitution);
    return found;
  }

  /** One expression, or a text up to its end: both together upstream does not know. */
  #argument({ ends, unescapes }: ArgumentRules): Part {
    if (this.#at("${")) return this.#expression();
    let argument = "";
    for (;;) {
      const { code, length } = this.#character(unescapes);
      if (length === 1 && (ends.includes(code) || this.#at("${"))) break;
      if (length === 0) break;
      argument += code;
      this.#offset += length;
    }
    if (argument === "") throw this.#fault(message.noArgument);
    return argument;
  }

  /** The character at the place and how much text it takes. */
  #character(unescapes: boolean): { code: string; length: number } {
    const isEscaped = unescapes && (this.#at("$$") || this.#at("\\/") || this.#at("\\\\"));
    const code = this.#text[isEscaped ? this.#offset + 1 : this.#offset] ?? "";
    return { code, length: isEscaped ? 2 : code.length };
  }

  #run(end: RegExp): string {
    end.lastIndex = this.#offset;
    const stop = end.exec(this.#text)?.index;
    if (stop === undefined) throw this.#fault(message.noArgument);
    const run = this.#text.slice(this.#offset, stop);
    this.#offset = stop;
    return run;
  }

  #close(): void {
    if (!this.#take("}")) throw this.#fault(message.badSubstitution);
  }

  #at(token: string): boolean {
    return this.#text.startsWith(token, this.#offset);
  }

  #take(token: string): boolean {
    if (!this.#at(token)) return false;
    this.#offset += token.length;
    return true;
  }

  #fault(text: string): EnvsubstError {
    return new EnvsubstError("syntax", text, this.#offset);
  }
}
