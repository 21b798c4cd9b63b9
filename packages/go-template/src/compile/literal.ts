import type { NumberNode, Operand } from "../parse/node.ts";
import { Complex, int } from "../values/value.ts";
import type { Value } from "../values/value.ts";

/** The value of a literal where any type will do; undefined for a number that no type holds. */
export function constantOf(operand: Operand): Value {
  switch (operand.kind) {
    case "bool":
    case "string":
      return operand.value;
    case "number":
      return numberOf(operand);
    default:
      return undefined;
  }
}

/** A number is what it looks like: a float has a point or an exponent, all others are integers. */
function numberOf({ text, float, integer, complex }: NumberNode): Value {
  if (complex !== undefined) return new Complex(complex.real, complex.imaginary);
  const isHex = /^[+-]?0[xX]/.test(text);
  const looksFloat = isHex ? /[pP]/.test(text) : /[.eEpP]/.test(text) && !text.startsWith("'");
  if (float !== undefined && looksFloat) return float;
  return integer === undefined ? undefined : int(integer);
}
