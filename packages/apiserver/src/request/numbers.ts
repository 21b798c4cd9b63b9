import { badRequest } from "../status/errors.ts";

/**
 * An integer of a query; undefined when it is not given.
 *
 * @throws StatusError with the message of Go's parser.
 */
export function parseInteger(text: string): number | undefined {
  if (text === "") return undefined;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}
