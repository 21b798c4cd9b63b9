/** A number as `digits` times ten to the power of `exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function decimalOf(value: number | bigint): Decimal {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

/** Whether a number is a multiple of another one, as both are written: 0.3 is three times 0.1. */
export function isMultiple(value: number | bigint, step: number | bigint): boolean {
  if (!Number.isFinite(Number(value)) || !Number.isFinite(Number(step)) || Number(step) === 0) return false;
  const [a, b] = [decimalOf(value), decimalOf(step)];
  const scale = (by: number) => 10n ** BigInt(Math.max(0, by));
  return (a.digits * scale(a.exponent - b.exponent)) % (b.digits * scale(b.exponent - a.exponent)) === 0n;
}
