import type { Opaque } from "./value.ts";

/** How many decimal places a quantity keeps: Kubernetes rounds up to billionths. */
const one = 10n ** 9n;

/** An amount of a resource, to billionths. */
export class Quantity implements Opaque {
  readonly typeName = "kubernetes.Quantity";
  /** In billionths. */
  readonly nanos: bigint;
  /**
   * Whether Kubernetes keeps it as a 64-bit number without a fraction. `1000m` and `100Ti` are whole, but are kept in
   * other ways, and then do not count as integers.
   */
  readonly integral: boolean;

  constructor(nanos: bigint, integral: boolean) {
    this.nanos = nanos;
    this.integral = integral;
  }

  static ofInt(value: bigint): Quantity {
    return new Quantity(value * one, true);
  }

  equals(other: Opaque): boolean {
    return other instanceof Quantity && other.nanos === this.nanos;
  }

  /** The amount as an integer; undefined when it is not kept as one. */
  get whole(): bigint | undefined {
    const value = this.nanos / one;
    return this.integral && value === BigInt.asIntN(64, value) ? value : undefined;
  }

  get approximate(): number {
    return Number(this.nanos / one) + Number(this.nanos % one) / Number(one);
  }

  plus(other: Quantity): Quantity {
    const integral = (this.integral || this.nanos === 0n) && (other.integral || other.nanos === 0n);
    return new Quantity(this.nanos + other.nanos, integral);
  }

  negated(): Quantity {
    return new Quantity(-this.nanos, this.integral);
  }
}

/** A quantity, or why a text is none. */
export type ParsedQuantity = { readonly quantity: Quantity } | { readonly problem: string };

const shape = /^([+-]?)([0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const looseShape = /^([+-]?)([0-9.]*)([eEinumkKMGTP]+[-+]?[0-9]*)$/;

const badShape = {
  problem: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
};
const badSuffix = { problem: "unable to parse quantity's suffix" };

const decimalUnits: ReadonlyMap<string, number> = new Map([
  ["", 0],
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);

const binaryUnits: ReadonlyMap<string, number> = new Map([
  ["Ki", 10],
  ["Mi", 20],
  ["Gi", 30],
  ["Ti", 40],
  ["Pi", 50],
  ["Ei", 60],
]);

const largest = (2n ** 63n - 1n) * one;
const maxExponent = 400;

/** Reads a quantity. */
export function parseQuantity(text: string): ParsedQuantity {
  // Kubernetes takes a sign, a point or a suffix alone for 0.
  if (/^[+-]$/.test(text)) return { quantity: new Quantity(0n, true) };
  const match = text.length > 1000 ? null : (shape.exec(text) ?? looseShape.exec(text));
  if (match === null) return badShape;
  const [, sign, digits = "", suffix = ""] = match;
  const [whole = "", fraction = "", ...rest] = digits.split(".");
  if (rest.length > 0) return badShape;
  const amount = readAmount({ whole, fraction }, suffix);
  if (amount === undefined) return badSuffix;
  return { quantity: sign === "-" ? amount.negated() : amount };
}

interface Digits {
  readonly whole: string;
  readonly fraction: string;
}

function readAmount(digits: Digits, suffix: string): Quantity | undefined {
  const binary = binaryUnits.get(suffix);
  if (binary !== undefined) return readBinary(digits, binary);
  const exponent = decimalUnits.get(suffix) ?? readExponent(suffix);
  return exponent === undefined ? undefined : readDecimal(digits, exponent);
}

function readExponent(suffix: string): number | undefined {
  return /^[eE][+-]?\d+$/.test(suffix) ? Number(suffix.slice(1)) : undefined;
}

function readBinary({ whole, fraction }: Digits, exponent: number): Quantity {
  const digits = whole.replace(/^0+/, "").length;
  const precision = 15 - digits - Math.trunc((exponent * 3) / 10) - 1;
  const value = scaled({ whole, fraction }, 2n ** BigInt(exponent), 1n);
  return kept(value, fraction === "" && precision >= 0);
}

function readDecimal({ whole, fraction }: Digits, exponent: number): Quantity {
  const digits = whole.replace(/^0+/, "").length + fraction.length;
  const bounded = Math.max(-maxExponent, Math.min(maxExponent, exponent));
  const power = 10n ** BigInt(Math.abs(bounded));
  const value = bounded < 0 ? scaled({ whole, fraction }, 1n, power) : scaled({ whole, fraction }, power, 1n);
  return digits <= 18 ? new Quantity(value, exponent >= fraction.length) : kept(value, false);
}

/** What has too many digits is cut to 64 bits. */
function kept(nanos: bigint, integral: boolean): Quantity {
  return new Quantity(nanos > largest ? largest : nanos, integral);
}

/** The amount in billionths, rounded up. */
function scaled({ whole, fraction }: Digits, multiplier: bigint, divisor: bigint): bigint {
  const numerator = BigInt(whole + fraction || "0") * multiplier * one;
  const denominator = divisor * 10n ** BigInt(fraction.length);
  return (numerator + denominator - 1n) / denominator;
}
