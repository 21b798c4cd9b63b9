import { parseQuantity, Quantity } from "../values/quantity.ts";
import { EvalError } from "../values/value.ts";
import { func, library, method } from "./define.ts";

function quantityOf(text: string): Quantity | EvalError {
  const parsed = parseQuantity(text);
  return "quantity" in parsed ? parsed.quantity : new EvalError(parsed.problem);
}

function compare(a: Quantity, b: Quantity): bigint {
  return a.nanos < b.nanos ? -1n : BigInt(a.nanos > b.nanos);
}

const quantity = "kubernetes.Quantity";
const zero = Quantity.ofInt(0n);

/** Amounts of resources. */
export const quantities = library({
  quantity: { string_to_quantity: func(["string"], quantity, quantityOf) },
  isQuantity: { is_quantity_string: func(["string"], "bool", (text) => "quantity" in parseQuantity(text)) },
  sign: { quantity_sign: func([quantity], "int", (value) => compare(value, zero)) },
  compareTo: { quantity_compare_to: method([quantity, quantity], "int", compare) },
  isGreaterThan: { quantity_is_greater_than: method([quantity, quantity], "bool", (a, b) => a.nanos > b.nanos) },
  isLessThan: { quantity_is_less_than: method([quantity, quantity], "bool", (a, b) => a.nanos < b.nanos) },
  isInteger: { quantity_is_integer: method([quantity], "bool", ({ whole }) => whole !== undefined) },
  asInteger: {
    quantity_get_int: method(
      [quantity],
      "int",
      ({ whole }) => whole ?? new EvalError("cannot convert value to integer"),
    ),
  },
  asApproximateFloat: { quantity_get_float: method([quantity], "double", ({ approximate }) => approximate) },
  add: {
    quantity_add: method([quantity, quantity], quantity, (a, b) => a.plus(b)),
    quantity_add_int: method([quantity, "int"], quantity, (a, b) => a.plus(Quantity.ofInt(b))),
  },
  sub: {
    quantity_sub: method([quantity, quantity], quantity, (a, b) => a.plus(b.negated())),
    quantity_sub_int: method([quantity, "int"], quantity, (a, b) => a.plus(Quantity.ofInt(-b))),
  },
});
