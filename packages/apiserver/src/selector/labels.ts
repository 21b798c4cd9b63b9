import type { FieldCause } from "@flux-ts/kube-schema";
import { formatCause, invalid } from "@flux-ts/kube-schema";
import { checkLabelValue, checkQualifiedName } from "../registry/label-syntax.ts";
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
      const first = this.#peek();
      if (!isWord(first) && first.text !== "!") {
        throw badRequest(`found '${first.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(checked(this.#requirement()));
      const separator = this.#next();
      if (separator.kind === "end") return requirements;
      if (separator.text !== ",") throw badRequest(`found '${separator.text}', expected: ',' or 'end of string'`);
      const following = this.#peek();
      if (!isWord(following) && following.text !== "!") {
        throw badRequest(`found '${following.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): LabelRequirement {
    const absent = this.#peek().text === "!";
    if (absent) this.#at++;
    const key = this.#next();
    if (!isWord(key)) throw unreadable(`found '${key.text}', expected: identifier`);
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
    const token = this.#peek();
    if (token.kind === "end" || token.text === ",") return "";
    this.#at++;
    if (!isWord(token)) throw unreadable(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  #values(): readonly string[] {
    const open = this.#next();
    if (open.text !== "(") throw unreadable(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    for (;;) {
      values.add(this.#listed(values.size === 0 ? "',', ')' or identifier" : "',', or identifier"));
      const { text } = this.#next();
      if (text === ")") return [...values].sort();
      if (text !== ",") throw unreadable(`found '${text}', expected: ',' or ')'`);
    }
  }

  #listed(expected: string): string {
    const token = this.#peek();
    if (token.text === "," || token.text === ")") return "";
    if (!isWord(token)) throw unreadable(`found '${token.text}', expected: ${expected}`);
    this.#at++;
    return token.text;
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

/** Operators that are words are names and values, too, where one is expected. */
function isWord({ kind, text }: LabelToken): boolean {
  return kind === "identifier" || text === "in" || text === "notin";
}

/** @throws StatusError (400) when no object can have such a label. */
function checked(requirement: LabelRequirement): LabelRequirement {
  const { key, operator, values } = requirement;
  const keyErrors = checkQualifiedName(key);
  const causes: readonly FieldCause[] = [
    // Upstream gives the key no path, and prints what it has.
    ...(keyErrors.length > 0 ? [invalid("<nil>", key, keyErrors.join("; "))] : []),
    ...(operator === "gt" || operator === "lt" ? values.filter((value) => !/^[+-]?\d+$/.test(value)) : []).map(
      (value) => invalid("values[0]", value, "for 'Gt', 'Lt' operators, the value must be an integer"),
    ),
    ...values.flatMap((value, index) => {
      const errors = checkLabelValue(value);
      return errors.length > 0 ? [invalid(`values[${index}][${key}]`, value, errors.join("; "))] : [];
    }),
  ];
  if (causes.length === 0) return requirement;
  const texts = causes.map(formatCause);
  throw unreadable(texts.length === 1 ? texts.join("") : `[${texts.join(", ")}]`);
}

function unreadable(why: string) {
  return badRequest(`unable to parse requirement: ${why}`);
}
