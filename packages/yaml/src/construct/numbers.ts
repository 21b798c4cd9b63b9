import { formatFloat } from "../float.ts";
import type { Resolved } from "./resolved.ts";

/**
 * The number a plain scalar stands for, or undefined when it is none. Both profiles agree on numbers:
 * `0x1F`, `0o17`, `017` and `0b11` are integers, `1_000` is one thousand, `089` is the float 89, `1:30` is text.
 * Integers that a double cannot hold are `bigint` up to 64 bits and doubles beyond, as in Go.
 */
export function resolveNumber(text: string): Resolved | undefined {
  if (shortInteger.test(text)) return { tag: "!!int", value: Number(text) };
  const digits = text.includes("_") ? text.replaceAll("_", "") : text;
  const integer = parseInteger(digits);
  if (integer !== undefined) return { tag: "!!int", value: integer };
  const value = parseFloatText(digits);
  return value === undefined ? undefined : { tag: "!!float", value };
}

const shortInteger = /^(?:0|[1-9][0-9]{0,14})$/;
const anyInteger = /^([-+]?)(?:(0[xX][0-9a-fA-F]+|0[bB][01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;

const int64Limit = 2n ** 63n;
const uint64Limit = 2n ** 64n;

function parseInteger(text: string): number | bigint | undefined {
  const match = anyInteger.exec(text);
  if (match === null) return undefined;
  const [, sign, prefixed, octal, decimal] = match;
  const magnitude = BigInt(prefixed ?? (octal === undefined ? String(decimal) : `0o${octal}`));
  const value = sign === "-" ? -magnitude : magnitude;
  // Only an integer without a sign may need the 64th bit.
  if (value < -int64Limit || value >= (sign === "" ? uint64Limit : int64Limit)) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const infinity = /^[-+]?\.(?:inf|Inf|INF)$/;
const notANumber = /^\.(?:nan|NaN|NAN)$/;

function parseFloatText(text: string): number | undefined {
  if (float.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  if (infinity.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return notANumber.test(text) ? Number.NaN : undefined;
}

/** A float as Go prints it as a key: with the fewest digits that a single-precision float needs. */
export function formatFloatKey(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  const single = Math.fround(value);
  if (single === 0) return formatFloat(single);
  if (!Number.isFinite(single)) return single < 0 ? "-.inf" : ".inf";
  let digits = 1;
  while (digits < 9 && Math.fround(Number(single.toPrecision(digits))) !== single) digits++;
  return formatFloat(Number(single.toPrecision(digits)));
}
