import { badRequest } from "../status/errors.ts";
import { lexSelector } from "./label-tokens.ts";
import type { LabelToken } from "./label-tokens.ts";

export type Labels = { readonly [key: string]: string };

/** A condition on one label. `in` with one value stands for `=`, `notin` with one for `!=`. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: "in" | "notin" | "exists" | "absent" | "gt" | "lt";
  readonly values: readonly string[];
}

export function matchesLabels(labels: Labels | undefined, requirements: readonly LabelRequirement[]): boolean {
  return requirements.every((requirement) => matches(labels, requirement));
}

function matches(labels: Labels | undefined, { key, operator, values }: LabelRequirement): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "in":
      return value !== undefined && values.includes(value);
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "absent":
      return value === undefined;
    case "gt":
      return value !== undefined && Number(value) > Number(values[0]);
    case "lt":
      return value !== undefined && Number(value) < Number(values[0]);
  }
}

/**
 * Parses a label selector such as `app=web,tier in (a, b),!legacy`.
 *
 * @throws StatusError (400) with upstream's text when it is none.
 */
export function parseLabelSelector(text: string): readonly LabelRequirement[] {
  return new Parser(lexSelector(text)).parse();
}

class Parser {
  readonly #tokens: readonly LabelToken[];
  #at = 0;

  constructor(tokens: readonly LabelToken[]) {
    this.#tokens = tokens;
  }

  parse(): readonly LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    if (this.#peek().kind === "end") return requirements;
    for (;;) {
      const { kind, text } = this.#peek();
      if (kind !== "identifier" && text !== "!") {
        throw badRequest(`found '${text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const separator = this.#next();
      if (separator.kind === "end") return requirements;
      if (separator.text !== ",") throw badRequest(`found '${separator.text}', expected: ',' or 'end of string'`);
      const following = this.#peek();
      if (following.kind !== "identifier" && following.text !== "!") {
        throw badRequest(`found '${following.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): LabelRequirement {
    const absent = this.#peek().text === "!";
    if (absent) this.#at++;
    const key = this.#next();
    if (key.kind !== "identifier") throw unreadable(`found '${key.text}', expected: identifier`);
    const after = this.#peek();
    if (absent || after.kind === "end" || after.text === ",") {
      return { key: key.text, operator: absent ? "absent" : "exists", values: [] };
    }
    return { key: key.text, ...this.#comparison() };
  }

  #comparison(): Omit<LabelRequirement, "key"> {
    const { text } = this.#next();
    switch (text) {
      case "in":
      case "notin":
        return { operator: text, values: this.#values() };
      case "=":
      case "==":
        return { operator: "in", values: [this.#value()] };
      case "!=":
        return { operator: "notin", values: [this.#value()] };
      case ">":
      case "<":
        return { operator: text === ">" ? "gt" : "lt", values: [this.#value()] };
      default:
        throw unreadable(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  #value(): string {
    const { kind, text } = this.#peek();
    if (kind === "end" || text === ",") return "";
    this.#at++;
    if (kind !== "identifier" && text !== "in" && text !== "notin") {
      throw unreadable(`found '${text}', expected: identifier`);
    }
    return text;
  }

  #values(): readonly string[] {
    const open = this.#next();
    if (open.text !== "(") throw unreadable(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    for (;;) {
      values.add(this.#listed());
      const { text } = this.#next();
      if (text === ")") return [...values].sort();
      if (text !== ",") throw unreadable(`found '${text}', expected: ',' or ')'`);
    }
  }

  #listed(): string {
    const { kind, text } = this.#peek();
    if (text === "," || text === ")") return "";
    if (kind === "end") throw unreadable(`found '${text}', expected: ',', ')' or identifier`);
    this.#at++;
    return text;
  }

  #peek(): LabelToken {
    return this.#tokens[this.#at] ?? { kind: "end", text: "" };
  }

  #next(): LabelToken {
    const token = this.#peek();
    this.#at++;
    return token;
  }
}

function unreadable(why: string) {
  return badRequest(`unable to parse requirement: ${why}`);
}
