import { badRequest } from "../status/errors.ts";

const int64 = 2n ** 63n;
const uint64 = 2n ** 64n;

/**
 * An integer of a query by its name; undefined when it is not given.
 *
 * @throws StatusError with the message of Go's parser.
 */
export function integerIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(unparsed("ParseInt", text, "invalid syntax"));
  const value = BigInt(text.replace("+", ""));
  if (value >= int64 || value < -int64) throw badRequest(unparsed("ParseInt", text, "value out of range"));
  return Number(value);
}

/** Why a text is no integer without a sign, in the words of Go's parser; undefined when it is one. */
export function unsignedProblem(text: string): string | undefined {
  if (!/^\d+$/.test(text)) return unparsed("ParseUint", text, "invalid syntax");
  return BigInt(text) < uint64 ? undefined : unparsed("ParseUint", text, "value out of range");
}

function unparsed(parser: string, text: string, why: string): string {
  return `strconv.${parser}: parsing ${JSON.stringify(text)}: ${why}`;
}
