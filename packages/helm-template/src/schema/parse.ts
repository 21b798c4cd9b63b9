import type { JsonValue } from "@flux-ts/base";
import { explainJson } from "../functions/json-errors.ts";
import { SchemaError } from "./error.ts";

/** A schema as it was read. */
export interface ParsedSchema {
  readonly schema: JsonValue;
  /** How the number under a key is spelled: messages show `1.50` as that. */
  readonly spellingOf: Spellings;
}

export type Spellings = (holder: object, key: string) => string | undefined;

/** Numbers that JavaScript may print otherwise: those with a fraction or an exponent, and long ones. */
const peculiarNumber = /[0-9][.eE]|[0-9]{16}|-0/;

/** @throws SchemaError when the text is no JSON */
export function parseSchema(text: string): ParsedSchema {
  if (!peculiarNumber.test(text)) return { schema: parse(text), spellingOf: () => undefined };
  const spellings = new WeakMap<object, Map<string, string>>();
  const schema = parse(text, function (this: object, key, value, context) {
    const source = (context as { readonly source?: string } | undefined)?.source;
    if (typeof value !== "number" || source === undefined || String(value) === source) return value as JsonValue;
    const known = spellings.get(this) ?? new Map<string, string>();
    spellings.set(this, known.set(key, source));
    return /^-?[0-9]+$/.test(source) && !Number.isSafeInteger(value) ? BigInt(source) : value;
  });
  return { schema, spellingOf: (holder, key) => spellings.get(holder)?.get(key) };
}

type Reviver = (this: object, key: string, value: unknown, context?: unknown) => JsonValue;

function parse(text: string, reviver?: Reviver): JsonValue {
  try {
    return JSON.parse(text, reviver) as JsonValue;
  } catch (error) {
    // Values are revived by calls in each other, of which JavaScript has enough at some time.
    if (error instanceof RangeError) throw new SchemaError("exceeded max depth", { cause: error });
    if (!(error instanceof SyntaxError)) throw error;
    throw new SchemaError(reasonOf(text), { cause: error });
  }
}

function reasonOf(text: string): string {
  if (text.trim() === "") return "EOF";
  const reason = explainJson(text).replace("unexpected end of JSON input", "unexpected EOF");
  return reason.replace(/^invalid character .* after top-level value$/s, "invalid character after top-level value");
}
