/**
 * Go's strings are bytes. A string here is their text; a byte that is no part of valid UTF-8 is the lone surrogate
 * U+DC80..U+DCFF, so that no byte is lost and lengths are right. Printed text shows such bytes as U+FFFD.
 */

// oxlint-disable-next-line no-control-regex -- ASCII is a range of control characters too
const onlyAscii = /^[\x00-\x7f]*$/;

/** The number of bytes the string has in Go. */
export function byteLength(text: string): number {
  if (onlyAscii.test(text)) return text.length;
  let length = 0;
  for (const character of text) length += bytesOf(character.codePointAt(0) as number);
  return length;
}

function bytesOf(code: number): number {
  if (code < 0x80 || isEscapedByte(code)) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

function isEscapedByte(code: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff;
}

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes of the string. */
export function toBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (isEscapedByte(code)) bytes.push(code & 0xff);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** The string that has these bytes. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return fromMixedBytes(bytes);
  }
}

function fromMixedBytes(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    text +=
      length === 0
        ? String.fromCharCode(0xdc00 | (bytes[at] as number))
        : strictDecoder.decode(bytes.subarray(at, at + length));
    at += Math.max(length, 1);
  }
  return text;
}

/** The length of the valid sequence at `at`, 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length < 2) return length;
  try {
    strictDecoder.decode(bytes.subarray(at, at + length));
    return at + length <= bytes.length ? length : 0;
  } catch {
    return 0;
  }
}

/** The part of the string between two byte offsets; characters that are cut leave their bytes. */
export function sliceBytes(text: string, start: number, end?: number): string {
  return onlyAscii.test(text) ? text.slice(start, end) : fromBytes(toBytes(text).subarray(start, end));
}

/** Puts bytes that were written one by one together to the characters they are. */
export function normalizeBytes(text: string): string {
  return text.isWellFormed() ? text : fromBytes(toBytes(text));
}

/** The string with every byte that is not UTF-8 shown as U+FFFD. */
export function toPrintable(text: string): string {
  return text.toWellFormed();
}
