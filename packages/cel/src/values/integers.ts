/** Whether an integer fits into 64 bits with a sign. */
export function isInt(value: bigint): boolean {
  return value === BigInt.asIntN(64, value);
}

/** Whether an integer fits into 64 bits without a sign. */
export function isUint(value: bigint): boolean {
  return value === BigInt.asUintN(64, value);
}
