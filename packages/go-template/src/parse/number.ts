import type { Token } from "../lex/token.ts";
import * as messages from "../messages.ts";
import type { NumberNode } from "./node.ts";
import { unquoteCharacter } from "./unquote.ts";

/** What a number token means, or the message saying why it means nothing. */
export function parseNumber(token: Token): NumberNode | string {
  switch (token.kind) {
    case "charConstant":
      return parseCharacter(token);
    case "complex":
      return parseComplex(token);
    default:
      return token.text.endsWith("i") ? parseImaginary(token) : parseReal(token);
  }
}

function parseCharacter({ at, text }: Token): NumberNode | string {
  const code = unquoteCharacter(text);
  if (code === undefined) return messages.invalidSyntax;
  if (code === "long") return messages.malformedCharacter(text);
  const value = BigInt(code);
  return { kind: "number", at, text, integer: value, unsigned: value, float: code, complex: undefined };
}

function parseComplex(token: Token): NumberNode | string {
  const split = token.text.search(/(?<=[^eEpP+-])[+-]/);
  const real = parseFloatText(token.text.slice(0, split));
  const imaginary = parseFloatText(token.text.slice(split, -1));
  if (real === undefined || imaginary === undefined) return messages.invalidSyntax;
  return complexNode(token, real, imaginary);
}

function parseImaginary(token: Token): NumberNode | string {
  const imaginary = parseFloatText(token.text.slice(0, -1));
  return imaginary === undefined ? messages.illegalNumber(token.text) : complexNode(token, 0, imaginary);
}

function complexNode({ at, text }: Token, real: number, imaginary: number): NumberNode {
  const float = imaginary === 0 ? real : undefined;
  const isInteger = float !== undefined && Number.isInteger(float) && Math.abs(float) < 2 ** 63;
  const integer = isInteger ? BigInt(float) : undefined;
  const unsigned = integer !== undefined && integer >= 0n ? integer : undefined;
  return { kind: "number", at, text, integer, unsigned, float, complex: { real, imaginary } };
}

/** What nearly all numbers are: digits that a double holds. */
const short = /^(?:0|[1-9][0-9]{0,14})$/;

function parseReal({ at, text }: Token): NumberNode | string {
  if (short.test(text)) {
    const value = BigInt(text);
    return { kind: "number", at, text, integer: value, unsigned: value, float: Number(text), complex: undefined };
  }
  const whole = parseIntegerText(text);
  const integer = whole !== undefined && whole === BigInt.asIntN(64, whole) ? whole : undefined;
  const isUnsigned = whole !== undefined && whole === BigInt.asUintN(64, whole);
  const unsigned = isUnsigned && !text.startsWith("+") ? whole : undefined;
  const node = { kind: "number", at, text, complex: undefined } as const;
  if (integer !== undefined || unsigned !== undefined) {
    return { ...node, integer, unsigned, float: Number(integer ?? unsigned) };
  }
  const float = parseFloatText(text);
  if (float === undefined) return messages.illegalNumber(text);
  if (!/[.eEpP]/.test(text)) return messages.integerOverflow(text);
  return { ...node, ...integersOf(float), float };
}

function integersOf(float: number): Pick<NumberNode, "integer" | "unsigned"> {
  const whole = Number.isInteger(float) ? BigInt(float) : undefined;
  const isSigned = whole !== undefined && whole === BigInt.asIntN(64, whole);
  const isUnsigned = whole !== undefined && whole === BigInt.asUintN(64, whole);
  return { integer: isSigned ? whole : undefined, unsigned: isUnsigned ? whole : undefined };
}

// Underscores stand between digits, or between the prefix and a digit.
const integer =
  /^([+-]?)(?:0[xX]((?:_?[0-9a-fA-F])+)|0[bB]((?:_?[01])+)|0[oO]((?:_?[0-7])+)|0((?:_?[0-7])+)|(0|[1-9](?:_?[0-9])*))$/;

/** An integer as Go writes it in source, of any size. */
export function parseIntegerText(text: string): bigint | undefined {
  const match = integer.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, oldOctal, decimal] = match;
  const digits = (digits: string | undefined, prefix: string) => digits && prefix + digits.replaceAll("_", "");
  const source =
    digits(hex, "0x") ??
    digits(binary, "0b") ??
    digits(octal, "0o") ??
    digits(oldOctal, "0o") ??
    digits(decimal, "") ??
    "";
  const value = BigInt(source);
  return sign === "-" ? -value : value;
}

const decimalFloat = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const hexFloat = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/;

/** A float as Go reads it; undefined when it is none or too large. */
export function parseFloatText(text: string): number | undefined {
  const plain = text.replace(/(?<=[0-9a-fA-FxX])_(?=[0-9a-fA-F])/g, "");
  if (decimalFloat.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? value : undefined;
  }
  const match = hexFloat.exec(plain);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent] = match;
  if (whole + fraction === "") return undefined;
  const value = Number.parseInt(whole + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
  if (!Number.isFinite(value)) return undefined;
  return sign === "-" ? -value : value;
}
