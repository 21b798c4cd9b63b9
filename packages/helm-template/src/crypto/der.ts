/** Distinguished encoding: what certificates consist of. */

export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return concat(Uint8Array.of(tag), lengthOf(length), ...contents);
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

const encoder = new TextEncoder();

export const sequence = (...items: readonly Uint8Array[]): Uint8Array => der(0x30, ...items);
export const set = (...items: readonly Uint8Array[]): Uint8Array => der(0x31, ...items);
export const octets = (content: Uint8Array): Uint8Array => der(0x04, content);
export const bits = (content: Uint8Array, unused = 0): Uint8Array => der(0x03, Uint8Array.of(unused), content);
export const boolean = (value: boolean): Uint8Array => der(0x01, Uint8Array.of(value ? 0xff : 0));
export const nothing: Uint8Array = der(0x05);
export const utf8 = (text: string): Uint8Array => der(0x0c, encoder.encode(text));
export const ascii = (tag: number, text: string): Uint8Array => der(tag, encoder.encode(text));

/** A number without sign. */
export function unsigned(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Uint8Array.of(0) : bytes.subarray(start);
  return der(0x02, (digits[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), digits) : digits);
}

export function objectId(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const groups = [part & 0x7f];
    for (let high = Math.floor(part / 128); high > 0; high = Math.floor(high / 128))
      groups.unshift((high & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Uint8Array.from(bytes));
}

/** A time in UTC, with two digits for the years that they are enough for. */
export function time(millis: number): Uint8Array {
  const text = new Date(millis)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:T]/g, "");
  const year = Number(text.slice(0, 4));
  return year >= 1950 && year < 2050 ? ascii(0x17, text.slice(2)) : ascii(0x18, text);
}

/** The contents of the value at `at`, and where the next one starts. */
export function readDer(
  bytes: Uint8Array,
  at = 0,
): { readonly tag: number; readonly content: Uint8Array; readonly end: number } {
  const short = bytes[at + 1] ?? 0;
  const count = short < 0x80 ? 0 : short & 0x7f;
  let length = count === 0 ? short : 0;
  for (let index = 0; index < count; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  const start = at + 2 + count;
  return { tag: bytes[at] ?? 0, content: bytes.subarray(start, start + length), end: start + length };
}
