/** Decimal arithmetic without rounding, except for division. */
export interface Decimal {
  readonly digits: bigint;
  /** The value is `digits` / 10^`scale`. */
  readonly scale: number;
}

export function decimalOf(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

export function numberOf({ digits, scale }: Decimal): number {
  return Number(`${digits}e-${scale}`);
}

function align(left: Decimal, right: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  const raise = ({ digits, scale: own }: Decimal) => digits * 10n ** BigInt(scale - own);
  return [raise(left), raise(right), scale];
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const [a, b, scale] = align(left, right);
  return { digits: a + b, scale };
}

export function subtractDecimals(left: Decimal, right: Decimal): Decimal {
  const [a, b, scale] = align(left, right);
  return { digits: a - b, scale };
}

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  return { digits: left.digits * right.digits, scale: left.scale + right.scale };
}

/** Digits behind the point that a division keeps. */
const divisionScale = 16;

/** Undefined when the divisor is zero. */
export function divideDecimals(left: Decimal, right: Decimal): Decimal | undefined {
  const [a, b] = align(left, right);
  if (b === 0n) return undefined;
  const scaled = a * 10n ** BigInt(divisionScale);
  const quotient = scaled / b;
  const rest = scaled % b;
  const isHalf = 2n * absolute(rest) >= absolute(b);
  const step = scaled < 0n === b < 0n ? 1n : -1n;
  return { digits: isHalf ? quotient + step : quotient, scale: divisionScale };
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
