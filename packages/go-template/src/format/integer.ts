import { pad, padNumber } from "./flags.ts";
import type { Flags } from "./flags.ts";
import { isPrintable, quoteCharacter } from "./quote.ts";

const radixes: { readonly [verb: string]: number } = { d: 10, v: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
const prefixes: { readonly [verb: string]: string } = { b: "0b", o: "0", x: "0x", X: "0X" };

/** The integer as the verb wants it; undefined when the verb is not for integers. */
export function formatInteger(value: bigint, verb: string, flags: Flags): string | undefined {
  const radix = radixes[verb];
  if (radix !== undefined) return formatDigits(value, verb, radix, flags);
  switch (verb) {
    case "c":
      return pad(characterOf(value), flags);
    case "q":
      return pad(quoteCharacter(characterOf(value), { ascii: flags.plus === true }), flags);
    case "U":
      return pad(formatUnicode(value, flags), { ...flags, zero: false });
    default:
      return undefined;
  }
}

function formatDigits(value: bigint, verb: string, radix: number, flags: Flags): string {
  const { precision, plus, space, sharp, zero } = flags;
  let digits = (value < 0n ? -value : value).toString(radix);
  if (verb === "X") digits = digits.toUpperCase();
  if (precision === 0 && value === 0n) return pad("", { ...flags, zero: false });
  const sign = value < 0n ? "-" : plus ? "+" : space ? " " : "";
  const prefix = verb === "O" ? "0o" : sharp ? (prefixes[verb] ?? "") : "";
  if (precision !== undefined) {
    const padded = digits.padStart(precision, "0");
    return pad(sign + prefixed(prefix, padded), { ...flags, zero: false });
  }
  if (zero && !flags.minus && flags.width !== undefined) {
    return sign + prefixed(prefix, digits.padStart(flags.width - sign.length, "0"));
  }
  return padNumber(sign + prefixed(prefix, digits), flags);
}

/** Octal numbers that begin with zero need no further one. */
function prefixed(prefix: string, digits: string): string {
  return prefix === "0" && digits.startsWith("0") ? digits : prefix + digits;
}

const maxCodePoint = 0x10ffffn;

function characterOf(value: bigint): string {
  const isValid = value >= 0n && value <= maxCodePoint && (value < 0xd800n || value > 0xdfffn);
  return isValid ? String.fromCodePoint(Number(value)) : "\ufffd";
}

function formatUnicode(value: bigint, { sharp, precision }: Flags): string {
  const code = `U+${BigInt.asUintN(64, value)
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(precision ?? 4, 4), "0")}`;
  const character = characterOf(value);
  return sharp && value <= maxCodePoint && isPrintable(character) ? `${code} '${character}'` : code;
}
