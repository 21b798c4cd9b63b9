/** Sums and products that stop at the largest number of 64 bits, as cel-go's. */
export const unbounded = 2n ** 64n - 1n;

export function bound(value: bigint): bigint {
  return value > unbounded ? unbounded : value;
}

export function sum(...values: readonly bigint[]): bigint {
  return values.reduce((total, value) => bound(total + value), 0n);
}

export function product(a: bigint, b: bigint): bigint {
  return bound(a * b);
}

export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** So many times a factor, rounded up; as doubles, which is how cel-go calculates. */
export function scale(value: bigint, factor: number): bigint {
  return bound(BigInt(Math.ceil(Number(value) * factor)));
}
