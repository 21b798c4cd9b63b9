import { byteLength, fromBytes, hasStrayBytes, sliceBytes, toBytes } from "./bytes.ts";
import { mapFirst, toLower, toUpper } from "./case.ts";
import { EnvsubstError, message } from "./errors.ts";
import { trimPrefix, trimSuffix } from "./glob.ts";
import { parseTemplate } from "./parse.ts";
import type { Expression, Operation, Part, Template } from "./syntax.ts";

/** Gives the value of a variable, or undefined when there is none. */
export type Lookup = (name: string) => string | undefined;

export interface SubstituteOptions {
  /** Whether a variable without value and without default is an error instead of empty. @default false */
  readonly strict?: boolean;
}

/**
 * The text with its `${...}` expressions replaced by values. A `$` before anything but `{` stays, `$$` is one `$`;
 * values are not substituted again.
 *
 * @throws EnvsubstError
 */
export function substitute(text: string, lookup: Lookup, options: SubstituteOptions = {}): string {
  const result = evaluate(text, lookup, options);
  if (!hasStrayBytes(result)) return result;
  const joined = fromBytes(toBytes(result));
  if (!hasStrayBytes(joined)) return joined;
  throw new EnvsubstError("not-text", "A substring cuts a character in two", 0);
}

/**
 * The same as bytes: lengths and positions of substrings count bytes, and what they cut through a character is kept.
 *
 * @throws EnvsubstError
 */
export function substituteBytes(text: string, lookup: Lookup, options: SubstituteOptions = {}): Uint8Array {
  return toBytes(evaluate(text, lookup, options));
}

function evaluate(text: string, lookup: Lookup, { strict = false }: SubstituteOptions): string {
  if (!text.includes("$")) return text;
  return new Evaluator(lookup, strict).template(parseTemplate(text));
}

class Evaluator {
  readonly #lookup: Lookup;
  readonly #strict: boolean;

  constructor(lookup: Lookup, strict: boolean) {
    this.#lookup = lookup;
    this.#strict = strict;
  }

  template(parts: Template): string {
    return parts.map((part) => this.#part(part)).join("");
  }

  #part(part: Part): string {
    return typeof part === "string" ? part : this.#expression(part);
  }

  #expression({ name, offset, operation }: Expression): string {
    const value = this.#lookup(name);
    if (value === undefined && this.#strict && operation.kind !== "default") {
      throw new EnvsubstError("not-set", message.notSet(name), offset);
    }
    return this.#apply(operation, value ?? "", offset);
  }

  #apply(operation: Operation, value: string, offset: number): string {
    switch (operation.kind) {
      case "value":
        return value;
      case "length":
        return String(byteLength(value));
      case "default": {
        const fallback = this.template(operation.fallback);
        return value === "" ? fallback : value;
      }
      case "case":
        return changeCase(value, operation.operator);
      case "substring": {
        const start = this.#part(operation.start);
        const length = operation.length === undefined ? undefined : this.#part(operation.length);
        return substring(value, { start, length, offset });
      }
      case "trim": {
        const pattern = this.#part(operation.pattern);
        const which = operation.operator.length === 1 ? "shortest" : "longest";
        const trim = operation.operator.startsWith("#") ? trimPrefix : trimSuffix;
        return trim(value, pattern, which);
      }
      case "replace":
        return replace(value, operation.operator, this.#part(operation.from), this.#part(operation.to));
    }
  }
}

function changeCase(value: string, operator: string): string {
  switch (operator) {
    case "^":
      return mapFirst(value, toUpper);
    case "^^":
      return toUpper(value);
    case ",":
      return mapFirst(value, toLower);
    case ",,":
      return toLower(value);
    default:
      return value;
  }
}

interface SubstringArguments {
  readonly start: string;
  readonly length: string | undefined;
  /** Of the expression, for the error. */
  readonly offset: number;
}

/** Positions are bytes; arguments that are not integers leave the value as it is, and a negative start counts from the end. */
function substring(value: string, { start: startText, length: lengthText, offset }: SubstringArguments): string {
  const size = byteLength(value);
  const given = parseInteger(startText);
  if (given === undefined) return value;
  const start = given < 0 ? Math.max(0, size + given) : given;
  if (lengthText === undefined) return sliceBytes(value, start);
  const length = parseInteger(lengthText);
  if (length === undefined) return value;
  const end = start + length;
  if (end >= size) return sliceBytes(value, start);
  if (end < start) {
    throw new EnvsubstError(
      "out-of-range",
      `Substring ends before it begins: slice bounds out of range [${start}:${end}]`,
      offset,
    );
  }
  return sliceBytes(value, start, end);
}

/** An integer as Go's Atoi takes it: 64 bits, signs allowed, no white space. */
function parseInteger(text: string): number | undefined {
  if (!/^[-+]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ""));
  return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
}

// eslint-disable-next-line max-params -- the operator between its operands
function replace(value: string, operator: string, from: string, to: string): string {
  switch (operator) {
    case "/#":
      return value.startsWith(from) ? to + value.slice(from.length) : value;
    case "/%":
      return value.endsWith(from) ? value.slice(0, value.length - from.length) + to : value;
    case "//":
      if (from === "") return ["", ...Array.from(value), ""].join(to);
      return value.split(from).join(to);
    default: {
      const at = value.indexOf(from);
      return at < 0 ? value : value.slice(0, at) + to + value.slice(at + from.length);
    }
  }
}
