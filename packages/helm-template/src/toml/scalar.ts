import type { Value } from "@flux-ts/go-template";
import { GoTime } from "../time/go-time.ts";
import { fixedZone, utc } from "../time/zone.ts";

interface Scalar {
  readonly value: Value;
  readonly end: number;
}

const escapes: { readonly [letter: string]: string } = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\x1b",
  '"': '"',
  "\\": "\\",
};

const strings: readonly (readonly [RegExp, (body: string) => string | undefined])[] = [
  [/"""\r?\n?((?:[^\\]|\\[\s\S])*?"{0,2})"""(?!")/y, (body) => unescapeText(body.replace(/\\[ \t]*\r?\n\s*/g, ""))],
  [/'''\r?\n?([\s\S]*?'{0,2})'''(?!')/y, (body) => body],
  [/"((?:[^"\\\n]|\\.)*)"/y, unescapeText],
  [/'([^'\n]*)'/y, (body) => body],
];

const plain = /[A-Za-z0-9_+\-.:]+(?: \d\d:\d\d[A-Za-z0-9_+\-.:]*)?/y;

/** The string, number, boolean or time at `at`, or what is wrong with it. */
export function readScalar(text: string, at: number): Scalar | string {
  const start = text[at] ?? "";
  if (start === '"' || start === "'") return readString(text, at);
  plain.lastIndex = at;
  const word = plain.exec(text)?.[0];
  if (word === undefined)
    return at >= text.length
      ? "unexpected EOF; expected value"
      : `expected value but found ${JSON.stringify(start)} instead`;
  const value = wordValue(word);
  return value === undefined
    ? `expected value but found ${JSON.stringify(word)} instead`
    : { value, end: at + word.length };
}

function readString(text: string, at: number): Scalar | string {
  for (const [pattern, read] of strings) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const value = read(match[1] ?? "");
    return value === undefined ? "invalid escape character" : { value, end: pattern.lastIndex };
  }
  return "unexpected EOF; expected end of string";
}

function unescapeText(body: string): string | undefined {
  let isValid = true;
  const text = body.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs,
    (_match, short, long, letter: string) => {
      const code = Number.parseInt(String(short ?? long ?? ""), 16);
      const character = Number.isNaN(code)
        ? escapes[letter]
        : code <= 0x10ffff
          ? String.fromCodePoint(code)
          : undefined;
      isValid &&= character !== undefined;
      return character ?? "";
    },
  );
  return isValid ? text : undefined;
}

function wordValue(word: string): Value {
  if (word === "true" || word === "false") return word === "true";
  if (/^[+-]?(inf|nan)$/.test(word))
    return word.endsWith("nan") ? Number.NaN : word.startsWith("-") ? -Infinity : Infinity;
  const digits = word.replace(/(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])/g, "");
  if (/^[+-]?(0|[1-9][0-9]*)$/.test(digits)) return BigInt(digits.replace(/^\+/, ""));
  if (/^0(x[0-9a-fA-F]+|o[0-7]+|b[01]+)$/.test(digits)) return BigInt(digits);
  if (/^[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(digits)) return Number(digits);
  return timeValue(word);
}

const time = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d:\d\d)(\.\d+)?(Z|z|[+-]\d\d:\d\d)?)?$/;

function timeValue(word: string): Value {
  const match = time.exec(word);
  if (match === null) return undefined;
  const [, day = "", clock = "00:00:00", fraction = "", zone = "Z"] = match;
  const millis = Date.parse(`${day}T${clock}${zone.toUpperCase()}`);
  if (Number.isNaN(millis)) return undefined;
  const nanos = BigInt(fraction.slice(1, 10).padEnd(9, "0"));
  const offset = /^[+-]/.test(zone)
    ? (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))) * (zone.startsWith("-") ? -60 : 60)
    : 0;
  return new GoTime(BigInt(millis) * 1_000_000n + nanos, offset === 0 ? utc : fixedZone("", offset));
}
