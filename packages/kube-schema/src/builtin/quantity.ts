import type { ScalarReading } from "./scalars.ts";
import { quantityNumber, quantitySuffix, quantitySyntax } from "./texts.ts";

const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);

/** Amounts that no larger suffix could say: most are, and are printed as they are. */
const canonical = /^[1-9]\d{0,2}(?:[KMGTPE]i|[numkMGTPE]?)$/;

/** Smallest amount a quantity can hold: a nano; amounts are counted in it. */
const nano = 10n ** 9n;

type Format = "binary" | "decimal" | "exponent";

/** An amount and how it was written. */
interface Quantity {
  readonly nanos: bigint;
  readonly format: Format;
}

/**
 * Reads a resource quantity and prints it in canonical form: an integer with the largest suffix that loses nothing
 * (`1000m` is `1`, `0.5Gi` is `512Mi`), amounts below a nano rounded up.
 */
export function parseQuantity(text: string): ScalarReading {
  if (canonical.test(text)) return { value: text };
  const quantity = read(text);
  return typeof quantity === "string" ? { message: quantity } : { value: print(quantity.nanos, quantity.format) };
}

/**
 * The order of two quantities as numbers: negative when the first is less.
 *
 * @throws RangeError when one of them is no quantity.
 */
export function compareQuantities(a: string, b: string): number {
  const difference = amountOf(a).nanos - amountOf(b).nanos;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Whether a quantity is a unit some times over, at least once; false when the unit is no quantity. */
export function isMultipleOf(text: string, unit: string): boolean {
  const [amount, one] = [read(text), read(unit)];
  if (typeof amount === "string" || typeof one === "string" || one.nanos <= 0n) return false;
  return amount.nanos > 0n && amount.nanos % one.nanos === 0n;
}

/**
 * The sum of two quantities in canonical form, written as the first of them.
 *
 * @throws RangeError when one of them is no quantity.
 */
export function addQuantities(a: string, b: string): string {
  const [first, second] = [amountOf(a), amountOf(b)];
  const { format } = first.nanos === 0n ? second : first;
  return print(first.nanos + second.nanos, format);
}

function amountOf(text: string): Quantity {
  const quantity = read(text);
  if (typeof quantity === "string") throw new RangeError(`"${text}" is no quantity: ${quantity}`);
  return quantity;
}

/** The quantity, or why the text is none. */
function read(text: string): Quantity | string {
  const trimmed = text.trim();
  const [, sign, number, suffix] = /^([+-]?)(\d+\.?\d*|\.\d+|\.)(.*)$/s.exec(trimmed) ?? [];
  if (number === undefined || suffix === undefined || trimmed === "") return quantitySyntax;
  if (number === ".") return quantityNumber;
  const scale = scaleOf(suffix);
  if (scale === undefined) return quantitySuffix;
  return { nanos: (sign === "-" ? -1n : 1n) * nanosOf(number, scale), format: scale.format };
}

interface Scale {
  readonly format: Format;
  readonly base: 2 | 10;
  readonly exponent: number;
}

function scaleOf(suffix: string): Scale | undefined {
  const binary = binarySuffixes.indexOf(suffix);
  if (binary > 0) return { format: "binary", base: 2, exponent: binary * 10 };
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { format: "decimal", base: 10, exponent: decimal };
  const [, exponent] = /^[eE]([+-]?\d+)$/.exec(suffix) ?? [];
  return exponent === undefined ? undefined : { format: "exponent", base: 10, exponent: Number(exponent) };
}

function nanosOf(number: string, { base, exponent }: Scale): bigint {
  const [whole = "", fraction = ""] = number.split(".");
  const digits = BigInt(`${whole}${fraction}` || "0");
  const up = base === 2 ? 2n ** BigInt(exponent) : 10n ** BigInt(Math.max(Math.min(exponent, 100), 0));
  const down = 10n ** BigInt(fraction.length + (base === 10 ? Math.max(Math.min(-exponent, 100), 0) : 0));
  const amount = digits * up * nano;
  return (amount + down - 1n) / down;
}

function print(amount: bigint, format: Format): string {
  if (amount === 0n) return "0";
  const size = amount < 0n ? -amount : amount;
  // Small amounts and fractions have no binary suffix.
  if (format === "binary" && size >= 1024n * nano && size % nano === 0n) return printBinary(amount / nano);
  return printDecimal(amount, format === "exponent");
}

function printBinary(amount: bigint): string {
  let rest = amount;
  let power = 0;
  while (rest % 1024n === 0n && power < binarySuffixes.length - 1) {
    rest /= 1024n;
    power++;
  }
  return `${rest}${binarySuffixes[power]}`;
}

function printDecimal(amount: bigint, exponential: boolean): string {
  const largest = exponential ? Infinity : 18;
  let rest = amount;
  let exponent = -9;
  while (rest % 1000n === 0n && exponent < largest) {
    rest /= 1000n;
    exponent += 3;
  }
  if (exponential) return exponent === 0 ? `${rest}` : `${rest}e${exponent}`;
  const [suffix = ""] = [...decimalSuffixes].find(([, power]) => power === exponent) ?? [];
  return `${rest}${suffix}`;
}
